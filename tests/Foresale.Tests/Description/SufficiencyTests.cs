using Foresale.Description;

namespace Foresale.Tests.Description;

public class SufficiencyTests
{
    [Fact]
    public void The_error_of_an_area_is_Hanley_and_McNeils()
    {
        // A = .8: Q1 = .8 / 1.2 = .666667, Q2 = 1.28 / 1.8 = .711111; 50 positives, 100 negatives:
        // (.16 + 49 (.666667 - .64) + 99 (.711111 - .64)) / 5000 = (.16 + 1.306667 + 7.04) / 5000 = .00170133.
        Assert.Equal(Math.Sqrt(.0017013333), Sufficiency.AucError(.8, 50, 100), 8);
    }

    [Fact]
    public void A_width_is_twice_1_96_errors()
    {
        Assert.Equal(2 * 1.959964 * Math.Sqrt(.0017013333), Sufficiency.AucWidth(50, 100), 6);
    }

    [Fact]
    public void The_log_loss_of_the_base_rate_alone_varies_as_by_hand()
    {
        // p = .1, n = 1000: sqrt(.09) ln 9 = .659167; 2 * 1.959964 * .659167 / sqrt(1000) = .0817103.
        Assert.Equal(.0817103, Sufficiency.LogLossWidth(100, 900)!.Value, 6);
    }

    [Fact]
    public void The_average_precision_of_a_hundred_positives_is_known_within_a_fifth()
    {
        Assert.Equal(.1959964, Sufficiency.AveragePrecisionWidth(100), 6);
    }

    [Fact]
    public void The_positives_needed_are_the_fewest_that_suffice()
    {
        var needed = Sufficiency.PositivesNeeded(.05);

        double Width(long all) => Sufficiency.AucWidth(.15 * all, .15 * all * 19);
        Assert.True(Width(needed) <= .05);
        Assert.True(Width(needed - 1) > .05);
    }

    [Fact]
    public void More_buyers_are_asked_for_where_the_width_is_too_large()
    {
        var judged = Sufficiency.Judge(new TargetCounts("user", 7, Units: 1000, Positives: 100, Buyers: 50), spanDays: 30);

        // 15 positives, 135 negatives: (.16 + 14 * .0266667 + 134 * .0711111) / 2025 = .00496900, its root .0704911; 3.919928 of these.
        Assert.Equal(.276320, judged.AucWidth, 5);
        Assert.Equal("too_little", judged.Verdict);
        Assert.Equal(.1, judged.BaseRate);
        Assert.Equal(15, judged.TestPositives, 9);
        Assert.Equal(judged.PositivesNeeded - 100, judged.MorePositivesNeeded);
        Assert.Equal((long)Math.Ceiling(judged.MorePositivesNeeded!.Value * .5), judged.MoreBuyersNeeded);
        Assert.Equal(30 * judged.MorePositivesNeeded.Value / 100.0, judged.MoreDaysNeeded!.Value, 6);
    }

    [Fact]
    public void Enough_needs_no_more()
    {
        var judged = Sufficiency.Judge(new TargetCounts("session", null, Units: 1_000_000, Positives: 50_000, Buyers: 40_000), spanDays: 30);

        Assert.Equal(("enough", 0, 0), (judged.Verdict, judged.MorePositivesNeeded!.Value, judged.MoreBuyersNeeded!.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Without_both_answers_nothing_can_be_said(long positives)
    {
        var judged = Sufficiency.Judge(new TargetCounts("session", null, Units: 100, Positives: positives, Buyers: positives), spanDays: 30);

        Assert.Equal(("too_little", 1.0), (judged.Verdict, judged.AucWidth));
        Assert.Null(judged.PositivesNeeded);
        Assert.Null(judged.LogLossWidth);
    }
}
