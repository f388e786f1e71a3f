using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class HorizonParserTests
{
    [Theory]
    [InlineData("session", null, "7d, 10e,session,1d", "10e session 1d 7d")]
    [InlineData("session", null, "12h,3e,10E", "3e 10e session 12h")]
    [InlineData("session", "5e", "session", "5e session")]
    [InlineData("user", "7d", "30d,1d,24h", "1d 7d 30d")]
    [InlineData("user-item", "1d", "12h", "12h 1d")]
    public void Horizons_stand_shortest_first_with_the_targets_own(string target, string? horizon, string text, string words) =>
        Assert.Equal(words, string.Join(' ', HorizonParser.Parse(text, TargetParser.Parse(target, horizon)).Select(h => h.Word)));

    [Theory]
    [InlineData("labels", null, "1d", "--horizons: target 'labels' has no horizon: its labels say what happened. Leave --horizons out.")]
    [InlineData("table", null, "1d", "--horizons: target 'table' has no horizon: its labels say what happened. Leave --horizons out.")]
    [InlineData("session", null, "session", "--horizons: 'session' names nothing beside the target's own session. Name others, such as 10e,session,1d,7d.")]
    [InlineData("session", null, "", "--horizons: '' names nothing beside the target's own session. Name others, such as 10e,session,1d,7d.")]
    [InlineData("session", null, "1d,week", "--horizons: 'week' is no horizon. Name such as 10e,session,1d,7d (e events, h hours, d days).")]
    [InlineData("session", null, "0e", "--horizons: '0e' is no horizon. Name such as 10e,session,1d,7d (e events, h hours, d days).")]
    [InlineData("session", null, "-1d", "--horizons: '-1d' is no horizon. Name such as 10e,session,1d,7d (e events, h hours, d days).")]
    [InlineData("session", null, "7days", "--horizons: '7days' is no horizon. Name such as 10e,session,1d,7d (e events, h hours, d days).")]
    [InlineData("user", "7d", "week", "--horizons: 'week' is no horizon. Name such as 1d,7d,30d (h hours, d days).")]
    [InlineData("user", "7d", "10e", "--horizons: '10e' is about a session, and target 'user' has none. Name spans of time, such as 1d,7d,30d.")]
    [InlineData("user-item", "7d", "session", "--horizons: 'session' is about a session, and target 'user-item' has none. Name spans of time, such as 1d,7d,30d.")]
    [InlineData("session", null, "1d,2d,3d,4d,5d,6d,7d,8d", "--horizons: there are 9 horizons, the target's own counted. Name 8 at most.")]
    public void What_is_no_list_of_horizons_is_refused(string target, string? horizon, string text, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => HorizonParser.Parse(text, TargetParser.Parse(target, horizon))).Message);

    [Theory]
    [InlineData("1.1d")]
    [InlineData(".7d")]
    [InlineData("2.9d")]
    [InlineData("13h")]
    [InlineData("36h")]
    [InlineData("100h")]
    public void A_horizon_read_from_its_word_is_the_same_horizon(string word)
    {
        var horizon = HorizonParser.Parse($"{word},14d", new Target(TargetKind.User, HorizonDays: 7))[^3];

        Assert.Contains(horizon, HorizonParser.Parse($"{horizon.Word},14d", new Target(TargetKind.User, HorizonDays: 7)));
    }

    [Fact]
    public void A_horizon_that_training_never_sees_the_end_of_is_refused()
    {
        var log = Some.Log(Some.Event(0), Some.Event(5 * Some.Day, user: "z", session: "z"));
        var target = new Target(TargetKind.Session);
        var table = StateBuilder.Build(
            log, new StateRequest(target) { Plan = SplitPlan.AllTraining(log.Info), Settings = Some.Settings(), Horizons = HorizonParser.Parse("1d,7d", target) }, null, CancellationToken.None);

        var fault = Assert.Throws<UserFaultException>(() => HorizonParser.RequireObserved(table));

        Assert.Equal("--horizons: no row of the training slice has 7d of log after it. Leave that horizon out, or give a longer log.", fault.Message);
    }
}
