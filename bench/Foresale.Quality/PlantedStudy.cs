using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Fusion;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;

namespace Foresale.Quality;

/// <summary>How near every learner comes to the known truth of the planted shop, by the size of the training log.</summary>
internal static class PlantedStudy
{
    private const int TestSeed = 77;
    private const int SmallLog = 3_000; // up to here bootstrapping is to pay
    private const int LargeLog = 10_000;

    private static readonly Option<int[]> s_sizes = new("--sessions") { Description = "Sizes of the training logs.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [300, 1_000, 3_000, 10_000] };
    private static readonly Option<int> s_test = new("--test-sessions") { Description = "Sessions of the test log.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<string?> s_network = new("--network") { Description = "Options of the network that differ from those of the quickstart, as JSON: '{\"FeatureDropout\":0.5}'." };
    private static readonly Option<double?> s_minutes = new("--minutes") { Description = "Begin no further seed after so long." };
    private static readonly Option<string?> s_keep = new("--keep") { Description = "Folder that keeps finished runs, to go on from; empty it after a change of the code." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("planted", "Excess over the known truth of the planted shop, by the size of the training log.", [s_sizes, s_test, s_network, s_minutes, s_keep], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var shop = PlantedShop.Load();
        var sizes = parse.GetValue(s_sizes)!;
        var intent = NetworkOf(parse.GetValue(s_network));
        var test = new TestLog(shop, parse.GetValue(s_test), TestSeed);
        var excess = new SortedDictionary<int, List<IReadOnlyDictionary<string, Closeness>>>();
        var (truth, weights, finished) = (0.0, new List<string>(), new List<int>());
        var clock = Stopwatch.StartNew();
        foreach (var seed in context.Seeds.TakeWhile(_ => parse.GetValue(s_minutes) is not { } most || clock.Elapsed.TotalMinutes < most))
        {
            foreach (var size in sizes)
            {
                context.Progress.Report(new StageProgress("runs", weights.Count, sizes.Length * context.Seeds.Count));
                var run = KeptRuns.Get(parse.GetValue(s_keep), $"planted-{size}-{seed}-{parse.GetValue(s_test)}", intent, () =>
                {
                    var (learners, fusion, mean) = PlantedRun.Of(shop, test, size, intent, new FitContext(seed, context.Threads) { Progress = context.Progress }, cancellationToken);
                    return new KeptRun(learners, Weights(size, seed, fusion), mean);
                });
                (excess.TryGetValue(size, out var runs) ? runs : excess[size] = []).Add(run.Learners);
                truth = run.MeanTruth;
                weights.Add(run.Fusion);
            }

            finished.Add(seed);
        }

        return new StudyReport
        {
            Title = "The planted shop",
            Seeds = finished,
            Method = "Excess = mean KL(truth || prediction) in nats over every prefix of one fixed test log of shoppers that no learner saw; the truth is exact (docs/simulation.md). "
                + "Training logs are drawn anew for each seed and cut 75 : 12.5 : 12.5 by time into training, validation and calibration. Means ± standard deviations over seeds.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["test log"] = string.Create(CultureInfo.InvariantCulture, $"{parse.GetValue(s_test)} sessions, seed {TestSeed}, mean truth {truth:F4}"),
                ["network"] = string.Create(CultureInfo.InvariantCulture, $"{intent.Encoder} {intent.EncoderWidth}, trunk {intent.TrunkWidth}, at most {intent.Epochs} epochs, patience {intent.Patience}{(parse.GetValue(s_network) is { } json ? $", {json}" : "")}"),
                ["trees"] = "defaults",
                ["interval"] = "95 %, Student's t over the seeds, paired",
            },
            Tables = [Table("Excess", excess, c => c.Excess, "F5"), Table($"Mean prediction (truth {truth.ToString("F4", CultureInfo.InvariantCulture)})", excess, c => c.MeanPrediction, "F4"), Differences(excess)],
            Findings = Findings(excess, truth),
            Notes = weights,
        };
    }

    // The quickstart's sizes, with time to converge.
    private static IntentOptions NetworkOf(string? changes)
    {
        var options = JsonSerializer.SerializeToNode(new IntentOptions { EncoderWidth = 48, TrunkWidth = 96, Epochs = 20, Patience = 4 })!.AsObject();
        foreach (var (name, value) in changes is null ? new JsonObject() : JsonNode.Parse(changes)!.AsObject())
        {
            options[name] = options.ContainsKey(name)
                ? value?.DeepClone()
                : throw new UserFaultException("--network", $"'{name}' is no option of the network.", $"Use {string.Join(", ", options.Select(o => o.Key))}.");
        }

        return options.Deserialize<IntentOptions>()!;
    }

    private static string Weights(int size, int seed, FusionReport fusion) => string.Create(
        CultureInfo.InvariantCulture,
        $"Fusion of {size:N0} sessions, seed {seed}: {string.Join(", ", fusion.Learners.Zip(fusion.Weights, (l, w) => string.Create(CultureInfo.InvariantCulture, $"{l} {w:F2}")))}, w0 {fusion.Intercept:F2}, isotonic {(fusion.IsotonicKept ? "kept" : "dropped")}, ships {fusion.Ships}.");

    private static StudyTable Table(string title, SortedDictionary<int, List<IReadOnlyDictionary<string, Closeness>>> runs, Func<Closeness, double> figure, string format) => new(
        title,
        "learner",
        [.. runs.Keys.Select(size => (Size(size), format))],
        [.. runs.First().Value[0].Keys.Select(learner => new StudyRow(learner, [.. runs.Values.Select(r => Sample.MeanOf([.. r.Select(l => figure(l[learner]))]))]))]);

    private static StudyTable Differences(SortedDictionary<int, List<IReadOnlyDictionary<string, Closeness>>> runs)
    {
        (string Left, string Right)[] pairs =
        [
            (PlantedRun.Name("td", ".5"), PlantedRun.Name("td", "1")), (PlantedRun.Name("td", ".5"), "gru"), (PlantedRun.Name("td", ".5"), "lightgbm"),
            ("fusion", "lightgbm"), ("fusion", PlantedRun.Name("td", ".5")), ("fusion", PlantedRun.CountTrees),
        ];
        return new StudyTable(
            "Differences of excess, with their intervals: below 0 the first is nearer to the truth",
            "pair",
            [.. runs.Keys.Select(size => (Size(size), "F5"))],
            [.. pairs.Select(p => new StudyRow($"{p.Left} – {p.Right}", [.. runs.Values.Select(r => Paired(r, p.Left, p.Right))]))]);
    }

    private static Figure Paired(List<IReadOnlyDictionary<string, Closeness>> runs, string left, string right)
    {
        var interval = Sample.IntervalOf([.. runs.Select(r => r[left].Excess - r[right].Excess)]);
        return new Figure(interval.Value, null, interval);
    }

    private static List<Finding> Findings(SortedDictionary<int, List<IReadOnlyDictionary<string, Closeness>>> runs, double truth)
    {
        var findings = new List<Finding>();
        foreach (var (size, list) in runs)
        {
            if (size <= SmallLog)
            {
                var difference = Paired(list, PlantedRun.Name("td", ".5"), PlantedRun.Name("td", "1"));
                findings.Add(new Finding($"{Size(size)}: lambda .5 nearer to the truth than lambda 1", ReportText.Text(difference, "F5"), difference.Value < 0, difference.Interval!.Value.IsBelowZero));
            }

            if (size >= LargeLog)
            {
                var (trees, counts) = (Paired(list, "fusion", "lightgbm"), list.Average(l => l["fusion"].Excess) / list.Average(l => l[PlantedRun.CountTrees].Excess));
                findings.Add(new Finding($"{Size(size)}: fusion's excess <= that of LightGBM on the full fold", ReportText.Text(trees, "F5"), trees.Value <= 0, trees.Interval!.Value.IsBelowZero));
                findings.Add(new Finding($"{Size(size)}: fusion's excess <= half of LightGBM's on session counts only", string.Create(CultureInfo.InvariantCulture, $"{counts:F2} of it"), counts <= .5));
            }

            var over = Sample.IntervalOf([.. list.Select(l => l[PlantedRun.Name("td", "max")].MeanPrediction - truth)]);
            findings.Add(new Finding(
                $"{Size(size)}: the max backup's mean prediction lies above the truth's, {truth.ToString("F3", CultureInfo.InvariantCulture)}",
                $"{ReportText.Text(new Figure(over.Value, null, over), "F3")} above it", over.Value > 0, over.IsAboveZero));
        }

        return findings;
    }

    private static string Size(int sessions) => string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions");
}
