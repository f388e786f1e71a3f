using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Learning.Baselines;
using Foresale.Quality.Reporting;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>What a search brings the trees beyond their few fixed settings, on three kinds of table, and what it costs.</summary>
internal static class TunedTreesStudy
{
    private const int PlantedSessions = 3_000;
    private static readonly Option<int> s_trials = new("--trials") { Description = "Settings to draw beyond the fixed ones.", DefaultValueFactory = _ => TreesOptions.Tuned.Trials };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("tuned-trees", "LightGBM with its fixed settings against a search beyond them.", [s_trials], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var tuned = TreesOptions.Tuned with { Trials = parse.GetValue(s_trials) };
        var shoppers = OnlineShoppersStudy.Read(context, cancellationToken);
        var (source, pairs) = ImportedData.Use(Path.Combine("tmall2014", "events.csv.gz"), "tmall2014", context, log =>
            (log.Info.SourceHash, StateBuilder.Build(log, new StateRequest(new Target(TargetKind.UserItem, HorizonDays: 30)), context.Progress, cancellationToken)), cancellationToken);
        var shop = PlantedShop.Load();
        (string Name, Func<int, StateTable> Of)[] tables =
        [
            ("planted, 3,000 sessions", seed => StateBuilder.Build(shop.Generate(PlantedSessions, (100 * seed) + 1).ToDataset(), new StateRequest(new Target(TargetKind.Session)), progress: null, cancellationToken)),
            ("online shoppers", seed => StateBuilder.BuildTable(shoppers, SplitOptions.ForTables(seed, testShare: .3))),
            ("Tmall 2014, touched pairs, 30 days", _ => pairs),
        ];
        return new StudyReport
        {
            Title = "Tuned trees",
            Method = "Log-loss on the test rows of the trees alone, by the same training as the CLI's; below 0 the search is better. Means ± standard deviations over seeds: of the log (planted), "
                + "of the 70/30 split (online shoppers), of the fit only (Tmall). Nothing is chosen on test rows.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["search"] = string.Create(CultureInfo.InvariantCulture, $"{tuned.Trials} settings drawn beyond the fixed ones, losing trials stopped"),
                ["data"] = $"online shoppers {shoppers.SourceHash}, Tmall {source}",
            },
            Tables =
            [
                new StudyTable(
                    "Log-loss and time",
                    "table",
                    [("fixed settings", "F4"), ("search", "F4"), ("difference", "F4"), ("seconds, fixed", "F1"), ("seconds, search", "F1")],
                    [.. tables.Select(t => Row(t.Name, t.Of, tuned, context, cancellationToken))]),
            ],
        };
    }

    private static StudyRow Row(string name, Func<int, StateTable> tableOf, TreesOptions tuned, StudyContext context, CancellationToken cancellationToken)
    {
        var runs = new List<(double Fixed, double Tuned, double FixedSeconds, double TunedSeconds)>();
        foreach (var seed in context.Seeds)
        {
            context.Progress.Report(new StageProgress(name, runs.Count, context.Seeds.Count));
            var table = tableOf(seed);
            var (loss, seconds) = Judge(table, new TreesOptions(), seed, context, cancellationToken);
            var (tunedLoss, tunedSeconds) = Judge(table, tuned, seed, context, cancellationToken);
            runs.Add((loss, tunedLoss, seconds, tunedSeconds));
        }

        return new StudyRow(name,
        [
            Sample.MeanOf([.. runs.Select(r => r.Fixed)]), Sample.MeanOf([.. runs.Select(r => r.Tuned)]), Sample.MeanOf([.. runs.Select(r => r.Tuned - r.Fixed)]),
            runs.Average(r => r.FixedSeconds), runs.Average(r => r.TunedSeconds),
        ]);
    }

    private static (double Loss, double Seconds) Judge(StateTable table, TreesOptions options, int seed, StudyContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var training = new TrainingOptions { Learners = [new BaseRateLearner(), new TreesLearner(options)] };
        var trained = IntentTraining.Run(table, training, new FitContext(seed, context.Threads) { Progress = context.Progress }, cancellationToken);
        return (Metrics.Compute(trained.Test.Of("lightgbm", table), .5, seed)[Metric.LogLoss], clock.Elapsed.TotalSeconds);
    }
}
