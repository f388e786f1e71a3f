using Foresale.Events;

namespace Foresale.Features;

/// <summary>What the shopper did n events ago, one column an action; all 0 for a correction or before the first event.</summary>
/// <remarks>No state: the ring of last events tells.</remarks>
internal sealed class LastBehavior : IUserFeature
{
    private readonly int _back;
    private readonly int[] _slot;

    /// <summary>The event n places before the last.</summary>
    public LastBehavior(IReadOnlyList<Behavior> actions, int back)
    {
        _back = back;
        _slot = ActionSlots.Of(actions);
        var (name, which) = back switch { 0 => ("last", "last event"), 1 => ("second_last", "last event but one"), _ => ("third_last", "last event but two") };
        Columns = [.. actions.Select(a => new FeatureColumn($"{name}={a.Word()}", FeatureGroup.User, "0/1", $"Whether the shopper's {which} was a {a.Word()}."))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values.Clear();
        var ring = moment.Shopper.Ring;
        if (ring.Count > _back && _slot[ring.Last(_back).Behavior - Tokenizer.First] is >= 0 and var slot)
        {
            values[slot] = 1f;
        }
    }
}
