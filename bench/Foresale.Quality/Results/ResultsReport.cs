using System.Globalization;
using Foresale.Evaluation;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.Results;

/// <summary>The results table from its runs.</summary>
internal static class ResultsReport
{
    // A base rate that moves further than this from training to test is told.
    private const double Drift = 1.25;

    private static readonly (string Title, string[] Learners)[] s_columns =
    [
        ("base rate", ["base_rate"]), ("logistic", ["logistic"]), ("LightGBM", ["lightgbm"]), ("supervised GRU", ["gru"]),
        ("critic", ["td", "supervised"]), ("fusion", ["fusion"]),
    ];

    /// <summary>The report.</summary>
    /// <param name="rows">Each with its runs, one a seed.</param>
    public static StudyReport Of(IReadOnlyList<(ResultRow Row, IReadOnlyList<ResultRun> Runs)> rows)
    {
        var gains = rows.Select((r, i) => CrossedBootstrap.Of(r.Runs, run => run.Gain, r.Row.NewShoppers, seed: i + 1)).ToList();
        var pooled = CrossedBootstrap.Pooled(gains);
        return new StudyReport
        {
            Title = "Results",
            Method = "Every learner on every data set, means ± standard deviations over the seeds. Nothing is chosen on test rows. ECE is over 15 bins of equal mass; its floor is the error that right scores would show. "
                + string.Create(CultureInfo.InvariantCulture, $"Intervals of log-loss are 95 %, paired, by drawing shoppers and seeds at once (crossed bootstrap, {CrossedBootstrap.DrawCount:N0} draws). ")
                + "Those of average precision are Student's t over the seeds: on planted rows each seed has a log of its own, "
                + "and the interval covers other shoppers; on online-shoppers it is corrected for the overlap of the splits (Nadeau and Bengio 2003); elsewhere the test rows stand, and it covers other fits on them but no other shoppers. "
                + "The critic learns by temporal differences; where an episode is one step (trivago, labels and tables) there are none, and the critic is the supervised head of its network, which is an MLP where there are no events.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["learners"] = ResultRun.Settings },
            Tables =
            [
                Table("Log-loss, in nats", rows, f => f.LogLoss, "F4"),
                Table("Average precision", rows, f => f.PrAuc, "F3"),
                Table("ECE", rows, f => f.Ece, "F4"),
                Table("Floor of ECE", rows, f => f.EceFloor, "F4"),
                Gains(rows, gains),
                Critics(rows),
                Times(rows),
                new("The rows", "data", [("test rows", "N0"), ("shoppers", "N0"), ("base rate of training", "P1"), ("base rate of test", "P1"), ("minutes a seed", "F1")],
                    [.. rows.Select(r => new StudyRow(r.Row.Name, [r.Runs.Average(run => run.Rows), r.Runs.Average(run => run.Users.Length), r.Runs.Average(run => run.TrainRate), r.Runs.Average(run => run.TestRate), r.Runs.Average(run => run.Minutes)]))]),
            ],
            Findings =
            [
                new(
                    string.Create(CultureInfo.InvariantCulture, $"fusion's log-loss gain over LightGBM, mean over {rows.Count} rows, interval above 0"),
                    ReportText.Text(new Figure(pooled.Value, null, pooled), "F5"), pooled.IsAboveZero),
                LearnerRuns.Graph(rows.SelectMany(r => r.Runs).Select(r => r.GraphDifference)),
            ],
            Notes = [.. rows.Select(r => Note(r.Row, r.Runs)), .. rows.Where(r => HasDrift(r.Runs)).Select(r => DriftNote(r.Row, r.Runs))],
        };
    }

    private static StudyTable Table(string title, IReadOnlyList<(ResultRow Row, IReadOnlyList<ResultRun> Runs)> rows, Func<LearnerFigures, double> figure, string format) => new(
        title,
        "data",
        [.. s_columns.Select(c => (c.Title, format))],
        [.. rows.Select(r => new StudyRow(r.Row.Name, [.. s_columns.Select(c => Sample.MeanOf([.. r.Runs.Select(run => Find(run, c.Learners) is { } found ? figure(found) : double.NaN)]))]))]);

