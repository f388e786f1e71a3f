using Foresale.Events;

namespace Foresale.Features;

/// <summary>The shopper's events of each action, each halved every half-life. Unit: events, &gt;= 0.</summary>
/// <remarks>State: one decayed count an action, as of the shopper's last event.</remarks>
internal sealed class DecayedCounts : IUserFeature
{
    private readonly HalfLife _halfLife;
    private readonly int[] _slot;

    /// <summary>Counts of the given actions.</summary>
    public DecayedCounts(IReadOnlyList<Behavior> actions, HalfLife halfLife)
    {
        _halfLife = halfLife;
        _slot = ActionSlots.Of(actions);
        Columns = [.. actions.Select(a => new FeatureColumn(
            $"user_{ActionSlots.Noun(a)}_{Decays.Suffix(halfLife)}", FeatureGroup.User, "events", $"{ActionSlots.Plural(a)} of the shopper, each counting half after every {Decays.Words(halfLife)}."))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => Columns.Count;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        var factor = shopEvent.Decays.Of(_halfLife);
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
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        var factor = moment.Decays.Of(_halfLife);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Decays.Fade(state[i], factor);
        }
    }
}
