using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Nudges;

public class IncrementalReportTests
{
    [Fact]
    public void Two_means_differ_by_what_Welch_gives_by_hand()
    {
        // Means 3 and 1.5, variances 2.5 and 5/3, errors .5 and 5/12: standard error .957427, 6.9808 degrees of freedom, t(.975) 2.3655.
        var found = MeanDifference.Of([1, 2, 3, 4, 5], [0, 1, 2, 3]);

        Assert.Equal(1.5, found.Gain.Value, 1e-12);
        Assert.Equal(.957427, found.StandardError, 1e-6);
        Assert.Equal(1.5 - (2.3658 * .957427), found.Gain.Low, 2e-3);
        Assert.Equal(2.801585 * .957427, found.SmallestDetectable, 1e-5);
    }

    [Theory]
    [InlineData(4.0, IncrementalVerdict.Earned)]
    [InlineData(-4.0, IncrementalVerdict.Lost)]
    [InlineData(.05, IncrementalVerdict.NotSettled)]
    public void What_the_offers_earned_is_told_where_it_is_settled(double effect, IncrementalVerdict verdict)
    {
        var report = IncrementalReport.Of(Shoppers(6_000, effect, seed: 1), share: .1, "x");

        Assert.Equal(verdict, report.Verdict);
        Assert.Equal(report.Revenue.Gain.Value * report.Served, report.Total.Value, 1e-9);
        Assert.InRange(effect, report.Revenue.Gain.Low, report.Revenue.Gain.High);
        Assert.Equal(verdict is IncrementalVerdict.NotSettled, report.TimesAsMany is > 1);
    }

    [Fact]
    public void Offers_without_effect_are_called_settled_once_in_twenty()
    {
        var wrong = Enumerable.Range(0, 300).Count(seed => IncrementalReport.Of(Shoppers(600, 0, seed), share: null, "x").Verdict is not IncrementalVerdict.NotSettled);

        Assert.InRange(wrong / 300.0, .01, .1);
    }

    [Fact]
    public void A_share_that_chance_does_not_explain_is_refused()
    {
        var fault = Assert.Throws<UserFaultException>(() => IncrementalReport.Of(Shoppers(6_000, 0, seed: 1), share: .2, "totals.csv"));

        Assert.StartsWith("totals.csv: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give the share and the salt that the offers were made with, and all shoppers of the period.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_shoppers_on_a_side_are_refused() =>
        Assert.Equal(
            "totals.csv: 0 shoppers were held out and 100 were not. Wait until each side has 30 at the least; held-out shoppers belong into the file, with revenue 0 where they bought nothing.",
            Assert.Throws<UserFaultException>(() => IncrementalReport.Of([.. Enumerable.Range(0, 100).Select(i => new ShopperTotal($"u{i}", IsHeldOut: false, 1))], share: .1, "totals.csv")).Message);

    // Half of them buy for 10 to 30; the served for so much more on average.
    private static List<ShopperTotal> Shoppers(int count, double effect, int seed)
    {
        var (random, holdout) = (new Random(seed), new Holdout());
        return [.. Enumerable.Range(0, count).Select(i => Shopper($"u{i}"))];

        ShopperTotal Shopper(string name)
        {
            var held = holdout.Holds(name);
            var revenue = random.NextDouble() < .5 ? 10 + (20 * random.NextDouble()) : 0;
            return new ShopperTotal(name, held, Math.Max(0, revenue + (held ? 0 : 2 * effect * (revenue > 0 ? 1 : 0))));
        }
    }
}
