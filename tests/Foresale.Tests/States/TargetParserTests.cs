using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class TargetParserTests
{
    [Theory]
    [InlineData("session", null, TargetKind.Session, null, null)]
    [InlineData("session", "10e", TargetKind.Session, null, 10)]
    [InlineData("user", "1d", TargetKind.User, 1.0, null)]
    [InlineData("user", "12h", TargetKind.User, .5, null)]
    [InlineData("User-Item", "30D", TargetKind.UserItem, 30.0, null)]
    [InlineData("labels", null, TargetKind.Labels, null, null)]
    [InlineData("table", null, TargetKind.Table, null, null)]
    public void The_two_options_name_a_target(string target, string? horizon, TargetKind kind, double? days, int? events) =>
        Assert.Equal(new Target(kind, days, events), TargetParser.Parse(target, horizon));

    [Theory]
    [InlineData("basket", null, "--target: 'basket' is no target. Use session, user, user-item, labels or table.")]
    [InlineData("user", null, "--horizon: target 'user' needs a horizon. Give one in days or hours, such as 1d, 30d or 12h.")]
    [InlineData("user", "10e", "--horizon: '10e' is no horizon for target 'user'. Give days or hours, such as 1d, 30d or 12h.")]
    [InlineData("user", "0d", "--horizon: '0d' is no span of time above zero and up to ten years. Give one such as 1d, 30d or 12h.")]
    [InlineData("user-item", "30", "--horizon: '30' is no horizon for target 'user-item'. Give days or hours, such as 1d, 30d or 12h.")]
    [InlineData("session", "1d", "--horizon: '1d' is no horizon for target 'session'. Count the next events, such as 10e, or leave --horizon out to ask for the rest of the session.")]
    [InlineData("session", "0e", "--horizon: '0e' is no number of events from 1 to 1000. Give one such as 10e.")]
    [InlineData("table", "1d", "--horizon: target 'table' has no horizon: its labels say what happened. Leave --horizon out.")]
    public void What_does_not_go_together_is_refused(string target, string? horizon, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => TargetParser.Parse(target, horizon)).Message);

    [Fact]
    public void A_log_without_a_clock_has_no_session_target()
    {
        var log = Some.DayLog(Some.Event(0));

        var fault = Assert.Throws<UserFaultException>(() => TargetParser.RequireAnswerable(new Target(TargetKind.Session), log.Info));

        Assert.Equal(
            "--target: 'session' needs the order of events, and this log gives days without a clock. Use --target user or --target user-item with --horizon in days.",
            fault.Message);
    }

    [Theory]
    [InlineData("session", "10e", "session 10e")]
    [InlineData("user", "12h", "user 12h")]
    [InlineData("user-item", "30d", "user-item 30d")]
    public void A_target_describes_itself(string target, string horizon, string description) =>
        Assert.Equal(description, TargetParser.Describe(TargetParser.Parse(target, horizon)));

    [Theory]
    [InlineData("session", null, "buys in this session")]
    [InlineData("session", "10e", "buys within the next 10 events of this session")]
    [InlineData("user", "1d", "buys anything within 1 day")]
    [InlineData("user", "12h", "buys anything within 12 hours")]
    [InlineData("user-item", "30d", "buys this item within 30 days")]
    public void A_target_says_its_question(string target, string? horizon, string question) =>
        Assert.Equal(question, TargetParser.Question(TargetParser.Parse(target, horizon)));
}
