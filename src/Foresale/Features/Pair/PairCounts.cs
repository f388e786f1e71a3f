using Foresale.Events;

namespace Foresale.Features;

/// <summary>The shopper's events of each action on the item in focus, each halved every half-life. Unit: events, &gt;= 0.</summary>
/// <remarks>State: one decayed count an action, as of the pair's last event.</remarks>
internal sealed class PairCounts : IPairFeature
{
    private readonly HalfLife _halfLife;
    private readonly int[] _slot;

    /// <summary>Counts of the given actions but search, which names no item.</summary>
    public PairCounts(IReadOnlyList<Behavior> actions, HalfLife halfLife)
    {
        _halfLife = halfLife;
        var kinds = actions.Where(a => a != Behavior.Search).ToList();
        _slot = ActionSlots.Of(kinds);
        Columns = [.. kinds.Select(a => new FeatureColumn(
            $"pair_{ActionSlots.Noun(a)}_{Decays.Suffix(halfLife)}", FeatureGroup.Item, "events", $"{ActionSlots.Plural(a)} by the shopper on this item, each counting half after every {Decays.Words(halfLife)}."))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => Columns.Count;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
        var factor = decays.Of(_halfLife);
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = Decays.Fade(state[i], factor);
        }

        var slot = _slot[(int)shopEvent.Behavior];
        if (slot >= 0)
        {
            state[slot] += 1f;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        var factor = decays.Of(_halfLife);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Decays.Fade(state[i], factor);
        }
    }
}
