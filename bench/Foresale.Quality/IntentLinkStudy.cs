using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning.Decisions.Inventory;
using Foresale.Quality.Reporting;

namespace Foresale.Quality;

/// <summary>How much of the cost of not knowing demand live intent saves a shop that orders by it.</summary>
internal static class IntentLinkStudy
{
    private const int TrainingSeed = 1_001; // logs that no other run sees
    private const int BeforeLogs = 100; // forecasts were designed on the logs of seeds 1 and 2: those that judge have 101, 102, ...
    private const int TrainingLogs = 2;
    private const int MainLeadTime = 1;
    private const double Wanted = .5;

    private static readonly Option<int> s_sessions = new("--sessions") { Description = "Sessions of a log, about.", DefaultValueFactory = _ => new IntentLinkOptions().Sessions };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("intent-link", "Ordering by live intent, by sales alone and by the planted truth.", [s_sessions], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        context = context with { Seeds = [.. context.Seeds.Select(seed => BeforeLogs + seed)] };
        var trends = new IntentLinkOptions { Sessions = parse.GetValue(s_sessions) };
        var still = trends with { Trends = null, LeadTimes = [1] };
        var (moving, bought) = RunsOf(trends, "with trends", context, cancellationToken);
        var (steady, _) = RunsOf(still, "without trends", context, cancellationToken);
        var main = Closed(moving, MainLeadTime, OrderedBy.Intent);
        return new StudyReport
        {
            Title = "The intent link",
            Seeds = context.Seeds,
            Method = "A planted shop whose demand is known in law; 20 % of its shoppers are not tracked: their events are not in the log, their purchases are in the sales. Every morning each item is ordered up to the p/(p+h) quantile of "
                + "the demand of L + 1 days; unmet demand is lost; h 1, p 9. The ways differ in their forecast alone, and all meet the same demand. Weights and scatter are fitted on mornings before the test. "
                + "The truth knows the hidden type and remembered item of every shopper and the trend of the evening before. Gap closed = (cost by sales - cost) / (cost by sales - cost by truth), with the 95 % interval of redrawing logs.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["log"] = string.Create(CultureInfo.InvariantCulture, $"{trends.Sessions:N0} sessions in {trends.Days} days, {8 * trends.ItemsPerCategory} items, {trends.Tracked:P0} of the shoppers tracked"),
                ["fit, test"] = string.Create(CultureInfo.InvariantCulture, $"mornings {trends.FitFrom} to {trends.TestFrom - 1}, {trends.TestFrom} to {trends.Days - 1}"),
                ["trends"] = string.Create(CultureInfo.InvariantCulture, $"deviation {trends.Trends!.Deviation}, persistence {trends.Trends.Persistence}"),
                ["intent model"] = string.Create(CultureInfo.InvariantCulture, $"logistic regression over touched pairs of the last {trends.RecentDays} days, horizon 1 day, trained on {TrainingLogs} other logs (seeds from {TrainingSeed}) with {bought} bought pairs"),
            },
            Tables =
            [
                Costs("With trends: cost a day and item", moving),
                Shares("With trends: gap closed", moving),
                Costs("Without trends: cost a day and item", steady),
                Shares("Without trends: gap closed", steady),
                Checks("With trends: mean forecast / mean demand, and coverage of the .9 quantile less what is due", moving),
                Weights("With trends: weights of the inputs, means over logs", moving),
            ],
            Findings =
            [
                new($"lead time {MainLeadTime}: ordering by intent closes at least half of the gap", Text(main), main.Value >= Wanted, main.Low >= Wanted || main.High < Wanted),
                new($"lead time {MainLeadTime}: the sums of intents lower the cost below that by views and carts alone", Text(Saved(moving)), Saved(moving).Value > 0, Saved(moving).IsAboveZero || Saved(moving).IsBelowZero),
            ],
        };
    }

    private static (List<IReadOnlyList<IntentLinkScore>> Runs, int Bought) RunsOf(IntentLinkOptions options, string stage, StudyContext context, CancellationToken cancellationToken)
    {
        var shop = options.Shop();
        var model = PairIntents.Train(
            [.. Enumerable.Range(TrainingSeed, TrainingLogs).Select(seed => IntentLinkShop.Draw(shop, options, seed, cancellationToken).Log)], options.FitFrom, options.Days, options.RecentDays, cancellationToken);
        var runs = new IReadOnlyList<IntentLinkScore>[context.Seeds.Count];
        var done = 0;
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellationToken }, run =>
        {
            runs[run] = IntentLink.Run(shop, options, model, context.Seeds[run], cancellationToken);
            context.Progress.Report(new StageProgress(stage, Interlocked.Increment(ref done), runs.Length));
        });
        return ([.. runs], model.Bought);
    }

    private static IEnumerable<int> LeadTimes(List<IReadOnlyList<IntentLinkScore>> runs) => runs[0].Select(s => s.LeadTime).Distinct();

    private static List<double> CostsOf(List<IReadOnlyList<IntentLinkScore>> runs, int leadTime, OrderedBy by) => [.. runs.Select(r => ScoreOf(r, leadTime, by).Cost)];

    private static IntentLinkScore ScoreOf(IReadOnlyList<IntentLinkScore> run, int leadTime, OrderedBy by) => run.First(s => s.LeadTime == leadTime && s.By == by);

    private static Interval Closed(List<IReadOnlyList<IntentLinkScore>> runs, int leadTime, OrderedBy by) =>
        GapClosed.Of(CostsOf(runs, leadTime, OrderedBy.History), CostsOf(runs, leadTime, by), CostsOf(runs, leadTime, OrderedBy.Truth));

    private static Interval Saved(List<IReadOnlyList<IntentLinkScore>> runs) =>
        Sample.IntervalOf([.. CostsOf(runs, MainLeadTime, OrderedBy.Interest).Zip(CostsOf(runs, MainLeadTime, OrderedBy.Intent), (a, b) => a - b)]);

    private static StudyTable Costs(string title, List<IReadOnlyList<IntentLinkScore>> runs) => new(
        title, "ordered by", [.. LeadTimes(runs).Select(l => ($"lead time {l}", "F3"))],
        [.. Enum.GetValues<OrderedBy>().Select(by => new StudyRow(Name(by), [.. LeadTimes(runs).Select(l => Sample.MeanOf(CostsOf(runs, l, by)))]))]);

    private static StudyTable Shares(string title, List<IReadOnlyList<IntentLinkScore>> runs) => new(
        title, "ordered by", [.. LeadTimes(runs).Select(l => ($"lead time {l}", "P1"))],
        [.. new[] { OrderedBy.Interest, OrderedBy.Intent }.Select(by => new StudyRow(Name(by), [.. LeadTimes(runs).Select(l => Closed(runs, l, by) is var i ? new Figure(i.Value, null, i) : null!)]))]);

    private static StudyTable Checks(string title, List<IReadOnlyList<IntentLinkScore>> runs) => new(
        title, "ordered by", [.. LeadTimes(runs).SelectMany(l => new[] { ($"ratio, L {l}", "F3"), ($"coverage, L {l}", "F3") })],
        [.. Enum.GetValues<OrderedBy>().Select(by => new StudyRow(Name(by), [.. LeadTimes(runs).SelectMany(l => new Figure[]
        {
            Sample.MeanOf([.. runs.Select(r => ScoreOf(r, l, by).Check.MeanRatio)]), Sample.MeanOf([.. runs.Select(r => ScoreOf(r, l, by).Check is var c ? c.Coverage - c.CoverageDue : 0)]),
        })]))]);

    private static StudyTable Weights(string title, List<IReadOnlyList<IntentLinkScore>> runs) => new(
        title, "input", [.. LeadTimes(runs).Select(l => ($"lead time {l}", "F3"))],
        [.. ScoreOf(runs[0], MainLeadTime, OrderedBy.Intent).Weights.Keys.Select(input => new StudyRow(input, [.. LeadTimes(runs).Select(l => Sample.MeanOf([.. runs.Select(r => ScoreOf(r, l, OrderedBy.Intent).Weights[input])]))]))]);

    private static string Name(OrderedBy by) => by switch
    {
        OrderedBy.History => "sales alone",
        OrderedBy.Interest => "sales, views, carts",
        OrderedBy.Intent => "sales, views, carts, intents",
        _ => "the planted truth",
    };

    private static string Text(Interval interval) => ReportText.Text(new Figure(interval.Value, null, interval), "F3");
}
