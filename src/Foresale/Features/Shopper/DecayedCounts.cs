using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Foresale.Events;

namespace Foresale.Features;

/// <summary>The shopper's events of each action, each halved every half-life. Unit: events, &gt;= 0.</summary>
/// <remarks>State: for each action one decayed count a half-life, four of them, as of the shopper's last event: they fade together.</remarks>
internal sealed class DecayedCounts : IUserFeature
{
    private readonly HalfLife[] _halfLives;
    private readonly int _actions;
    private readonly int[] _slot;

    /// <summary>Counts of the given actions; those of half-lives that are not given are kept, but not told.</summary>
    public DecayedCounts(IReadOnlyList<Behavior> actions, HalfLife[] halfLives)
    {
        _halfLives = halfLives;
        _actions = actions.Count;
        _slot = ActionSlots.Of(actions);
        Columns = [.. halfLives.SelectMany(_ => actions, (halfLife, a) => new FeatureColumn(
            $"user_{ActionSlots.Noun(a)}_{Decays.Suffix(halfLife)}", FeatureGroup.User, "events", $"{ActionSlots.Plural(a)} of the shopper, each counting half after every {Decays.Words(halfLife)}."))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => _actions * Vector128<float>.Count;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        var counts = MemoryMarshal.Cast<float, Vector128<float>>(state);
        var factors = shopEvent.Decays.Vector;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Decays.Fade(counts[i], factors);
        }

        var slot = _slot[(int)shopEvent.Behavior];
        if (slot >= 0)
        {
            counts[slot] += Vector128<float>.One;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        var counts = MemoryMarshal.Cast<float, Vector128<float>>(state);
        var factors = moment.Decays.Vector;
        for (var i = 0; i < _actions; i++)
        {
            var left = Decays.Fade(counts[i], factors);
            for (var h = 0; h < _halfLives.Length; h++)
            {
                values[(h * _actions) + i] = left[(int)_halfLives[h]];
            }
        }
    }
}
