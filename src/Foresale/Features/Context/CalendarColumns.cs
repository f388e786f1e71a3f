namespace Foresale.Features;

/// <summary>The date in the shop's zone: day of the month, month where the log spans a year, holiday.</summary>
internal sealed class CalendarColumns : IContextFeature
{
    private readonly HashSet<int> _holidays;

    private readonly bool _months;

    /// <summary>Holidays of the settings; without any there is no holiday column.</summary>
    public CalendarColumns(FoldSettings settings)
    {
        _holidays = [.. settings.Holidays.Select(d => d.DayNumber)];
        _months = settings.HasMonths;
        Columns =
        [
            new("day_of_month", FeatureGroup.Context, "1..31", "Day of the month in the shop's time zone."),
            .. _months ? [new FeatureColumn("month", FeatureGroup.Context, "1..12", "Month in the shop's time zone; left out where the training slice is shorter than a year.")] : Array.Empty<FeatureColumn>(),
            .. _holidays.Count > 0 ? [new FeatureColumn("holiday", FeatureGroup.Context, "0/1", "Whether it is a holiday in the shop's calendar.")] : Array.Empty<FeatureColumn>(),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public void Read(in Moment moment, Span<float> values)
    {
        var date = DateOnly.FromDayNumber(moment.Local.Day);
        var place = 0;
        values[place++] = date.Day;
        if (_months)
        {
            values[place++] = date.Month;
        }

        if (_holidays.Count > 0)
        {
            values[place] = _holidays.Contains(moment.Local.Day) ? 1f : 0f;
        }
    }
}
