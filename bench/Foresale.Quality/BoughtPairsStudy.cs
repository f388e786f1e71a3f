using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Quality.Reporting;
using Foresale.States;
using Foresale.Storage;

namespace Foresale.Quality;

/// <summary>
/// Tmall 2014: which shopper will buy which brand in the next 30 days? Every learner over touched pairs, beside the rule "bought before and
/// seen within ten days"; F1 over all bought pairs as the competition scored it; and who buys anything tomorrow.
/// </summary>
internal static class BoughtPairsStudy
{
    private const double Days = 30;
    private const int SeenWithinDays = 10;
    private const string Rule = "bought before, seen within 10 days";
    private static readonly Option<bool> s_noNetworks = new("--no-networks") { Description = "Leave the networks out." };
    private static readonly Option<bool> s_onlyPairs = new("--only-pairs") { Description = "Leave out who buys anything tomorrow." };
    private static readonly (Metric Metric, string Format)[] s_metrics =
        [(Metric.RocAuc, "F3"), (Metric.PrAuc, "F3"), (Metric.LogLoss, "F4"), (Metric.CalibrationSlope, "F2"), (Metric.Ece, "F4"), (Metric.TopDecileCapture, "F3")];

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create(
        "bought-pairs", "Tmall 2014: which shopper buys which brand in 30 days, and who buys anything tomorrow.", [s_noNetworks, s_onlyPairs], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken) =>
        ImportedData.Use(Path.Combine("tmall2014", "events.csv.gz"), "tmall2014", context, log => Report(log, parse, context, cancellationToken), cancellationToken);

