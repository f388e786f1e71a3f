using Foresale.Evaluation.Charts;
using Foresale.States;

namespace Foresale.Evaluation.Report;

/// <summary>The top of the page: in plain words what the model says, how good it is, and what ships.</summary>
internal static class Headline
{
    public static Html Of(EvaluationReport report)
    {
        var shipped = report.Shipped;
        return Html.Of(
            $"""
            <header>
            <p class="over">Foresale evaluation report</p>
            <h1>{Title(report.Card)}</h1>
            <p class="lead">{Moment(report.Card.Target)}, this model says how likely it is that {Goal(report)}. {Ranking(shipped.Metrics, report)} {Calibration(shipped)}</p>
            <p class="ships"><b>Ships: {LearnerTitles.Of(report.Gate.Ships)}.</b> {report.Gate.Text}</p>
            {(report.OfTrivial() is { } trivial ? Html.Of($"""<p><b class="bad">{trivial}</b></p>""") : Html.Empty)}
            <ul class="cards">{Cards(report)}</ul>
            {(report.Notes.Count > 0 ? Section.Bullets(report.Notes) : Html.Empty)}
            </header>
            """);
    }

    /// <summary>The question and the data: <c>Purchase intent: session, The built-in shop</c>.</summary>
    public static string Title(ModelCard card) => $"Purchase intent: {TargetParser.Describe(card.Target)}, {card.Name}";

    /// <summary>What a score is the probability of; a table's answer in its own words.</summary>
    public static string Goal(EvaluationReport report) =>
        report.Card.Target.Kind == TargetKind.Table && RowWords.LabelOf(report.Dataset) is { } label ? label : report.Card.Goal;

    private static string Moment(Target target) => target.Kind switch
    {
        TargetKind.Session => "After every event of a shopper",
        TargetKind.User => "For every shopper, each day",
        TargetKind.UserItem => "For every shopper and each item they touched",
        TargetKind.Labels => "For every row of the label file",
        _ => "For every row of the table",
    };

    private static string Ranking(MetricSet m, EvaluationReport report)
    {
        if (m.Rows == 0)
        {
            return "The test slice has no rows, so nothing can be said of its quality.";
        }

        if (double.IsNaN(m.RocAuc))
        {
            return m.Rows == 1 ? "The test slice has one row, so nothing can be said of its ranking." : $"All {Figures.Count(m.Rows)} test rows have the same outcome, so nothing can be said of its ranking.";
        }

        var words = report.Words;
        return $"On {RowWords.Judged(report.Card.Target.Kind, Figures.Count(m.Rows), m.Users, Figures.Count(m.Users))}, on which nothing was chosen, the tenth with the highest scores holds {Figures.Percent(m.TopDecileCapture)} of the {words.Yes}, {Figures.Fixed(m.TopDecileLift, 1)} times as many as a random tenth, and {words.OneYes} outranks {words.OneNo} with probability {Figures.Of(Metric.RocAuc, m.RocAuc)} (ROC-AUC).";
    }

    private static string Calibration(LearnerResult shipped)
    {
        var m = shipped.Metrics;
        var range = LearnerSection.Range(shipped, Metric.CalibrationSlope);
        var figures = $"slope {Figures.Fixed(m.CalibrationSlope, 2)}{(range.Length == 0 ? "" : $", 95 % interval {range}")}; calibration error {Figures.Fixed(m.Ece, 4)}, where right probabilities show {Figures.Fixed(m.EceFloor, 4)} on average and up to {Figures.Fixed(m.EceFloorHigh, 4)} in 95 of 100 draws";
        return CalibrationVerdicts.Of(shipped) switch
        {
            CalibrationVerdict.Close => $"Its probabilities can be taken at their word ({figures}).",
            CalibrationVerdict.WithinChance => $"These rows show no error of its probabilities beyond chance ({figures}).",
            CalibrationVerdict.Off => $"Read its probabilities with care ({figures}).",
            _ => "",
        };
    }

    private static IEnumerable<Html> Cards(EvaluationReport report)
    {
        var m = report.Shipped.Metrics;
        // The learner of the table below, which predicts the training rows' rate; the test rows' own is a little better, and nobody could know it.
        var rate = report.Comparison.Learners.FirstOrDefault(l => l.Name is "base_rate")?.Metrics.LogLoss ?? m.LogLossOfBaseRate;
        yield return Card("ROC-AUC", Figures.Of(Metric.RocAuc, m.RocAuc), LearnerSection.Range(report.Shipped, Metric.RocAuc));
        yield return Card("PR-AUC", Figures.Of(Metric.PrAuc, m.PrAuc), $"random scores {Figures.Fixed(m.BaseRate, 3)}");
        yield return Card("Log-loss", Figures.Of(Metric.LogLoss, m.LogLoss), $"base rate alone {Figures.Fixed(rate, 4)}");
        yield return Card("Calibration error", Figures.Of(Metric.Ece, m.Ece), $"by chance up to {Figures.Fixed(m.EceFloorHigh, 4)}");
        yield return Card("Top decile", Figures.Of(Metric.TopDecileCapture, m.TopDecileCapture), $"of all {report.Words.Yes}");
        yield return Card("F1", Figures.Of(Metric.F1, m.F1), $"at threshold {Figures.Fixed(m.Threshold, 3)}");
    }

    private static Html Card(string name, string value, string note) => Html.Of($"<li><span>{name}</span><b>{value}</b><span>{note}</span></li>");
}
