namespace Foresale.Features;

/// <summary>The date in the shop's zone: month, day of the month, holiday.</summary>
internal sealed class CalendarColumns : IContextFeature
{
    private readonly HashSet<int> _holidays;

    /// <summary>Holidays of the settings; without any there is no holiday column.</summary>
    public CalendarColumns(FoldSettings settings)
    {
        _holidays = [.. settings.Holidays.Select(d => d.DayNumber)];
        Columns =
        [
            new("month", FeatureGroup.Context, "1..12", "Month in the shop's time zone."),
            new("day_of_month", FeatureGroup.Context, "1..31", "Day of the month in the shop's time zone."),
            .. _holidays.Count > 0 ? [new FeatureColumn("holiday", FeatureGroup.Context, "0/1", "Whether it is a holiday in the shop's calendar.")] : Array.Empty<FeatureColumn>(),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public void Read(in Moment moment, Span<float> values)
    {
        var date = DateOnly.FromDayNumber(moment.Local.Day);
        values[0] = date.Month;
        values[1] = date.Day;
        if (_holidays.Count > 0)
        {
            values[2] = _holidays.Contains(moment.Local.Day) ? 1f : 0f;
        }
    }
}
