using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Quality.Reporting;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>
/// The UCI online shoppers table (Sakar et al. 2019): every learner on stratified 70/30 splits, with and without PageValues, a column that
/// the shop's analytics made in part from whether the session ended in a purchase.
/// </summary>
internal static class OnlineShoppersStudy
{
    /// <summary>Share of test rows.</summary>
    public const double TestShare = .3;

    /// <summary>Test rows over training rows.</summary>
    public const double Overlap = TestShare / (1 - TestShare);

    private const string Leaky = "PageValues";

    private static readonly Option<bool> s_noNetworks = new("--no-networks") { Description = "Leave the network out." };
    private static readonly Option<bool> s_onlyAll = new("--only-all") { Description = "Leave out the run without PageValues." };

    private static readonly (Metric Metric, string Format)[] s_metrics =
    [
        (Metric.RocAuc, "F4"), (Metric.PrAuc, "F4"), (Metric.F1, "F4"), (Metric.AccuracyAtHalf, "F4"), (Metric.Accuracy, "F4"),
        (Metric.LogLoss, "F4"), (Metric.Brier, "F4"), (Metric.CalibrationSlope, "F3"), (Metric.Ece, "F4"),
    ];

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create(
        "online-shoppers", "Every learner on the UCI online shoppers table, with and without PageValues.", [s_noNetworks, s_onlyAll], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var data = Read(context, cancellationToken);
        var networks = !parse.GetValue(s_noNetworks);
        var differences = new List<double>();
        var all = Runs(data, networks, "all columns", differences, context, cancellationToken);
        var tables = new List<StudyTable> { Learners("All columns", all), Against("lightgbm", all) };
        if (!parse.GetValue(s_onlyAll))
        {
            var without = Runs(Without(data, Leaky), networks, $"without {Leaky}", differences, context, cancellationToken);
            tables.AddRange([Learners($"Without {Leaky}", without), Against("lightgbm", without)]);
        }

        return new StudyReport
        {
            Title = "Online shoppers",
            Method = "Means ± standard deviations over stratified 70/30 splits of the sessions. Nothing is chosen on test rows: settings, "
                + "fusion, calibration and the threshold of F1 read out-of-fold predictions of the training part. ECE is over 15 bins of equal mass, beside the error that right scores would show.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["data"] = string.Create(CultureInfo.InvariantCulture, $"{data.RowCount:N0} rows, {data.SourceHash}"),
                ["learners"] = networks ? "defaults" : "defaults, no network",
                ["interval"] = "95 %, Student's t over the splits with the correction of Nadeau and Bengio (2003) for their overlap",
            },
            Tables = tables,
            Findings = [.. Findings(all), LearnerRuns.Graph(differences)],
            Notes = ["A table has no history: there is no recency rule, and the network is a supervised one of its columns."],
        };
    }

    private static List<MetricSet[]> Runs(TableData data, bool networks, string name, List<double> differences, StudyContext context, CancellationToken cancellationToken)
    {
        var runs = new List<MetricSet[]>();
        foreach (var seed in context.Seeds)
        {
            context.Progress.Report(new StageProgress(name, runs.Count, context.Seeds.Count));
            var raw = StateBuilder.BuildTable(data, SplitOptions.ForTables(seed, TestShare));
            var trained = LearnerRuns.Train(raw, networks, seed, context, cancellationToken);
            differences.Add(trained.GraphDifference);
            runs.Add([.. trained.Roles.Select(r => Judge(raw, trained, r.Learner, seed))]);
        }

        context.Progress.Report(new StageProgress(name, runs.Count, context.Seeds.Count));
        return runs;
    }

    private static MetricSet Judge(StateTable raw, TrainedModel trained, string learner, int seed) =>
        Metrics.Compute(trained.Test.Of(learner, raw), ThresholdChoice.ByF1(trained.Validation.Of(learner, raw)).Threshold, seed);

    private static StudyTable Learners(string title, List<MetricSet[]> runs) => new(
        title,
        "learner",
        [.. s_metrics.Select(m => (m.Metric.Title(), m.Format)), ("ECE floor", "F4"), ("ECE / floor", "F2")],
        [
            .. runs[0].Select((first, l) => new StudyRow(first.Learner,
            [
                .. s_metrics.Select(m => Sample.MeanOf([.. runs.Select(r => r[l][m.Metric])])),
                Sample.MeanOf([.. runs.Select(r => r[l].EceFloor)]),
                runs.Average(r => r[l].Ece) / runs.Average(r => r[l].EceFloor),
            ])),
        ]);

    private static StudyTable Against(string reference, List<MetricSet[]> runs)
    {
        var at = Array.FindIndex(runs[0], m => string.Equals(m.Learner, reference, StringComparison.Ordinal));
        return new StudyTable(
            $"Difference to {reference}, with its interval",
            "learner",
            [.. s_metrics.Select(m => (m.Metric.Title(), m.Format))],
            [
                .. runs[0].Select((first, l) => (first, l)).Where(p => p.l != at).Select(p => new StudyRow(p.first.Learner,
                    [.. s_metrics.Select(m => Difference([.. runs.Select(r => r[p.l][m.Metric] - r[at][m.Metric])]))])),
            ]);
    }

    private static Figure Difference(double[] differences)
    {
        var interval = Sample.IntervalOf(differences, Overlap);
        return new Figure(interval.Value, null, interval);
    }

    private static List<Finding> Findings(List<MetricSet[]> runs)
    {
        var l = runs[0].Length - 1; // the fusion is last
        double Mean(Func<MetricSet, double> figure) => runs.Average(r => figure(r[l]));
        Finding AtLeast(string what, double least, double measured) => new(
            string.Create(CultureInfo.InvariantCulture, $"fusion's {what} >= {least:F3}"), measured.ToString("F4", CultureInfo.InvariantCulture), measured >= least);
        var ratio = Mean(m => m.Ece) / Mean(m => m.EceFloor);
        return
        [
            AtLeast("ROC-AUC", .930, Mean(m => m.RocAuc)),
            AtLeast("PR-AUC", .745, Mean(m => m.PrAuc)),
            AtLeast("F1 at the threshold of the training part", .68, Mean(m => m.F1)),
            AtLeast("accuracy at .5", .904, Mean(m => m.AccuracyAtHalf)),
            new("fusion's ECE <= 1.25 x its floor", string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} x"), ratio <= 1.25),
            new("fusion's F1 <= .75: above, something leaked", Mean(m => m.F1).ToString("F4", CultureInfo.InvariantCulture), Mean(m => m.F1) <= .75),
        ];
    }

    /// <summary>The table.</summary>
    public static TableData Read(StudyContext context, CancellationToken cancellationToken) =>
        ImportedData.Use(Path.Combine("online-shoppers", "sessions.csv"), "online-shoppers", context, folder => folder.ReadTable(), cancellationToken);

    private static TableData Without(TableData data, string column) =>
        data with { Columns = [.. data.Columns.Where(c => !string.Equals(c.Name, column, StringComparison.Ordinal))] };
}
