using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Quality.Reporting;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>Women's e-commerce clothing reviews: does the writer recommend the article, by the text of the review alone?</summary>
internal static class ReviewsStudy
{
    private const double TestShare = .3, Wanted = .94;
    private const string Score = "text score alone";

    private static readonly Option<bool> s_networks = new("--networks") { Description = "Train the networks too." };

    private static readonly (Metric Metric, string Format)[] s_metrics =
        [(Metric.RocAuc, "F4"), (Metric.PrAuc, "F4"), (Metric.LogLoss, "F4"), (Metric.Brier, "F4"), (Metric.CalibrationSlope, "F3"), (Metric.Ece, "F4")];

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("reviews", "Does the writer of a review recommend the article, by its text alone?", [s_networks], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var data = WomensReviews.Read(context, cancellationToken);
        var differences = new List<double>();
        var (all, written) = (new List<MetricSet[]>(), new List<MetricSet[]>());
        foreach (var seed in context.Seeds)
        {
            context.Progress.Report(new StageProgress("reviews", all.Count, context.Seeds.Count));
            var raw = StateBuilder.BuildTable(data, SplitOptions.ForTables(seed, TestShare));
            var trained = LearnerRuns.Train(raw, parse.GetValue(s_networks), seed, context, cancellationToken);
            differences.Add(trained.GraphDifference);
            var predictions = trained.Roles.Select(r => trained.Test.Of(r.Learner, raw)).Prepend(ScoreOf(raw, trained.Test.Of(trained.Roles[0].Learner, raw))).ToList();
            all.Add([.. predictions.Select(p => Metrics.Compute(p, .5, seed))]);
            written.Add([.. predictions.Select(p => Metrics.Compute(Written(p, raw, data), .5, seed))]);
        }

        var empty = Column(data).Values.Count(text => text.Length == 0);
        return new StudyReport
        {
            Title = "Reviews",
            Method = "Whether the writer recommends the article, from the review's text alone: title, stars and article are left out. Means ± standard deviations over stratified 70/30 splits. Terms, factors and the text's score are fitted "
                + "on the training part, whose own scores are cross-fitted; settings, fusion and calibration read out-of-fold predictions of it. Nothing is chosen on test rows.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["data"] = string.Create(CultureInfo.InvariantCulture, $"{data.RowCount:N0} reviews, of which {empty:N0} have no text, {data.SourceHash}"),
                ["networks"] = parse.GetValue(s_networks) ? "yes" : "no",
            },
            Tables = [Learners("All test reviews", all), Learners("Test reviews that have a text", written)],
            Findings = [AtLeast("all test reviews", all), AtLeast("test reviews that have a text", written), LearnerRuns.Graph(differences)],
            Notes = ["A review without a text has the base rate for an answer, whoever answers; the second table leaves such rows out of the test, and of nothing else."],
        };
    }

    private static TableColumn Column(TableData data) => data.Columns.Single(c => string.Equals(c.Name, WomensReviews.Text, StringComparison.Ordinal));

    // The column review_score as a model: what its words say, by a logistic regression on TF-IDF.
    private static Predictions ScoreOf(StateTable raw, Predictions rows)
    {
        var place = raw.Schema.IndexOf($"{WomensReviews.Text}_score");
        return rows with { Learner = Score, Probability = [.. raw.RowsOf(Slice.Test).Select(row => (float)(1 / (1 + Math.Exp(-raw.FeaturesOf(row)[place]))))] };
    }

    private static Predictions Written(Predictions all, StateTable raw, TableData data)
    {
        var texts = Column(data).Values;
        var test = raw.RowsOf(Slice.Test);
        int[] kept = [.. Enumerable.Range(0, test.Length).Where(i => texts[test[i]].Length > 0)];
        T[] Of<T>(T[] values) => Array.ConvertAll(kept, i => values[i]);
        return all with { Probability = Of(all.Probability), Outcome = Of(all.Outcome), Weight = Of(all.Weight), User = Of(all.User) };
    }

    private static StudyTable Learners(string title, List<MetricSet[]> runs) => new(
        title,
        "learner",
        [.. s_metrics.Select(m => (m.Metric.Title(), m.Format)), ("ECE floor", "F4")],
        [.. runs[0].Select((first, l) => new StudyRow(first.Learner, [.. s_metrics.Select(m => Sample.MeanOf([.. runs.Select(r => r[l][m.Metric])])), Sample.MeanOf([.. runs.Select(r => r[l].EceFloor)])]))]);

    private static Finding AtLeast(string rows, List<MetricSet[]> runs)
    {
        var interval = Sample.IntervalOf([.. runs.Select(r => r[^1].RocAuc)], TestShare / (1 - TestShare)); // the fusion is last
        return new Finding(
            string.Create(CultureInfo.InvariantCulture, $"fusion's ROC-AUC on {rows} >= {Wanted:F2}"), ReportText.Text(new Figure(interval.Value, null, interval), "F4"), interval.Value >= Wanted, interval.Low >= Wanted);
    }
}
