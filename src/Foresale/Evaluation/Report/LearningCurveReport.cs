using System.Globalization;
using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>Writes learning curves as a page and as a picture, neither of which needs anything from outside.</summary>
public static class LearningCurveReport
{
    /// <summary>The page: table, curves, notes.</summary>
    public static string Html(LearningCurves curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        string Figure(double value) => Figures.Fixed(value, curves.Decimals);
        var rows = curves.Agents.Select(a => Section.Row([
            a.Name,
            .. a.Seeds.Select(s => $"{Figure(s.Final)} ± {Figures.Fixed(s.EpisodeDeviation, 1)}"),
            a.Seeds.Count == 1 ? Figure(a.Mean) : $"{Figure(a.Mean)} ± {Figure(a.Deviation)}",
        ]));
        var seeds = curves.Agents.Max(a => a.Seeds.Count);
        var heads = Enumerable.Range(0, seeds).Select(i => string.Create(CultureInfo.InvariantCulture, $"seed {curves.Agents[0].Seeds[i].Seed}"));
        return Page.Of($"{curves.Title} – Foresale benchmark", "Benchmark", curves.Title,
        [
            new Section("scores", "Scores", Section.Table(["agent", .. heads, "all seeds"], rows)).ToHtml(),
            new Section("curves", "Learning curves", Section.Figure(curves.Score, Legend.List(curves.Agents.Select((a, i) => (a.Name, LookOf(a, i)))), Plot(curves).ToHtml(), "Thin lines are single seeds, thick ones their mean; the dashed line is the agent that does not learn. Evaluation is without noise, on starts that training does not see.")).ToHtml(),
            new Section("notes", "How it was measured", Section.Bullets(curves.Notes)).ToHtml(),
        ]);
    }

    /// <summary>The curves alone, as an SVG file.</summary>
    public static string Svg(LearningCurves curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var key = Charts.Html.Join(curves.Agents.Select((a, i) => Charts.Html.Of(
            $"""<line class="line {LookOf(a, i).Class}" x1="{70 + (i * 100)}" y1="-10" x2="{90 + (i * 100)}" y2="-10"/><text class="name" x="{96 + (i * 100)}" y="-6">{a.Name}</text>""")));
        return Charts.Html.Of(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -24 {Charts.Plot.Width} 324" font-family="sans-serif">
            <style>{Charts.Html.Constant(ReportStyle.Sheet)}</style>
            <g class="plot">{key}</g>
            {Plot(curves).ToHtml()}
            </svg>

            """).ToString();
    }

    private static Plot Plot(LearningCurves curves)
    {
        var points = curves.Agents.SelectMany(a => a.Seeds).SelectMany(s => s.Points).ToList();
        double[] steps = [0, .. points.Select(p => p.X)];
        var plot = new Plot($"{curves.Score} by steps", Axis.Tight("Environment steps", steps), Axis.Of(curves.Score, [.. points.Select(p => p.Y), .. curves.Agents.Select(a => a.Mean)]));
        foreach (var (agent, i) in curves.Agents.Select((a, i) => (a, i)))
        {
            var look = LookOf(agent, i);
            if (agent.Seeds.All(s => s.Points.Count == 0))
            {
                plot.Reference(new(0, agent.Mean), new(steps.Max(), agent.Mean), agent.Name);
                continue;
            }

            foreach (var seed in agent.Seeds)
            {
                plot.Line(seed.Points, look with { Strong = false }, string.Create(CultureInfo.InvariantCulture, $"{agent.Name}, seed {seed.Seed}"));
            }

            plot.Line(agent.Seeds.SelectMany(s => s.Points).GroupBy(p => p.X).OrderBy(g => g.Key).Select(g => new CurvePoint(g.Key, g.Average(p => p.Y))), look, $"{agent.Name}, mean");
        }

        return plot;
    }

    private static Look LookOf(AgentCurves agent, int place) => agent.Seeds.All(s => s.Points.Count == 0) ? new Look(Look.Grey) : new Look(place % Look.Grey, Strong: true);
}
