using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class ScoringStatesTests
{
    private static readonly MemoryDataset s_log = Some.Log(
        Some.Event(10, item: "a"), Some.Event(20, Behavior.Cart, item: "b"), Some.Event(30, user: "v", session: "t", item: "a"), Some.Event(Some.Day + 5, item: "b", session: "s2"));

    private static StateTable Score(Target target, double? asOf = null) =>
        StateBuilder.BuildForScoring(s_log, target, Some.Settings(), asOf is { } minute ? Some.Start.AddMinutes(minute) : null, null, CancellationToken.None);

    [Fact]
    public void A_session_is_scored_after_each_event()
    {
        var table = Score(new Target(TargetKind.Session));

        Assert.Equal(4, table.Nodes.Count);
        Assert.Equal(["1 100% ? Truncated NaN", "2 100% ? Truncated NaN"], table.Lines()[..2]);
        Assert.Equal([1, 2, 1, 1], table.Nodes.Step);
        Assert.All(table.Nodes.EventId, Assert.NotNull);
    }

    [Theory]
    [InlineData(null, 3, 1)]
    [InlineData(30.0, 2, null)]
    public void A_shopper_is_scored_once_on_the_events_before_the_instant(double? asOf, int ofU, int? ofV)
    {
        var table = Score(new Target(TargetKind.User, HorizonDays: 1), asOf);

        var folded = table.Nodes.TokenEnd.Zip(table.Nodes.TokenBegin, (end, begin) => end - begin).ToArray();
        Assert.Equal(ofV is { } v ? [ofU, v] : [ofU], folded);
    }

    [Theory]
    [InlineData(1.5, 1, 1)]
    [InlineData(1.0, 1, 1)]
    [InlineData(null, 3, 2)]
    public void In_a_log_of_days_a_shopper_is_scored_at_a_midnight(double? asOfDay, int folded, int midnight)
    {
        var log = Some.DayLog(Some.Event(0), Some.Event(Some.Day, Behavior.Purchase), Some.Event(Some.Day, item: "b"));

        var table = StateBuilder.BuildForScoring(
            log, new Target(TargetKind.User, HorizonDays: 1), Some.Settings(dayResolution: true), asOfDay is { } day ? Some.Start.AddDays(day) : null, null, CancellationToken.None);

        Assert.Equal(folded, Assert.Single(table.Nodes.TokenEnd));
        Assert.Equal(Some.Start.AddDays(midnight).ToUnixTimeMilliseconds(), table.Nodes.TimeMs[0]);
    }

    [Theory]
    [InlineData(30.5, 2, 0)]
    [InlineData(31.0, 1, 1)]
    [InlineData(32.0, 0, 2)]
    public void A_shopper_idle_for_thirty_days_is_left_out_as_in_training(double asOfDay, int scored, int leftOut)
    {
        var target = new Target(TargetKind.User, HorizonDays: 1);
        var table = Score(target, asOfDay * Some.Day);

        Assert.Equal((scored, leftOut), (table.Nodes.Count, table.LeftOut));
        Assert.Equal(0, Score(target with { Kind = TargetKind.UserItem }, asOfDay * Some.Day).LeftOut);
    }

    [Fact]
    public void A_touched_pair_is_scored_once()
    {
        var table = Score(new Target(TargetKind.UserItem, HorizonDays: 1));

        Assert.Equal(["u a", "u b", "v a"], Enumerable.Range(0, table.Nodes.Count).Select(n => $"{table.UserIds[table.Nodes.User[n]]} {table.ItemIds[table.Nodes.Item[n]]}").ToArray());
        Assert.All(table.Nodes.TimeLeft, left => Assert.Equal(1f, left));
    }

    [Fact]
    public void The_state_that_is_scored_is_the_state_that_was_trained_on()
    {
        var training = Some.Training(s_log, new Target(TargetKind.Session));
        var scoring = Score(new Target(TargetKind.Session));

        Assert.Equal(training.Features, scoring.Features);
        Assert.Equal(training.Tokens, scoring.Tokens);
        Assert.Equal(training.Schema.Hash, scoring.Schema.Hash);
    }
}
