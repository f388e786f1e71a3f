using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;

namespace Foresale.Quality;

/// <summary>Is bigger better? What encoders and their sizes are worth, by the size of the training log.</summary>
internal static class EncoderStudy
{
    private const int TestSeed = 77;
    private static readonly Option<int[]> s_sessions = new("--sessions") { Description = "Sizes of the training logs.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1_000, 10_000, 100_000] };
    private static readonly Option<EncoderKind[]> s_encoders = new("--encoders") { Description = "Encoders.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [EncoderKind.Pooled, EncoderKind.Gru, EncoderKind.Transformer, EncoderKind.Hstu] };
    private static readonly Option<ModelSize[]> s_sizes = new("--sizes") { Description = "Sizes of the networks.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [ModelSize.Tiny, ModelSize.Small, ModelSize.Base] };
    private static readonly Option<int> s_test = new("--test-sessions") { Description = "Sessions of the test log.", DefaultValueFactory = _ => 3_000 };
    private static readonly Option<double> s_rate = new("--encoder-rate") { Description = "Learning rate of the encoder.", DefaultValueFactory = _ => new IntentOptions().EncoderLearningRate };
    private static readonly Option<string?> s_keep = new("--keep") { Description = "Folder that keeps finished runs, to go on from; empty it after a change of the code." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("encoders", "Encoders and sizes of the network on the planted shop, by the size of the training log.", [s_sessions, s_encoders, s_sizes, s_test, s_rate, s_keep], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var shop = PlantedShop.Load();
        var test = new TestLog(shop, parse.GetValue(s_test), TestSeed);
        var sessions = parse.GetValue(s_sessions)!;
        var variants = parse.GetValue(s_encoders)!.SelectMany(e => parse.GetValue(s_sizes)!.Select(s => Variant(e, s, parse.GetValue(s_rate)))).ToList();
        var kept = new Dictionary<(string Variant, int Sessions), List<Fitted>>();
        var done = 0;
        foreach (var seed in context.Seeds)
        {
            foreach (var count in sessions)
            {
                var table = new Lazy<PlantedTable>(() => PlantedTable.Of(shop, test, count, seed, cancellationToken));
                foreach (var (name, options) in variants)
                {
                    context.Progress.Report(new StageProgress("runs", done++, context.Seeds.Count * sessions.Length * variants.Count, name));
                    var run = KeptRuns.Get(parse.GetValue(s_keep), FormattableString.Invariant($"encoders-{count}-{seed}-{parse.GetValue(s_test)}"), options, () => Fit(table.Value, options, new FitContext(seed, context.Threads) { Progress = context.Progress }, cancellationToken));
                    (kept.TryGetValue((name, count), out var runs) ? runs : kept[(name, count)] = []).Add(run);
                }
            }
        }

        return new StudyReport
        {
            Title = "Is bigger better?",
            Method = "Excess = mean KL(truth || prediction) in nats of the critic's probability over every prefix of one fixed test log of shoppers that no network saw (docs/simulation.md). "
                + "Training logs are drawn anew for each seed; all variants of a seed train on the same one. Means ± standard deviations over seeds.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["test log"] = string.Create(CultureInfo.InvariantCulture, $"{parse.GetValue(s_test)} sessions, seed {TestSeed}"),
                ["sizes"] = string.Join("; ", parse.GetValue(s_sizes)!.Select(s => new IntentOptions().Sized(s) is var o ? string.Create(CultureInfo.InvariantCulture, $"{s} = width {o.EncoderWidth}, trunk {o.TrunkWidth}, blocks {o.EncoderBlocks}") : "")),
                ["encoder's learning rate"] = parse.GetValue(s_rate).ToString(CultureInfo.InvariantCulture),
            },
            Tables =
            [
                Table("Excess", "F5", r => r.Critic),
                Table("Seconds of training, one core", "F0", r => r.Seconds),
            ],
            Findings = [.. sessions.SelectMany(Findings)],
        };

        StudyTable Table(string title, string format, Func<Fitted, double> figure) => new(
            title, "network", [.. sessions.Select(s => (Title(s), format))], [.. variants.Select(v => new StudyRow(v.Name, [.. sessions.Select(s => Sample.MeanOf([.. kept[(v.Name, s)].Select(figure)]))]))]);

        IEnumerable<Finding> Findings(int count) => variants.Skip(1).Select(v =>
        {
            var difference = Sample.IntervalOf([.. kept[(v.Name, count)].Zip(kept[(variants[0].Name, count)], (a, b) => a.Critic - b.Critic)]);
            return new Finding($"{Title(count)}: {v.Name} nearer to the truth than {variants[0].Name}", ReportText.Text(new Figure(difference.Value, null, difference), "F5"), difference.Value < 0, difference.IsBelowZero || difference.IsAboveZero);
        });
    }

    private static Fitted Fit(PlantedTable planted, IntentOptions options, FitContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var trained = new IntentLearner(options).Fit(planted.Table, context, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        return new Fitted(Closeness.Of(planted.Parts, trained.TemporalDifference!, cancellationToken).Excess, seconds);
    }

    private static (string Name, IntentOptions Options) Variant(EncoderKind encoder, ModelSize size, double rate) =>
        ($"{encoder} {size}".ToLowerInvariant(), new IntentOptions { Encoder = encoder, Lambda = .5, Epochs = 20, Patience = 4, EncoderLearningRate = rate, ActorUpdates = 1 }.Sized(size));

    private static string Title(int sessions) => string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions");

    /// <summary>What one fit gave.</summary>
    /// <param name="Critic">Excess of p_TD.</param>
    /// <param name="Seconds">Of training.</param>
    private sealed record Fitted(double Critic, double Seconds);
}
