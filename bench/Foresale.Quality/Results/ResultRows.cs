using System.Globalization;
using Foresale.Events;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality.Results;

/// <summary>The rows of the results table, in its order.</summary>
internal static class ResultRows
{
    private const double TmallHorizonDays = 30;
    private const double PlantedTest = 1.0 / 3, PlantedPart = .125; // of a log; of what is left, for validation and for calibration
    private static readonly int[] s_tmallCutOffs = [32, 47, 62]; // days after the log's first
    private static readonly DateOnly s_trivagoTest = new(2018, 11, 8);

    // The length of a call is known after the call only, so a model that reads it leaks. The file is in date order and has no year.
    private const string BankMapping = """
        { "kind": "table", "delimiter": ";", "columns": {
            "age": "numeric", "job": "categorical", "marital": "categorical", "education": "categorical", "default": "categorical", "balance": "numeric",
            "housing": "categorical", "loan": "categorical", "contact": "categorical", "day": "numeric", "month": "categorical", "duration": "ignore",
            "campaign": "numeric", "pdays": "numeric", "previous": "numeric", "poutcome": "categorical", "y": { "role": "label", "positive": "yes" } } }
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResultRow> All { get; } =
    [
        new("tmall2014", "buys this brand within 30 days, touched pairs; cut-offs at days 32, 47 and 62 pooled", Tmall),
        new("online-shoppers", "the session buys; stratified 70/30 splits, one a seed", OnlineShoppers) { Overlap = OnlineShoppersStudy.Overlap },
        new("trivago", "the next event is a clickout; trained on 7 November, tested on 8 November 2018", Trivago),
        new("completejourney", "the household redeems a coupon of the campaign; campaigns from 4 September 2017 on are the test", CompleteJourneyLabels),
        Planted("planted-3k", 3_000),
        Planted("planted-10k", 10_000),
        new("bank-marketing", "subscribes after the call, without its duration; the last 30 % of the file, which is in date order, are the test", BankMarketing),
    ];

    // Windows of a later cut-off would count its pairs twice: each test ends with its own window.
    private static IReadOnlyList<StateTable> Tmall(int seed, StudyContext context, CancellationToken cancellationToken) =>
        ImportedData.Use(Path.Combine("tmall2014", "events.csv.gz"), "tmall2014", context, log => (IReadOnlyList<StateTable>)[.. s_tmallCutOffs.Select(day =>
        {
            var target = new Target(TargetKind.UserItem, HorizonDays: TmallHorizonDays);
            var first = DateOnly.FromDateTime(log.Info.FirstTime.DateTime);
            var plan = SplitPlanner.Plan(log, target, new SplitOptions { TestFrom = first.AddDays(day) }, labels: null, cancellationToken);
            var end = plan.TestFrom.AddDays(TmallHorizonDays).AddMilliseconds(1);
            var request = new StateRequest(target) { Plan = plan with { End = end < plan.End ? end : plan.End } };
            return StateBuilder.Build(log, request, context.Progress, cancellationToken);
        })], cancellationToken);

    private static IReadOnlyList<StateTable> OnlineShoppers(int seed, StudyContext context, CancellationToken cancellationToken) =>
        [StateBuilder.BuildTable(OnlineShoppersStudy.Read(context, cancellationToken), SplitOptions.ForTables(seed, OnlineShoppersStudy.TestShare))];

    private static IReadOnlyList<StateTable> Trivago(int seed, StudyContext context, CancellationToken cancellationToken) =>
        ImportedData.Use(Path.Combine("trivago", "events.csv.gz"), "trivago", context, log => (IReadOnlyList<StateTable>)
        [
            StateBuilder.Build(log, new StateRequest(new Target(TargetKind.Session, HorizonEvents: 1)) { Split = new SplitOptions { TestFrom = s_trivagoTest } }, context.Progress, cancellationToken),
        ], cancellationToken);

    private static IReadOnlyList<StateTable> CompleteJourneyLabels(int seed, StudyContext context, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("foresale-quality-");
        try
        {
            return [CompleteJourney.Campaigns(folder.FullName, portraits: null, context, cancellationToken)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Longer tests would lie far from training: shoppers' histories grow all along the log, and with them the share that buys.
    private static ResultRow Planted(string name, int sessions) => new(
        name,
        string.Create(CultureInfo.InvariantCulture, $"the session buys (once more); a log for each seed, {sessions:N0} sessions to train on and half as many after them as the test"),
        (seed, context, cancellationToken) =>
        {
            var log = PlantedShop.Load().Generate((int)(sessions / (1 - PlantedTest)), (100 * seed) + 1).ToDataset();
            var part = PlantedPart * (1 - PlantedTest);
            var split = new SplitOptions { Validation = part, Calibration = part, Test = PlantedTest };
            return [StateBuilder.Build(log, new StateRequest(new Target(TargetKind.Session)) { Split = split }, context.Progress, cancellationToken)];
        })
    {
        NewShoppers = true,
    };

    private static IReadOnlyList<StateTable> BankMarketing(int seed, StudyContext context, CancellationToken cancellationToken)
    {
        var data = ImportedData.Use(Path.Combine("bank-marketing", "bank-full.csv.gz"), BankMapping, context, log => log.ReadTable(), cancellationToken);
        string[] order = [.. Enumerable.Range(1, data.RowCount).Select(row => (data.RowNumbers?[row - 1] ?? row).ToString(CultureInfo.InvariantCulture))];

        // A number that keeps the order of the file is all that a split by time needs.
        var dated = data with { Columns = [.. data.Columns, new TableColumn("row", TableRoles.Time, order)] };
        return [StateBuilder.BuildTable(dated, SplitOptions.ForTables(seed))];
    }
}
