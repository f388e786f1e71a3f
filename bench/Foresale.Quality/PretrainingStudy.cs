using System.CommandLine;
using System.Globalization;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;

namespace Foresale.Quality;

/// <summary>What it is worth to learn the next behavior, item and gap: beside the critic, before it, and both.</summary>
internal static class PretrainingStudy
{
    private const int TestSeed = 77;
    private static readonly Option<int[]> s_sessions = new("--sessions") { Description = "Sizes of the training logs.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1_000, 3_000, 10_000] };
    private static readonly Option<int> s_epochs = new("--pretrain") { Description = "Epochs of pre-training at most.", DefaultValueFactory = _ => 20 };
    private static readonly Option<int> s_test = new("--test-sessions") { Description = "Sessions of the test log.", DefaultValueFactory = _ => 3_000 };
    private static readonly Option<string?> s_keep = new("--keep") { Description = "Folder that keeps finished runs, to go on from; empty it after a change of the code." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("pretraining", "Auxiliary losses and pre-training on the planted shop, by the size of the training log.", [s_sessions, s_epochs, s_test, s_keep], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var shop = PlantedShop.Load();
        var test = new TestLog(shop, parse.GetValue(s_test), TestSeed);
        var sessions = parse.GetValue(s_sessions)!;
        var variants = Variants(parse.GetValue(s_epochs));
        var kept = new Dictionary<(string Variant, int Sessions), List<Fitted>>();
        foreach (var seed in context.Seeds)
        {
            foreach (var count in sessions)
            {
                var table = new Lazy<PlantedTable>(() => PlantedTable.Of(shop, test, count, seed, cancellationToken));
                foreach (var (name, options) in variants)
                {
                    context.Progress.Report(new StageProgress("runs", kept.Values.Sum(r => r.Count), context.Seeds.Count * sessions.Length * variants.Count, name));
                    var run = KeptRuns.Get(parse.GetValue(s_keep), FormattableString.Invariant($"pretraining-{count}-{seed}-{parse.GetValue(s_test)}"), options, () => Fit(table.Value, options, new FitContext(seed, context.Threads) { Progress = context.Progress }, cancellationToken));
                    (kept.TryGetValue((name, count), out var runs) ? runs : kept[(name, count)] = []).Add(run);
                }
            }
        }

        var rest = variants.Skip(1).ToList();
        return new StudyReport
        {
            Title = "Auxiliary losses and pre-training",
            Method = "Excess = mean KL(truth || prediction) in nats over every prefix of one fixed test log of shoppers that no network saw (docs/simulation.md). Training logs are drawn anew for each seed; "
                + "all variants of a seed train on the same one. Means ± standard deviations over seeds; differences are paired by seed, with 95 % intervals of Student's t.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["test log"] = string.Create(CultureInfo.InvariantCulture, $"{parse.GetValue(s_test)} sessions, seed {TestSeed}"),
                ["auxiliary losses"] = string.Create(CultureInfo.InvariantCulture, $"next item {variants[1].Options.ItemWeight}, gap {variants[1].Options.GapWeight}"),
                ["pre-training"] = string.Create(CultureInfo.InvariantCulture, $"at most {parse.GetValue(s_epochs)} epochs: behavior 1, next item {variants[2].Options.PretrainItemWeight}, gap {variants[2].Options.PretrainGapWeight}"),
                ["network"] = "gru 96, trunk 128, lambda .5, at most 20 epochs, patience 4",
            },
            Tables =
            [
                Table("Excess of the critic", "F5", r => r.Critic),
                Differences("Critic: excess minus that of none", r => r.Critic),
                Table("Excess of the supervised head", "F5", r => r.Supervised),
                Differences("Supervised head: excess minus that of none", r => r.Supervised),
                Table("Epochs of pre-training that were kept", "F0", r => r.PretrainEpochs),
            ],
            Findings = [.. sessions.SelectMany(count => rest.Select(v => Finding(v.Name, count)))],
        };

        StudyTable Table(string title, string format, Func<Fitted, double> figure) => new(
            title, "training", [.. sessions.Select(s => (Title(s), format))], [.. variants.Select(v => new StudyRow(v.Name, [.. sessions.Select(s => Sample.MeanOf([.. kept[(v.Name, s)].Select(figure)]))]))]);

        StudyTable Differences(string title, Func<Fitted, double> figure) => new(
            title, "training", [.. sessions.Select(s => (Title(s), "F5"))], [.. rest.Select(v => new StudyRow(v.Name, [.. sessions.Select(s => Difference(v.Name, s, figure))]))]);

        Finding Finding(string variant, int count)
        {
            var difference = Difference(variant, count, r => r.Critic);
            var interval = difference.Interval!.Value;
            return new Finding($"{Title(count)}: the critic nearer to the truth with {variant}", ReportText.Text(difference, "F5"), difference.Value < 0, interval.IsBelowZero || interval.IsAboveZero);
        }

        Figure Difference(string variant, int count, Func<Fitted, double> figure)
        {
            var interval = Sample.IntervalOf([.. kept[(variant, count)].Zip(kept[(variants[0].Name, count)], (a, b) => figure(a) - figure(b))]);
            return new Figure(interval.Value, null, interval);
        }
    }

    private static List<(string Name, IntentOptions Options)> Variants(int epochs)
    {
        var none = new IntentOptions { Lambda = .5, Epochs = 20, Patience = 4, ActorUpdates = 1, ItemWeight = 0, GapWeight = 0, PretrainEpochs = 0 };
        var auxiliary = none with { ItemWeight = .2, GapWeight = .05 };
        return [("none", none), ("auxiliary losses", auxiliary), ("pre-training", none with { PretrainEpochs = epochs }), ("both", auxiliary with { PretrainEpochs = epochs })];
    }

    private static Fitted Fit(PlantedTable planted, IntentOptions options, FitContext context, CancellationToken cancellationToken)
    {
        using var trained = new IntentLearner(options).Fit(planted.Table, context, cancellationToken);
        return new Fitted(
            Closeness.Of(planted.Parts, trained.TemporalDifference!, cancellationToken).Excess,
            Closeness.Of(planted.Parts, trained.Supervised, cancellationToken).Excess,
            trained.History.PretrainEpochs);
    }

    private static string Title(int sessions) => string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions");

    /// <summary>What one fit gave.</summary>
    /// <param name="Critic">Excess of p_TD.</param>
    /// <param name="Supervised">Excess of the supervised head.</param>
    /// <param name="PretrainEpochs">Epochs of pre-training that were kept.</param>
    private sealed record Fitted(double Critic, double Supervised, int PretrainEpochs);
}
