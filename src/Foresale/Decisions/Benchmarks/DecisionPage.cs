using System.Globalization;
using Foresale.Evaluation;
using Foresale.Evaluation.Charts;
using Foresale.Evaluation.Report;

namespace Foresale.Decisions.Benchmarks;

/// <summary>Writes results of decisions as a page that needs nothing from outside.</summary>
public static class DecisionPage
{
    /// <summary>The page: gates, then each instance with its table and pictures, notes, known answers.</summary>
    /// <param name="results">In their order.</param>
    /// <param name="over">A few words above the heading.</param>
    public static string Html(IReadOnlyList<DecisionResult> results, string over = "Benchmark of decisions")
    {
        ArgumentNullException.ThrowIfNull(results);
        var title = results.Count == 1 ? results[0].Title : "Decisions";
        return Page.Of($"{title} – Foresale", over, title, Sections(results));
    }

    /// <summary>What stands below the heading; gates only where something was learnt.</summary>
    internal static IEnumerable<Html> Sections(IReadOnlyList<DecisionResult> results) =>
    [
        .. results.Any(r => r.Gates > 0) ? [Gates(results).ToHtml()] : Array.Empty<Html>(),
        .. results.SelectMany(r => r.Instances.Select(i => Instance(r, i).ToHtml()).Concat(Notes(r)).Concat(Known(r))),
    ];

    /// <summary>One line: how often the learned policy ships.</summary>
    public static string Summary(IReadOnlyList<DecisionResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return string.Create(CultureInfo.InvariantCulture, $"learned policy shipped in {results.Sum(r => r.Shipped)} of {results.Sum(r => r.Gates)} gates");
    }

    private static Section Gates(IReadOnlyList<DecisionResult> results)
    {
        var rows = results.SelectMany(r => r.Instances.Where(i => i.Gate is not null).Select(i => Section.Row(
            i.Title, $"{i.Gate!.Learned} over {i.Gate.Baseline}", Text(i.Gate.Gain, i.Decimals))));
        var outcomes = results.SelectMany(r => r.Instances.Where(i => i.Gate is not null).Select(i => $"{i.Title}: {i.Gate!.Outcome}."));
        return new Section("gates", "What ships", Evaluation.Charts.Html.Of(
            $"""
            <p>{Figures.Capital(Summary(results))}. A learned policy ships where its gain over the best baseline, on the same units, has a 95 % interval above zero, and it was trained with {DecisionGate.FewestSeeds} seeds or more.</p>
            {Section.Table(["problem", "learned over the best baseline", "gain"], rows)}
            {Section.Bullets([.. outcomes])}
            """));
    }

    private static IEnumerable<Html> Known(DecisionResult result) => result.KnownAnswers.Count == 0 ? [] :
    [
        new Section($"{result.Name}-known", $"{result.Title}: known answers", Section.Table(
            ["what", "known", "found", ""],
            result.KnownAnswers.Select(k => Section.Row(k.What, Figures.Tick(k.Expected), Figures.Tick(k.Found), k.IsFound ? "✓" : "differs")))).ToHtml(),
    ];

    private static IEnumerable<Html> Notes(DecisionResult result) => result.Notes.Count == 0 ? [] :
        [new Section($"{result.Name}-notes", $"{result.Title}: how it was measured", Section.Bullets(result.Notes)).ToHtml()];

    private static Section Instance(DecisionResult result, DecisionInstance instance) => new($"{result.Name}-{instance.Name}", instance.Title, Evaluation.Charts.Html.Join(
    [
        Table(instance),
        instance.Plots.Count == 0 ? Evaluation.Charts.Html.Empty : Evaluation.Charts.Html.Of($"""<div class="plots">{instance.Plots.Select(Picture)}</div>"""),
    ]));

    // Columns that would be empty are left out.
    private static Html Table(DecisionInstance instance)
    {
        var (hasSeeds, hasOptimum) = (instance.Policies.Any(p => p.Means.Count > 1), instance.Optimum is not null);
        IEnumerable<string> Cells(string name, string score, string seeds, string over) => [name, score, .. hasSeeds ? [seeds] : Array.Empty<string>(), .. hasOptimum ? [over] : Array.Empty<string>()];
        return Section.Table(
            Cells("policy", Figures.Capital(instance.Score), "seeds", "over the optimum"),
            [
                .. instance.Policies.Select(p => Section.Row(Cells(p.Name, Figures.Fixed(p.Mean, instance.Decimals), Seeds(p, instance.Decimals), OverOptimum(p.Mean, instance)))),
                .. instance.Optimum is { } optimum ? [Section.Row(Cells("optimum", Figures.Fixed(optimum, instance.Decimals), "", ""))] : Array.Empty<Html>(),
            ]);
    }

    private static Html Picture(DecisionPlot plot)
    {
        var looks = plot.Lines.Select((line, i) => (line, look: line.IsBaseline && plot.Lines.Count(l => l.IsBaseline) == 1 ? new Look(Look.Grey) : new Look(i % Look.Grey, Strong: !line.IsBaseline))).ToList();
        var points = plot.Lines.SelectMany(l => l.Points).ToList();
        var drawing = new Plot(plot.Title, Axis.Tight(plot.Across, [.. points.Select(p => p.X)]), Axis.Of(plot.Up, points.Select(p => p.Y)));
        foreach (var (line, look) in looks)
        {
            drawing.Line(line.Points, look, line.Name);
        }

        return Section.Figure(plot.Title, Legend.List(looks.Select(l => (l.line.Name, l.look))), drawing.ToHtml(), plot.Caption);
    }

    private static string Seeds(PolicyScores policy, int decimals) =>
        policy.Means.Count == 1 ? "" : string.Join(" · ", policy.Means.Select(mean => Figures.Fixed(mean, decimals)));

    private static string OverOptimum(double mean, DecisionInstance instance) =>
        instance.Optimum is { } optimum and not 0 ? Figures.Percent((instance.IsCost ? mean - optimum : optimum - mean) / Math.Abs(optimum)) : "";

    private static string Text(Interval interval, int decimals) =>
        $"{Figures.Fixed(interval.Value, decimals)} [{Figures.Fixed(interval.Low, decimals)}, {Figures.Fixed(interval.High, decimals)}]";
}
