using System.Diagnostics.Metrics;
using System.Globalization;
using Foresale.Events;
using Foresale.Live;
using Foresale.Server.Shop;
using Foresale.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Alarms;

/// <summary>An alarm.</summary>
/// <param name="Name">Such as <c>purchases_stopped</c>; the label of the metric <c>foresale_alarm</c>.</param>
/// <param name="Firing">True while something is wrong.</param>
/// <param name="Level">How near it is: the figure it goes by as a share of its limit; above 1 it fires.</param>
/// <param name="Since">When that was first seen; null while nothing is.</param>
/// <param name="Found">What is known, in words; null while nothing is.</param>
public sealed record Alarm(string Name, bool Firing, double Level, DateTimeOffset? Since, string? Found);

/// <summary>What is wrong with the shop's events and scores: behaviors that stopped, scores that drifted, events that cannot be used.</summary>
internal sealed class ShopAlarms : IFoldObserver
{
    private static readonly (Behavior Behavior, string Name)[] s_watched =
        [(Behavior.Purchase, "purchases_stopped"), (Behavior.Cart, "carts_stopped"), (Behavior.Favorite, "favorites_stopped"), (Behavior.Search, "searches_stopped")];

    private readonly Lock _gate = new();
    private readonly AlarmOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ShopAlarms> _log;
    private readonly Dictionary<Behavior, StoppedBehavior> _behaviors;
    private readonly ScoreDrift _drift;
    private readonly RejectedShare _rejected = new();
    private readonly Dictionary<string, DateTimeOffset> _firing = new(StringComparer.Ordinal);
    private long _position = -1;

    public ShopAlarms(IOptions<AlarmOptions> options, AlarmFile file, IMeterFactory meters, TimeProvider clock, ILogger<ShopAlarms> log)
    {
        (_options, _clock, _log) = (options.Value, clock, log);
        _behaviors = s_watched.ToDictionary(w => w.Behavior, _ => new StoppedBehavior(_options.HalfLifeDays));
        _drift = new ScoreDrift(_options.DriftShoppers, TimeSpan.FromHours(_options.DriftHours));
        if (file.Read() is { } memory)
        {
            Remember(memory);
        }

        meters.Create(ServerMeter.Name).CreateObservableGauge("foresale.alarm", () => Look().Select(a => new Measurement<int>(a.Firing ? 1 : 0, new KeyValuePair<string, object?>("name", a.Name))), unit: null, "1 while an alarm fires.");
    }

    /// <summary>The alarms, each with what is known now.</summary>
    public IReadOnlyList<Alarm> Look()
    {
        lock (_gate)
        {
            return
            [
                .. s_watched.Select(w => Of(w.Name, LevelOf(_behaviors[w.Behavior]), () => Stopped(w.Behavior))),
                Of("scores_drifted", (_drift.Psi ?? 0) / _options.Drift, Drifted),
                Of("events_rejected", _rejected.Share > 0 ? _rejected.Share / _options.Rejected : 0, Rejected),
            ];
        }
    }

    /// <summary>The champion's intent of a shopper was shown.</summary>
    public void Scored(string model, string userId, float intent)
    {
        lock (_gate)
        {
            _drift.Add(model, userId, intent, _clock.GetUtcNow());
        }
    }

    /// <summary>A request with events was read.</summary>
    public void Came(int events, int rejected)
    {
        lock (_gate)
        {
            _rejected.Add(events, rejected);
        }
    }

    /// <inheritdoc/>
    public void Folded(ShopEvent shopEvent, long address, ShardSet shards)
    {
        lock (_gate)
        {
            if (address <= _position)
            {
                return; // counted before the restart
            }

            _position = address;
            if (shopEvent.Behavior is Behavior.View)
            {
                foreach (var behavior in _behaviors.Values)
                {
                    behavior.View(shopEvent.UserId);
                }
            }
            else if (_behaviors.TryGetValue(shopEvent.Behavior, out var came))
            {
                came.Came(shopEvent.Arrival.ToUnixTimeMilliseconds(), isLearnt: LevelOf(came) <= 1);
            }
        }
    }

    /// <inheritdoc/>
    public void Merged(string anonymousId, string userId, ShardSet shards)
    {
        // What a guest did was counted when it came.
    }

    /// <summary>What was learnt, for a file.</summary>
    public AlarmMemory Keep()
    {
        lock (_gate)
        {
            return new AlarmMemory(_position, _behaviors.ToDictionary(b => b.Key.Word(), b => b.Value.Keep(), StringComparer.Ordinal), _drift.Keep());
        }
    }

    private void Remember(AlarmMemory memory)
    {
        _position = memory.Position;
        foreach (var (behavior, stopped) in _behaviors)
        {
            if (memory.Behaviors.TryGetValue(behavior.Word(), out var learnt))
            {
                stopped.Remember(learnt);
            }
        }

        if (memory.Drift is { } drift)
        {
            _drift.Remember(drift);
        }
    }

    private double LevelOf(StoppedBehavior behavior) => behavior.Surprise / -Math.Log(_options.Improbable);

    private string Stopped(Behavior behavior) => string.Create(CultureInfo.InvariantCulture, $"{behavior.Word()}: none came in {_behaviors[behavior].Since:N0} views, where the shop's own rate makes {_behaviors[behavior].Expected:N0} likely. Check the tag or the service that sends this behavior.");

    private string Drifted() => string.Create(CultureInfo.InvariantCulture, $"scores: their spread has moved by a PSI of {_drift.Psi:F2} since the model began to serve. Compare traffic, prices and events with those of then; train again where the change is here to stay.");

    private string Rejected() => string.Create(CultureInfo.InvariantCulture, $"events: {_rejected.Share:P0} of the last thousand or so could not be used. The answers to their senders say which and why.");

    private Alarm Of(string name, double level, Func<string> words)
    {
        if (level <= 1)
        {
            if (_firing.Remove(name))
            {
                Log.AlarmOver(_log, name);
            }

            return new Alarm(name, Firing: false, level, Since: null, Found: null);
        }

        var found = words();
        if (_firing.TryAdd(name, _clock.GetUtcNow()))
        {
            Log.AlarmFires(_log, name, found);
        }

        return new Alarm(name, Firing: true, level, _firing[name], found);
    }
}
