namespace Foresale.Evaluation.Charts;

/// <summary>Losses, values and rewards by update: one plot a panel.</summary>
internal static class HistoryPlots
{
    private const int MaxPoints = 300;

    /// <summary>The plots, in the order in which their panels first occur.</summary>
    public static IEnumerable<(string Panel, Html Legend, Html Plot)> Of(IReadOnlyList<Series> history)
    {
        foreach (var panel in history.Where(s => s.Points.Count > 0).GroupBy(s => s.Panel, StringComparer.Ordinal))
        {
            var series = panel.ToList();
            var points = series.SelectMany(s => s.Points).ToList();
            var plot = new Plot($"{panel.Key} by update", Axis.Tight("Update", [.. points.Select(p => p.X)]), Axis.Of(panel.Key, points.Select(p => p.Y)), height: 240);
            for (var i = 0; i < series.Count; i++)
            {
                plot.Line(Thinned(series[i].Points), LookOf(i), series[i].Name);
            }

            yield return (panel.Key, Legend.List(series.Select((s, i) => (s.Name, LookOf(i)))), plot.ToHtml());
        }
    }

    private static Look LookOf(int series) => new(series % Look.Grey);

    private static IEnumerable<CurvePoint> Thinned(IReadOnlyList<CurvePoint> points)
    {
        if (points.Count <= MaxPoints)
        {
            return points;
        }

        return Enumerable.Range(0, MaxPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MaxPoints - 1))]);
    }
}
