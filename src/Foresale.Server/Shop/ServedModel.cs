using Foresale.Events;
using Foresale.Scoring;
using Foresale.Server.Models;
using Foresale.Server.Settings;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>The models that score. Others take their place while requests run: each finishes with the ones that it began with.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private volatile Lineup _now;
    private int _loads, _inMemory;

    public ServedModel(IOptions<ServerOptions> options, IOptions<ShopOptions> shop, TimeProvider clock)
    {
        if (options.Value.Model is not { Length: > 0 } path)
        {
            throw new UserFaultException("--model", "no model is given.", "Give the folder that `foresale train` wrote.");
        }

        _clock = clock;
        _now = LineupOf(Load(path, ModelFolder.Open(path)), challenger: null, share: 0, shadow: null);
        if (shop.Value.Challenger is { Length: > 0 } challenger)
        {
            Challenge(challenger, shop.Value.ChallengerShare);
        }

        if (shop.Value.Shadow is { Length: > 0 } shadow)
        {
            Shadow(shadow);
        }
    }

    /// <summary>The folder of the champion: what shoppers are followed for.</summary>
    public ModelFolder Folder => _now.Champion.Model.Folder;

    /// <summary>What serves now.</summary>
    public Lineup Now => _now;

    /// <summary>Models whose native sessions are held: those that serve, and those that a request still scores with.</summary>
    public int InMemory => Volatile.Read(ref _inMemory);

    /// <summary>Lets another model be the champion; a challenger and a shadow stay, and are compared with it from here on.</summary>
    /// <exception cref="UserFaultException">It is none, or reads other states than the one that serves: shoppers would have to be followed anew.</exception>
    public LoadedModel Swap(string path)
    {
        lock (_gate)
        {
            var model = Fitting(path);
            Place(LineupOf(model, _now.Challenger?.Model, _now.Share, _now.Shadow?.Model));
            return model;
        }
    }

    /// <summary>Lets a model's scores be shown to a share of shoppers.</summary>
    /// <param name="path">Its folder; null for the challenger that there is, whose share changes and whose report goes on.</param>
    /// <param name="share">0..1.</param>
    /// <exception cref="UserFaultException">As for <see cref="Swap"/>, or there is no challenger.</exception>
    public LoadedModel Challenge(string? path, double share)
    {
        lock (_gate)
        {
            var seat = path is not null ? Seat(ModelRole.Challenger, Fitting(path), _now.Champion.Model) : _now.Challenger ?? throw NoSuch(ModelRole.Challenger);
            Place(_now with { Challenger = seat, Share = share });
            return seat.Model;
        }
    }

    /// <summary>Lets a model score unseen.</summary>
    /// <exception cref="UserFaultException">As for <see cref="Swap"/>.</exception>
    public LoadedModel Shadow(string path)
    {
        lock (_gate)
        {
            var seat = Seat(ModelRole.Shadow, Fitting(path), _now.Champion.Model);
            Place(_now with { Shadow = seat });
            return seat.Model;
        }
    }

    /// <summary>Ends a challenger or a shadow.</summary>
    /// <returns>The model; null where there was none.</returns>
    public LoadedModel? Remove(ModelRole role)
    {
        lock (_gate)
        {
            var gone = role is ModelRole.Challenger ? _now.Challenger : _now.Shadow;
            Place(role is ModelRole.Challenger ? _now with { Challenger = null, Share = 0 } : _now with { Shadow = null });
            return gone?.Model;
        }
    }

    /// <summary>Makes the challenger or the shadow the champion; the old one serves no more.</summary>
    /// <exception cref="UserFaultException">There is none.</exception>
    public LoadedModel Promote(ModelRole role)
    {
        lock (_gate)
        {
            var model = (role is ModelRole.Challenger ? _now.Challenger : _now.Shadow)?.Model ?? throw NoSuch(role);
            Place(role is ModelRole.Challenger ? LineupOf(model, challenger: null, share: 0, _now.Shadow?.Model) : LineupOf(model, _now.Challenger?.Model, _now.Share, shadow: null));
            return model;
        }
    }

    /// <summary>Runs something with the model that a shopper is shown, which is not freed before it has ended.</summary>
    public T With<T>(string userId, Func<Lineup, Seat, T> act)
    {
        while (true)
        {
            var lineup = _now;
            var shown = lineup.ShownTo(userId);
            if (!shown.Model.TryEnter())
            {
                continue; // it was replaced between two lines of this loop
            }

            try
            {
                return act(lineup, shown);
            }
            finally
            {
                shown.Model.Leave();
            }
        }
    }

    public void Dispose()
    {
        foreach (var seat in _now.Seats)
        {
            seat.Model.Leave();
        }
    }

    private static UserFaultException NoSuch(ModelRole role) =>
        new(role.ToString().ToLowerInvariant(), "no model has this role.", $"Give one by PUT /v1/models/{role.ToString().ToLowerInvariant()}.");

    private static bool SameFold(ModelManifest one, ModelManifest other) => one.Fold is { } fold && other.Fold is { } another && string.Equals(FoldHash.Of(fold), FoldHash.Of(another), StringComparison.Ordinal);

    private void Place(Lineup next)
    {
        var (before, after) = (_now, next);
        _now = after;
        foreach (var gone in before.Seats.Select(s => s.Model).Except(after.Seats.Select(s => s.Model)))
        {
            gone.Leave();
        }
    }

    private Lineup LineupOf(LoadedModel champion, LoadedModel? challenger, double share, LoadedModel? shadow) => new(
        Seat(ModelRole.Champion, champion, champion),
        challenger is null ? null : Seat(ModelRole.Challenger, challenger, champion),
        share,
        shadow is null ? null : Seat(ModelRole.Shadow, shadow, champion));

    private Seat Seat(ModelRole role, LoadedModel model, LoadedModel champion) => new(role, model, new RoleBook(model, champion, _clock.GetUtcNow()));

    private LoadedModel Fitting(string path)
    {
        var folder = ModelFolder.Open(path);
        return string.Equals(folder.Manifest.FeatureHash, Folder.Manifest.FeatureHash, StringComparison.Ordinal) && folder.Manifest.Target == Folder.Manifest.Target && SameFold(folder.Manifest, Folder.Manifest)
            ? Load(path, folder)
            : throw new UserFaultException(path, "the model reads other states than the one that serves.", "Start the server with it by --model: the log is then replayed with its settings.");
    }

    private LoadedModel Load(string path, ModelFolder folder)
    {
        var model = new LoadedModel(path, folder, ++_loads, () => Interlocked.Decrement(ref _inMemory));
        Interlocked.Increment(ref _inMemory);
        return model;
    }
}
