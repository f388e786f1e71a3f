namespace Foresale.Features;

/// <summary>The day of the week in the shop's zone, one column a day, and whether it is a weekend.</summary>
internal sealed class WeekdayColumns : IContextFeature
{
    private static readonly string[] s_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        .. s_days.Select(day => new FeatureColumn($"weekday={day}", FeatureGroup.Context, "0/1", $"Whether it is a {char.ToUpperInvariant(day[0])}{day[1..]} in the shop's time zone.")),
        new("weekend", FeatureGroup.Context, "0/1", "Whether it is Saturday or Sunday in the shop's time zone."),
    ];

    /// <inheritdoc/>
    public void Read(in Moment moment, Span<float> values)
    {
        values.Clear();
        values[moment.Local.Weekday] = 1f;
        values[7] = moment.Local.Weekday >= 5 ? 1f : 0f;
    }
}
