using System.Numerics;

namespace Foresale.Features;

/// <summary>How often the shopper came in all, and over how long: events, sessions, active days, tenure.</summary>
/// <remarks>No state: the header counts.</remarks>
internal sealed class ShopperTotals : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("user_events", FeatureGroup.User, "ln(1 + events)", "Events of the shopper so far."),
        new("user_sessions", FeatureGroup.User, "sessions", "Sessions of the shopper so far, this one included."),
        new("user_events_per_session", FeatureGroup.User, "events", "Mean length of the shopper's sessions; missing for a new shopper."),
        new("user_active_days", FeatureGroup.User, "days", "Days on which the shopper came."),
        new("user_active_days_7d", FeatureGroup.User, "days", "Days of the last 7, today included, on which the shopper came."),
        new("user_active_days_30d", FeatureGroup.User, "days", "Days of the last 30, today included, on which the shopper came."),
        new("user_tenure_days", FeatureGroup.User, "days", "Days since the shopper's first event; missing for a new shopper."),
        new("user_days_since_event", FeatureGroup.User, "days", "Days since the shopper's last event; missing for a new shopper."),
    ];

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        var shopper = moment.Shopper;
        var known = shopper.Events > 0;
        var passed = moment.Local.Day - shopper.LastDay;
        var mask = known && passed is >= 0 and < 64 ? shopper.DayMask << passed : 0;
        values[0] = MathF.Log(1f + shopper.Events);
        values[1] = shopper.Sessions;
        values[2] = known ? (float)shopper.Events / shopper.Sessions : float.NaN;
        values[3] = shopper.ActiveDays;
        values[4] = BitOperations.PopCount(mask & ((1ul << 7) - 1));
        values[5] = BitOperations.PopCount(mask & ((1ul << 30) - 1));
        values[6] = known ? (float)((moment.AtMs - shopper.FirstEventMs) / 86_400_000.0) : float.NaN;
        values[7] = known ? (float)moment.DaysSinceLast : float.NaN;
    }
}