    private static StudyReport Report(DatasetFolder log, ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var networks = !parse.GetValue(s_noNetworks);
        var (table, runs) = Train(log, new Target(TargetKind.UserItem, HorizonDays: Days), networks, context, cancellationToken);
        var learners = LearnersOf(table, runs);
        var rule = learners[0] with { Learner = Rule, Probability = [.. runs[0].Test.Rows.Select(row => RuleOf(table, row))] };
        var boot = ClusterBootstrap.Run([rule, .. learners], new BootstrapOptions { Progress = context.Progress }, cancellationToken);
        var ships = learners[^1].Learner;
        var f1 = learners.Select((l, i) => (l.Learner, Result: F1(log, table, runs, l, i == learners.Count - 1 ? null : runs[0].Roles[i].Learner, cancellationToken))).ToList();
        var tables = new List<StudyTable>
        {
            LearnerRuns.Table("Touched pairs, the next 30 days", "learner", boot.Learners, s_metrics, boot.IntervalOf),
            LearnerRuns.Table("Difference to the rule", "learner", [.. learners.Select(l => l.Learner)], s_metrics, (name, metric) => boot.DifferenceOf(name, Rule, metric)),
            LearnerRuns.Table("Difference to lightgbm", "learner", [.. learners.Select(l => l.Learner).Where(l => l is not "lightgbm")], s_metrics, (name, metric) => boot.DifferenceOf(name, "lightgbm", metric)),
            new(
                "F1 over all bought pairs",
                "learner",
                [("called", "F0"), ("hits", "F0"), ("bought", "F0"), ("F1", "P2")],
                [.. f1.Select(r => new StudyRow(r.Learner, [r.Result.Called, r.Result.Hits, r.Result.Bought, new Figure(r.Result.F1.Value, null, r.Result.F1)]))]),
        };
        if (!parse.GetValue(s_onlyPairs))
        {
            var (days, dayRuns) = Train(log, new Target(TargetKind.User, HorizonDays: 1), networks, context, cancellationToken);
            var dayBoot = ClusterBootstrap.Run(LearnersOf(days, dayRuns), new BootstrapOptions { Progress = context.Progress }, cancellationToken);
            tables.Add(LearnerRuns.Table("Shoppers, tomorrow", "learner", dayBoot.Learners, s_metrics, dayBoot.IntervalOf));
            tables.Add(LearnerRuns.Table("Shoppers, tomorrow: difference to lightgbm", "learner", [.. dayBoot.Learners.Where(l => l is not "lightgbm")], s_metrics, (name, metric) => dayBoot.DifferenceOf(name, "lightgbm", metric)));
        }

        var (againstRule, againstTrees, auc) = (boot.DifferenceOf(ships, Rule, Metric.PrAuc), boot.DifferenceOf(ships, "lightgbm", Metric.PrAuc), boot.IntervalOf(ships, Metric.RocAuc));
        return new StudyReport
        {
            Title = "Bought pairs",
            Method = "Tmall's log of 2014, 92 days: the last window of 30 days is the test. Scores are means over the seeds; intervals 95 %, paired, over shoppers. F1 = 2 hits / (called + bought), "
                + "bought counting pairs that nobody had touched; how many pairs are called is fixed on the window before, on shoppers held out of training.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["pairs"] = string.Create(CultureInfo.InvariantCulture, $"{rule.Count:N0} touched by {rule.User.Distinct().Count():N0} shoppers, {rule.Outcome.Sum():N0} of them bought"),
                ["data"] = table.DataHash,
                ["ships"] = string.Join(", ", runs.Select(r => r.Model.Report.Ships)),
            },
            Tables = tables,
            Findings =
            [
                new("average precision of what ships above the rule's, lower end > 0", Text(againstRule, "F4"), againstRule.IsAboveZero),
                new("average precision of what ships not below lightgbm's", Text(againstTrees, "F4"), !againstTrees.IsBelowZero),
                new("ROC-AUC of what ships >= .80", Text(auc, "F3"), auc.Value >= .80),
                new("F1 of what ships beside 5.07-5.53 % as published for another month of that log", Text(f1[^1].Result.F1, "P2"), f1[^1].Result.F1.Value >= .0507),
                LearnerRuns.Graph(runs.Select(r => r.GraphDifference)),
            ],
        };
    }

    private static (StateTable Table, List<TrainedModel> Runs) Train(DatasetFolder log, Target target, bool networks, StudyContext context, CancellationToken cancellationToken)
    {
        var table = StateBuilder.Build(log, new StateRequest(target), context.Progress, cancellationToken);
        SplitCheck.Require(table, new SplitOptions());
        return (table, [.. context.Seeds.Select(seed => LearnerRuns.Train(table, networks, seed, context, cancellationToken))]);
    }

    // Each learner, then what ships.
    private static List<Predictions> LearnersOf(StateTable table, List<TrainedModel> runs) =>
    [
        .. runs[0].Roles.Select(r => LearnerRuns.Mean(runs, t => t.Test.Of(r.Learner, table))),
        LearnerRuns.Mean(runs, t => t.Test.Of(t.Model.Report.Ships, table)) with { Learner = "what ships" },
    ];

    private static float RuleOf(StateTable table, int row)
    {
        var features = table.FeaturesOf(table.Nodes.State[row]);
        return features[table.Schema.IndexOf("pair_purchases")] > 0 && features[table.Schema.IndexOf("pair_days_since_last")] <= SeenWithinDays ? 1 : 0;
    }

    /// <summary>Calls are counted on the window that ends where the test begins, on shoppers that no learner was fitted on.</summary>
    /// <param name="log">The log.</param>
    /// <param name="table">The pairs.</param>
    /// <param name="runs">One a seed.</param>
    /// <param name="test">Scores of the test window.</param>
    /// <param name="learner">Whose scores they are; null for what ships.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    private static PairF1Result F1(DatasetFolder log, StateTable table, List<TrainedModel> runs, Predictions test, string? learner, CancellationToken cancellationToken)
    {
        var (from, until) = (table.Split!.TestFrom, table.Split.End);
        var before = runs[0].Calibration.Rows.Concat(runs[0].Validation.Rows).Max(row => table.Nodes.TimeMs[row]);
        var earlier = LearnerRuns.Mean(runs, t => Held(table, t, learner ?? t.Model.Report.Ships, before));
        var boughtBefore = BoughtPairs.Count(log, DateTimeOffset.FromUnixTimeMilliseconds(before), from, table.UserIds, cancellationToken);
        var calls = (int)Math.Round(PairF1.CallsPerShopper(earlier, boughtBefore) * test.User.Distinct().Count());
        return PairF1.Of(test, BoughtPairs.Count(log, from, until, table.UserIds, cancellationToken), calls, new BootstrapOptions());
    }

    private static Predictions Held(StateTable table, TrainedModel run, string learner, long asOf)
    {
        var (validation, calibration) = (run.Validation, run.Calibration);
        var scores = validation.Rows.Zip(validation.Probability[learner]).Concat(calibration.Rows.Zip(calibration.Probability[learner])).Where(s => table.Nodes.TimeMs[s.First] == asOf).ToList();
        int[] rows = [.. scores.Select(s => s.First)];
        return new ScoredRows(rows, new Dictionary<string, float[]>(StringComparer.Ordinal) { [learner] = [.. scores.Select(s => s.Second)] }).Of(learner, table);
    }

    private static string Text(Interval interval, string format) => ReportText.Text(new Figure(interval.Value, null, interval), format);
}
