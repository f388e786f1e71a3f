using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Nudges;

public class HoldoutTests
{
    private static readonly string[] s_users = [.. Enumerable.Range(0, 20_000).Select(i => $"user {i}")];

    [Fact]
    public void A_tenth_is_held_out_and_another_salt_holds_out_others()
    {
        var (one, other) = (new Holdout(), new Holdout(salt: "spring"));

        Assert.Equal(.1, s_users.Count(one.Holds) / 20_000.0, .007);
        Assert.Equal(.1, s_users.Count(other.Holds) / 20_000.0, .007);
        Assert.Equal(.01, s_users.Count(u => one.Holds(u) && other.Holds(u)) / 20_000.0, .003);
    }

    [Fact]
    public void A_larger_share_keeps_those_who_were_in()
    {
        var (small, large) = (new Holdout(.1), new Holdout(.25));

        Assert.All(s_users.Where(small.Holds), u => Assert.True(large.Holds(u)));
        Assert.True(s_users.Count(large.Holds) > 2 * s_users.Count(small.Holds));
    }

    [Fact]
    public void Places_are_the_same_on_every_machine_and_in_every_version()
    {
        var holdout = new Holdout();

        Assert.Equal(0.764715306309139, holdout.PlaceOf("alice"), 1e-15);
        Assert.Equal(0.18594040106834353, holdout.PlaceOf("bob"), 1e-15);
        Assert.Equal(0.7432106621010416, new Holdout(salt: "spring").PlaceOf("alice"), 1e-15);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(.999, 20_000)]
    public void A_share_of_nothing_holds_out_nobody(double share, int about) => Assert.Equal(about, s_users.Count(new Holdout(share).Holds), 100.0);

    [Theory]
    [InlineData(1)]
    [InlineData(-.1)]
    [InlineData(double.NaN)]
    public void What_is_no_share_is_refused(double share) =>
        Assert.EndsWith("is no share of shoppers to hold out. Give one from 0 to below 1, such as .1.", Assert.Throws<UserFaultException>(() => new Holdout(share)).Message, StringComparison.Ordinal);
}