    private static LearnerFigures? Find(ResultRun run, string[] learners) =>
        learners.Select(run.Learners.GetValueOrDefault).FirstOrDefault(f => f is not null);

    private static StudyTable Times(IReadOnlyList<(ResultRow Row, IReadOnlyList<ResultRun> Runs)> rows)
    {
        var threads = string.Join(" or ", rows.SelectMany(r => r.Runs).Select(run => run.Threads).Distinct().Order());
        return new(
            $"Seconds of training a seed, all folds and cut-offs; LightGBM with its search, on threads: {threads}; networks on one, the critic with all heads of its network",
            "data",
            [.. s_columns.SkipLast(1).Select(c => (c.Title, "F1"))],
            [.. rows.Select(r => new StudyRow(r.Row.Name, [.. s_columns.SkipLast(1).Select(c => new Figure(r.Runs.Average(run => Seconds(run, c.Learners))))]))]);
    }

    private static double Seconds(ResultRun run, string[] learners) =>
        learners.Where(run.Seconds.ContainsKey).Select(l => run.Seconds[l]).FirstOrDefault(double.NaN);

    private static StudyTable Gains(IReadOnlyList<(ResultRow Row, IReadOnlyList<ResultRun> Runs)> rows, List<(double Value, double[] Draws)> gains) => new(
        "Fusion minus LightGBM: below 0 the fusion's log-loss is better, above 0 its average precision",
        "data",
        [("log-loss", "F5"), ("average precision", "F4")],
        [.. rows.Zip(gains, (r, gain) => new StudyRow(r.Row.Name, [LossOf(gain), Precision(r.Row, r.Runs, ["fusion"], "lightgbm")]))]);

    private static StudyTable Critics(IReadOnlyList<(ResultRow Row, IReadOnlyList<ResultRun> Runs)> rows) => new(
        "Critic minus supervised GRU, where there are events: below 0 the critic's log-loss is better, above 0 its average precision",
        "data",
        [("log-loss", "F5"), ("average precision", "F4")],
        [
            .. rows.Select((r, i) => (r.Row, r.Runs, Seed: i + 1)).Where(r => r.Runs[0].CriticGain is not null).Select(r =>
                new StudyRow(r.Row.Name, [LossOf(CrossedBootstrap.Of(r.Runs, run => run.CriticGain!, r.Row.NewShoppers, r.Seed)), Precision(r.Row, r.Runs, ["td", "supervised"], "gru")])),
        ]);

    // A gain of log-loss as a difference.
    private static Figure LossOf((double Value, double[] Draws) gain)
    {
        var loss = Interval.OfDraws(-gain.Value, Array.ConvertAll(gain.Draws, d => -d), level: .95);
        return new Figure(loss.Value, null, loss);
    }

    private static Figure Precision(ResultRow row, IReadOnlyList<ResultRun> runs, string[] learner, string reference)
    {
        var precision = Sample.IntervalOf([.. runs.Select(run => Find(run, learner)!.PrAuc - run.Learners[reference].PrAuc)], row.Overlap);
        return new Figure(precision.Value, null, precision);
    }

    private static string Note(ResultRow row, IReadOnlyList<ResultRun> runs) =>
        $"{row.Name}: {row.Question}. Data {string.Join(", ", runs.Select(r => r.DataHash).Distinct(StringComparer.Ordinal))}.";

    private static bool HasDrift(IReadOnlyList<ResultRun> runs) => runs.Average(r => r.TestRate) / runs.Average(r => r.TrainRate) is var ratio && (ratio > Drift || ratio < 1 / Drift);

    private static string DriftNote(ResultRow row, IReadOnlyList<ResultRun> runs) => string.Create(
        CultureInfo.InvariantCulture,
        $"Drift: the base rate of {row.Name} is {runs.Average(r => r.TrainRate):P1} in training and {runs.Average(r => r.TestRate):P1} in the test. A calibration learned on the past cannot know that: compare learners there, and read their ECE as the drift's.");
}
