using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Profiles;
using Foresale.States;

namespace Foresale.Tests.Evaluation;

/// <summary>A report on a made-up shop with every section filled; set FORESALE_DEMO_REPORT to a path to look at it.</summary>
internal static class DemoReport
{
    private static readonly Lazy<EvaluationReport> s_default = new(() => Create());

    /// <summary>The report with plain names; made once.</summary>
    public static EvaluationReport Default => s_default.Value;

    public static EvaluationReport Create(string name = "Planted shop, seed 1", string item = "user_days_since_purchase")
    {
        const int Rows = 3000;
        var fusion = Given.Shop(Rows, seed: 11, noise: .4f, learner: "fusion", rowsPerUser: 3);
        Contender[] contenders =
        [
            new(fusion, LearnerRole.Fusion, .31),
            new(Given.Shop(Rows, 11, .6f, "lightgbm", 3), LearnerRole.Single, .28),
            new(Given.Shop(Rows, 11, .8f, "td", 3), LearnerRole.Single, .3),
            new(Given.Shop(Rows, 11, 1f, "supervised", 3), LearnerRole.Single, .3),
            new(Given.Shop(Rows, 11, 1.3f, "logistic", 3), LearnerRole.Single, .25),
            new(Given.Shop(Rows, 11, 3f, "recency rule", 3), LearnerRole.Trivial, .5),
            new(fusion with { Learner = "base rate", Probability = [.. Enumerable.Repeat(.15f, Rows)] }, LearnerRole.Trivial, .5),
        ];
        var episodes = new EpisodeRows([.. Enumerable.Range(0, Rows).Select(i => (i % 12) + 1)], [.. Enumerable.Range(0, Rows).Select(i => i % 12 == 10)]);
        string[] Words(int groups, string prefix) => [.. Enumerable.Range(0, Rows).Select(i => $"{prefix}{(i / 3) % groups}")];
        return new EvaluationReport
        {
            Card = Card(name),
            Comparison = LearnerComparison.Of(contenders, "lightgbm", new BootstrapOptions { Draws = 60 }, TestContext.Current.CancellationToken),
            Gate = new GateResult("fusion", "On rows held out for this its log-loss is .0041 below that of lightgbm (95 % interval .0012 to .0070): better beyond chance.", "lightgbm"),
            Early = [.. contenders.Take(3).Select(c => EarlyDetection.Of(c.Predictions, episodes))],
            Importance = [new(item, .0412, .0031), .. Enumerable.Range(1, 24).Select(i => new ImportanceRow($"feature_{i}_of_the_shopper", .03 / i, .002 / i))],
            ImportanceOfParts = [new("S_u shopper", .021, .002), new(PermutationImportance.History, .009, .001), new("S_c moment", .0001, .001)],
            ImportancePartRows = 3_000,
            Slices = SliceTable.Of(fusion, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["device"] = Words(3, "device "), ["new_shopper"] = Words(2, "group ") }, .31, new BootstrapOptions { Draws = 60 }, TestContext.Current.CancellationToken),
            History = [.. History()],
            Dataset = Dataset(item),
            Shoppers = Shoppers(item),
            Notes = ["The time budget ended training after 41 of 60 epochs."],
        };
    }

    private static ShopPortrait Shoppers(string item) => new()
    {
        Shoppers = 8_604,
        Segments =
        [
            new("few orders", 5_200, .604, .31, .4, 18.2, [new(Traits.All[0].Low, Traits.All[0].Title, "days", 2.1, 5.3, -.6), new(Traits.All[3].Low, Traits.All[3].Title, "orders", .4, 1.2, -.5)]),
            new("frequent buyers, frequent visitors", 3_404, .396, .92, 2.4, 130.5, [new(Traits.All[3].High, Traits.All[3].Title, "orders", 2.4, 1.2, 1.1), new(Traits.All[0].High, Traits.All[0].Title, "days", 10.2, 5.3, .9)]),
        ],
        Silhouettes = [new(2, .31), new(3, .24)],
        Items = [new(item, 412, [new("i7", .91), new("i3", .85)])],
        Pairs = 31_007,
    };

    private static ModelCard Card(string name) => new()
    {
        Name = name,
        Target = new Target(TargetKind.Session),
        Version = "0.1.0",
        Seed = 1,
        DataHash = "8f14e45fceea167a",
        Created = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        Splits =
        [
            new("train", 70_210, 5_102, .0612, new(2025, 11, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero)),
            new("validation", 10_040, 1_210, .0598, new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero), new(2026, 1, 20, 0, 0, 0, TimeSpan.Zero)),
            new("test", 3_000, 1_000, .1503, new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero), new(2026, 2, 9, 0, 0, 0, TimeSpan.Zero)),
        ],
        Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["encoder"] = "gru, d 64", ["lambda"] = ".9", ["discount"] = "1" },
    };

    private static IEnumerable<Series> History()
    {
        foreach (var (panel, name, start, end) in new[] { ("loss", "critic (Q)", .42, .31), ("validation log-loss", "temporal differences", .4, .33), ("Value", "mean value", -.2, -.71), ("Value", "mean reward", -.7, -.7) })
        {
            var random = new Random(name.Length);
            yield return new Series(panel, name, [.. Enumerable.Range(0, 500).Select(i => new CurvePoint(i * 20, end + ((start - end) * Math.Exp(-i / 90.0)) + (.008 * Given.Normal(random))))]);
        }
    }

    private static DatasetInfo Dataset(string item) => new()
    {
        Version = "0.1.0",
        SourceHash = "2c26b46b68ffc68ff99b453c1d304134",
        Mapping = "foresale",
        Zone = "Europe/Paris",
        Currency = "EUR",
        Events = 131_720,
        Users = 8_604,
        Items = 2_210,
        Sessions = 20_004,
        RowsRead = 131_904,
        Quarantined = 12,
        Behaviors = new Dictionary<string, long>(StringComparer.Ordinal) { ["view"] = 98_110, ["search"] = 20_412, ["favorite"] = 4_804, ["cart"] = 6_380, ["purchase"] = 2_014 },
        FirstTime = new DateTimeOffset(2025, 11, 1, 6, 2, 0, TimeSpan.Zero),
        LastTime = new DateTimeOffset(2026, 2, 9, 22, 58, 0, TimeSpan.Zero),
        Cleaning = [new("bot", "dropped", 0, "Too many events."), new("clock", "flagged", 0, "Out of order."), new("duplicate_event_id", "dropped", 160, "An event with this event_id was read before."), new("bad_time", "quarantined", 12, $"The time of {item} does not follow the mapping's format.")],
        Missing = new Dictionary<string, double>(StringComparer.Ordinal) { ["price"] = .021, ["brand"] = .14, ["device"] = 0 },
    };
}
