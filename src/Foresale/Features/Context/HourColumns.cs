namespace Foresale.Features;

/// <summary>The time of day in the shop's zone: hours, and a point on the circle so that 23:59 lies next to 0:00.</summary>
internal sealed class HourColumns : IContextFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("hour", FeatureGroup.Context, "0..24", "Hours since midnight in the shop's time zone."),
        new("hour_sin", FeatureGroup.Context, "-1..1", "Sine of the time of day, a day being a circle."),
        new("hour_cos", FeatureGroup.Context, "-1..1", "Cosine of the time of day, a day being a circle."),
    ];

    /// <inheritdoc/>
    public void Read(in Moment moment, Span<float> values)
    {
        var day = moment.Local.Minute / 1440f;
        values[0] = 24f * day;
        (values[1], values[2]) = MathF.SinCos(2f * MathF.PI * day);
    }
}
