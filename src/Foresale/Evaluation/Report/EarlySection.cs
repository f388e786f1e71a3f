using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>How soon in a session buyers can be told.</summary>
internal static class EarlySection
{
    private const string Apart = "“All but last” stands apart: nobody knows live that the next event is the last. The purchase itself is never seen.";

    public static Section? Of(EvaluationReport report, Legend legend)
    {
        var early = report.Early.Where(e => e.Points.Count > 0).ToList();
        if (early.Count == 0)
        {
            return null;
        }

        var moments = early.SelectMany(e => e.Points).Select(p => p.After).Distinct().OrderBy(a => a ?? int.MaxValue).ToList();
        var heads = moments.Select(a => a is null ? "All but last" : FormattableString.Invariant($"After {a}"));
        var reach = early[0].Points;
        var sessions = Html.Of($"""<tr class="trivial"><td>Sessions that got so far</td>{moments.Select(a => Html.Of($"<td>{Figures.Count(reach.FirstOrDefault(p => p.After == a)?.Sessions ?? 0)}<small>{Figures.Percent(reach.FirstOrDefault(p => p.After == a)?.BaseRate ?? double.NaN)} of them bought</small></td>"))}</tr>""");
        var rows = early.Select(e => Html.Of($"""<tr><td>{LearnerTitles.Of(e.Learner)}</td>{moments.Select(a => Cell(e.Points.FirstOrDefault(p => p.After == a)))}</tr>"""));
        return new Section("early", "Early detection", Html.Of(
            $"""
            <div class="plots">
            {Section.Figure("Buyers in the top decile", legend.For(early.Select(e => e.Learner)), LearnerPlots.Early(early, legend, Axis.Share("Buyers in the top decile"), .1, p => p.TopDecileCapture, Figures.Percent), $"Of the sessions that reach a number of events, the tenth with the highest scores at that moment holds this share of those that go on to buy. The level dashed line is a random tenth. {Apart}")}
            {Section.Figure("ROC-AUC", legend.For(early.Select(e => e.Learner)), LearnerPlots.Early(early, legend, Axis.Unit("ROC-AUC"), .5, p => p.RocAuc, auc => Figures.Of(Metric.RocAuc, auc)), $"How often a session that goes on to buy outranks one that does not, among those that reach a number of events. The level dashed line is chance. {Apart}")}
            </div>
            <h3>ROC-AUC and PR-AUC by events seen</h3>
            {Section.Table(["", .. heads], [sessions, .. rows])}
            <p class="note">The upper figure of a cell is ROC-AUC, the small one PR-AUC. Longer sessions are fewer and others than short ones, so compare learners within a column rather than columns.</p>
            """));
    }

    private static Html Cell(EarlyPoint? point) => point is null
        ? Html.Of($"<td>{Figures.Undefined}</td>")
        : Html.Of($"<td>{Figures.Fixed(point.RocAuc, 3)}<small>{Figures.Fixed(point.PrAuc, 3)}</small></td>");
}
