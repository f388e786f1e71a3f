using Foresale.Scoring;

namespace Foresale.Tests.Scoring;

public class NudgeTests
{
    private static readonly string[] s_actions = ["view", "cart", "purchase"];

    [Fact]
    public void The_actors_choice_is_nudged_with_half_of_Q_minus_V()
    {
        var (nudge, lift) = IntentScorer.NudgeOf(s_actions, [.3f, .5f, .2f], [-.8f, -.2f, 1f], -.7f);

        Assert.Equal("cart", nudge);
        Assert.Equal(.25, lift!.Value, tolerance: 1e-6);
    }

    [Fact]
    public void The_purchase_itself_is_no_nudge()
    {
        var (nudge, _) = IntentScorer.NudgeOf(s_actions, [.2f, .1f, .7f], [0f, .1f, 1f], -.5f);

        Assert.Equal("view", nudge);
    }

    [Fact]
    public void Nothing_is_nudged_where_the_critic_sees_nothing_gained() =>
        Assert.Equal((null, null), IntentScorer.NudgeOf(s_actions, [.6f, .3f, .1f], [-.9f, .2f, 1f], -.8f));
}
