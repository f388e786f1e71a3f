namespace Foresale.Evaluation.Charts;

/// <summary>The plots that judge learners.</summary>
internal static class LearnerPlots
{
    public static Html Roc(IReadOnlyList<LearnerCurves> curves, Legend legend, RowWords words)
    {
        var plot = new Plot("ROC curves", Axis.Share("Others disturbed (false positive rate)"), Axis.Share($"{Figures.Capital(words.Yes)} found (recall)"))
            .Reference(new(0, 0), new(1, 1), "chance");
        foreach (var curve in ShippedLast(curves, legend))
        {
            plot.Line(curve.Roc, legend[curve.Learner], LearnerTitles.Of(curve.Learner));
        }

        return plot.ToHtml();
    }

    public static Html PrecisionRecall(IReadOnlyList<LearnerCurves> curves, Legend legend, double baseRate, RowWords words)
    {
        var plot = new Plot("Precision-recall curves", Axis.Share($"{Figures.Capital(words.Yes)} found (recall)"), Axis.Share($"{Figures.Capital(words.Yes)} among those called (precision)"))
            .Reference(new(0, baseRate), new(1, baseRate), $"base rate {Figures.Percent(baseRate)}");
        foreach (var curve in ShippedLast(curves, legend))
        {
            plot.Line(curve.PrecisionRecall, legend[curve.Learner], LearnerTitles.Of(curve.Learner));
        }

        return plot.ToHtml();
    }

    /// <summary>Reliability with intervals.</summary>
    public static Html Reliability(IReadOnlyList<ReliabilityBin> bins, Look look, string name, RowWords words)
    {
        // Most scores of a rare event are small: the axes end where the scores do.
        var end = Math.Min(1, 1.05 * bins.Select(b => Math.Max(b.MeanScore, b.High)).DefaultIfEmpty(1).Max());
        var ticks = Axis.Of("", [0, end], fromZero: true).Ticks.Where(t => t.Value <= end).Select(t => new Tick(t.Value, $"{Figures.Tick(100 * t.Value)} %")).ToList();
        var plot = new Plot("Reliability curve", new Axis("Mean score of the bin", 0, end, ticks), new Axis($"Share that {words.Did}", 0, end, ticks))
            .Reference(new(0, 0), new(end, end), "perfectly calibrated")
            .Line(bins.Select(b => new CurvePoint(b.MeanScore, b.Rate)), look, name);
        foreach (var bin in bins)
        {
            plot.Whisker(bin.MeanScore, bin.Low, bin.High, look)
                .Dot(new(bin.MeanScore, bin.Rate), look, $"predicted {Figures.Percent(bin.MeanScore)}, {words.Did} {Figures.Percent(bin.Rate)} [{Figures.Percent(bin.Low)}, {Figures.Percent(bin.High)}], {Figures.Count(bin.Rows)} rows");
        }

        return plot.ToHtml();
    }

    /// <summary>Scores of buyers and of others.</summary>
    public static Html Scores(ScoreDistribution scores, Look buyers, Look others, RowWords words)
    {
        var highest = scores.Buyers.Concat(scores.Others).Max();
        var y = Axis.Of("Share of the group", [0, highest], fromZero: true);
        y = y with { Ticks = [.. y.Ticks.Select(t => new Tick(t.Value, $"{Figures.Tick(Math.Round(100 * t.Value, 4))} %"))] };
        return new Plot("Distribution of scores", Axis.Probability("Score (logit scale)", scores.Edges[0], scores.Edges[^1]), y)
            .Steps(scores.Edges, scores.Others, others, "others")
            .Steps(scores.Edges, scores.Buyers, buyers, words.Yes)
            .ToHtml();
    }

    /// <summary>A figure by events seen. All but the last stands apart: live, nobody knows that the next event is the last.</summary>
    public static Html Early(IReadOnlyList<EarlyDetection> early, Legend legend, Axis up, double chance, Func<EarlyPoint, double> figure, Func<double, string> print)
    {
        var names = early.SelectMany(e => e.Points).Select(p => p.After).Distinct().OrderBy(a => a ?? int.MaxValue).ToList();
        var plot = new Plot(
                $"{up.Title} by events seen",
                Axis.Names("Events of the session seen", [.. names.Select(EarlyName)]),
                up)
            .Reference(new(-.4, chance), new(names.Count - .6, chance), "random scores");
        if (names.Contains(null))
        {
            plot.Reference(new(names.Count - 1.5, 0), new(names.Count - 1.5, 1), "known afterwards only");
        }

        foreach (var learner in early.OrderBy(e => legend[e.Learner].Strong))
        {
            var look = legend[learner.Learner];
            var points = learner.Points.Select(p => (At: new CurvePoint(names.IndexOf(p.After), figure(p)), Point: p)).Where(p => double.IsFinite(p.At.Y)).ToList();
            plot.Line(points.Where(p => p.Point.After is not null).Select(p => p.At), look, LearnerTitles.Of(learner.Learner));
            foreach (var (at, point) in points)
            {
                plot.Dot(at, look, $"{LearnerTitles.Of(learner.Learner)}: {print(figure(point))}, {Figures.Count(point.Sessions)} sessions");
            }
        }

        return plot.ToHtml();
    }

    /// <summary>How a table or an axis names a moment of a session.</summary>
    public static string EarlyName(int? after) => after is { } n ? FormattableString.Invariant($"{n}") : "all but last";

    // Later marks lie above earlier ones.
    private static IEnumerable<LearnerCurves> ShippedLast(IReadOnlyList<LearnerCurves> curves, Legend legend) =>
        curves.OrderBy(c => legend[c.Learner].Strong ? 2 : legend[c.Learner].Colour == Look.Grey ? 0 : 1);
}
