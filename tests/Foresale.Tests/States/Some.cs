using Foresale.Events;
using Foresale.Features;
using Foresale.States;

namespace Foresale.Tests.States;

/// <summary>Tiny logs. Time runs in minutes from midnight, 1 June 2026 UTC.</summary>
internal static class Some
{
    public const double Day = 1440;
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly string[] Actions = ["view", "search", "favorite", "cart", "purchase"];

    public static ShopEvent Event(double minute, Behavior behavior = Behavior.View, string user = "u", string session = "s", string? item = "i", string? order = null) => new()
    {
        EventId = FormattableString.Invariant($"{user}/{session}/{minute}/{behavior}/{item}"),
        UserId = user,
        SessionId = session,
        Behavior = behavior,
        Time = Start.AddMinutes(minute),
        ItemId = item,
        OrderId = order,
    };

    public static MemoryDataset Log(params ShopEvent[] events) => new([.. events.Select((e, i) => e with { Sequence = i })]);

    public static MemoryDataset DayLog(params ShopEvent[] events) => new([.. events.Select((e, i) => e with { Sequence = i })], dayResolution: true);

    public static FoldSettings Settings(bool dayResolution = false) => new() { Zone = "UTC", DayResolution = dayResolution, Actions = Actions };

    /// <summary>The whole log as training: every trajectory can be read off by hand.</summary>
    public static StateTable Training(IDataset log, Target target, int every = 1) => StateBuilder.Build(
        log,
        new StateRequest(target)
        {
            Plan = SplitPlan.AllTraining(log.Info),
            Settings = Settings(log.Info.DayResolution),
            Split = new SplitOptions { RowEveryDays = every },
        },
        progress: null,
        CancellationToken.None);

    /// <summary>A node in one line: folded events, time left in percent, next action, end, outcome.</summary>
    public static string[] Lines(this StateTable table) =>
    [
        .. Enumerable.Range(0, table.Nodes.Count).Select(n => FormattableString.Invariant(
            $"{table.Nodes.TokenEnd[n] - table.Nodes.TokenBegin[n]} {100 * table.Nodes.TimeLeft[n]:0}% {Word(table, n)} {table.Nodes.End[n]} {table.Nodes.Outcome[n]}")),
    ];

    private static string Word(StateTable table, int node) => table.Nodes.Action[node] switch
    {
        -1 => "?",
        var action when action == table.Actions.Count => "leave",
        var action => table.Actions[action],
    };
}
