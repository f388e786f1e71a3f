namespace Foresale.Features;

/// <summary>The shopper's history with the item in focus: when, how often, in this session, and how much of all they do it is.</summary>
/// <remarks>No state: the pair's header tells.</remarks>
internal sealed class PairHistory : IPairFeature
{
    private const double MsPerDay = 86_400_000.0;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("pair_events", FeatureGroup.Item, "events", "Events of the shopper on the item so far."),
        new("pair_active_days", FeatureGroup.Item, "days", "Days on which the shopper touched the item."),
        new("pair_session_events", FeatureGroup.Item, "events", "Events of the shopper on the item in this session."),
        new("pair_share", FeatureGroup.Item, "0..1", "Share of the shopper's events that are on the item."),
        new("pair_days_since_last", FeatureGroup.Item, "days", "Days since the shopper last touched the item; missing where they never did."),
        new("pair_days_since_first", FeatureGroup.Item, "days", "Days since the shopper first touched the item; missing where they never did."),
        new("pair_events_ago", FeatureGroup.Item, "events", "Events of the shopper since they last touched the item; missing where they never did."),
        new("pair_cart_units", FeatureGroup.Item, "units", "Units of the item in the shopper's cart."),
    ];

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        values.Clear();
        if (moment.Focus.Pair < 0)
        {
            values[4..7].Fill(float.NaN);
            return;
        }

        var shopper = moment.Shopper;
        ref var pair = ref shopper.Pairs.Header(moment.Focus.Pair);
        values[0] = pair.Touches;
        values[1] = pair.ActiveDays;
        values[2] = pair.LastSession == shopper.Sessions ? pair.SessionTouches : 0f;
        values[3] = pair.Touches / (float)shopper.Events;
        values[4] = (float)((moment.AtMs - pair.LastMs) / MsPerDay);
        values[5] = (float)((moment.AtMs - pair.FirstMs) / MsPerDay);
        values[6] = shopper.Events - pair.LastEvent;
        values[7] = pair.CartUnits;
    }
}
