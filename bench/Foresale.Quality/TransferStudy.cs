using System.CommandLine;
using System.Globalization;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;

namespace Foresale.Quality;

/// <summary>What a network that has seen one shop is worth to another shop with a small log.</summary>
internal static class TransferStudy
{
    private const int TestSeed = 77, SmallLog = 300;
    private static readonly Option<int> s_first = new("--first") { Description = "Sessions of the first shop's log.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int[]> s_second = new("--second") { Description = "Sessions of the second shop's log.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [300, 1_000, 3_000] };
    private static readonly Option<string> s_shop = new("--shop") { Description = "File of the second shop.", DefaultValueFactory = _ => Path.Combine("shops", "hardware.json") };
    private static readonly Option<EncoderKind> s_encoder = new("--encoder") { Description = "Encoder.", DefaultValueFactory = _ => EncoderKind.Gru };
    private static readonly Option<int> s_test = new("--test-sessions") { Description = "Sessions of the test log.", DefaultValueFactory = _ => 3_000 };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("transfer", "A network pre-trained on one planted shop and fine-tuned on a small log of another.", [s_first, s_second, s_shop, s_encoder, s_test], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var options = new IntentOptions { Encoder = parse.GetValue(s_encoder), Lambda = .5, Epochs = 20, Patience = 4, ActorUpdates = 1 };
        var (first, second) = (PlantedShop.Load(), PlantedShop.Load(parse.GetValue(s_shop)));
        var (near, far) = (new TestLog(first, parse.GetValue(s_test), TestSeed), new TestLog(second, parse.GetValue(s_test), TestSeed));
        var sizes = parse.GetValue(s_second)!;
        var runs = sizes.ToDictionary(s => s, _ => new List<(double BaseRate, double Scratch, double Tuned)>());
        foreach (var seed in context.Seeds)
        {
            var fit = new FitContext(seed, context.Threads) { Progress = context.Progress };
            using var trained = new IntentLearner(options).Fit(PlantedTable.Of(first, near, parse.GetValue(s_first), seed, cancellationToken).Table, fit, cancellationToken);
            foreach (var size in sizes)
            {
                context.Progress.Report(new StageProgress("runs", runs.Values.Sum(r => r.Count), context.Seeds.Count * sizes.Length));
                var planted = PlantedTable.Of(second, far, size, seed, cancellationToken);
                var rate = new Learning.Baselines.BaseRateLearner();
                var constant = ((ILearner)rate).Fit(planted.Table, fit, [], cancellationToken)[0];
                runs[size].Add((Closeness.Of(planted.Parts, constant, cancellationToken).Excess, ExcessOf(planted, fit), ExcessOf(planted, fit with { Start = trained })));
            }
        }

        double ExcessOf(PlantedTable planted, FitContext fit)
        {
            using var network = new IntentLearner(options).Fit(planted.Table, fit, cancellationToken);
            return Closeness.Of(planted.Parts, network.TemporalDifference!, cancellationToken).Excess;
        }

        return new StudyReport
        {
            Title = "From one shop to another",
            Method = "Excess = mean KL(truth || prediction) in nats of the critic's probability over every prefix of a fixed test log of the second shop. "
                + "Pre-trained: the network begins with the weights of one trained on the first shop (feature columns by name, no rows of hashed names) and goes on at a tenth of the learning rate.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["first shop"] = string.Create(CultureInfo.InvariantCulture, $"{first.File.Name}, {parse.GetValue(s_first):N0} sessions"),
                ["second shop"] = string.Create(CultureInfo.InvariantCulture, $"{second.File.Name}; test log of {parse.GetValue(s_test):N0} sessions"),
                ["network"] = string.Create(CultureInfo.InvariantCulture, $"{options.Encoder} {options.EncoderWidth}, trunk {options.TrunkWidth}, lambda .5, at most {options.Epochs} epochs"),
            },
            Tables =
            [
                new StudyTable(
                    "Excess",
                    "second shop's log",
                    [("base rate", "F5"), ("from scratch", "F5"), ("pre-trained", "F5"), ("ratio of means", "F2"), ("difference", "F5")],
                    [.. sizes.Select(s => new StudyRow(Title(s), [Sample.MeanOf([.. runs[s].Select(r => r.BaseRate)]), Sample.MeanOf([.. runs[s].Select(r => r.Scratch)]), Sample.MeanOf([.. runs[s].Select(r => r.Tuned)]), Ratio(s), Difference(s)]))]),
            ],
            Findings = [.. sizes.Select(Finding)],
        };

        // A log of some hundred sessions is what a start from another shop is for; a larger one is not to be harmed by it.
        Finding Finding(int size)
        {
            var isSmall = size <= SmallLog;
            var (wanted, holds) = isSmall ? ("pre-trained network's excess <= .7 of the one from scratch", Ratio(size) <= .7) : ("pre-trained network nearer to the truth than the one from scratch", Ratio(size) < 1);
            return new Finding($"{Title(size)}: the {wanted}", $"{Ratio(size).ToString("F2", CultureInfo.InvariantCulture)}; difference {ReportText.Text(Difference(size), "F5")}", holds, Difference(size).Interval!.Value.IsBelowZero);
        }

        double Ratio(int size) => runs[size].Average(r => r.Tuned) / runs[size].Average(r => r.Scratch);

        Figure Difference(int size)
        {
            var interval = Sample.IntervalOf([.. runs[size].Select(r => r.Tuned - r.Scratch)]);
            return new Figure(interval.Value, null, interval);
        }
    }

    private static string Title(int sessions) => string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions");
}
