using Foresale.Events;

namespace Foresale.Features;

/// <summary>When and how the shopper shops: shares of night events and of one action among all events. 0..1; 0 for a new shopper.</summary>
/// <remarks>State: [0] events that count.</remarks>
internal sealed class EventShare : IUserFeature
{
    private readonly Behavior? _behavior;

    /// <summary>The share of an action; null for that of events from 22:00 to 6:00.</summary>
    public EventShare(Behavior? behavior)
    {
        _behavior = behavior;
        Columns = behavior is { } action
            ? [new FeatureColumn($"user_{action.Word()}_share", FeatureGroup.User, "0..1", $"Share of the shopper's events that are a {action.Word()}.")]
            : [new FeatureColumn("user_night_share", FeatureGroup.User, "0..1", "Share of the shopper's events from 22:00 to 6:00 in the shop's time zone.")];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => 1;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent) =>
        state[0] += (_behavior is { } action ? shopEvent.Behavior == action : shopEvent.Night) ? 1f : 0f;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values) => values[0] = state[0] / Math.Max(1, moment.Shopper.Events);
}
