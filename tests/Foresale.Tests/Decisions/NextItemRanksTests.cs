using Foresale.Evaluation;

namespace Foresale.Tests.Decisions;

public class NextItemRanksTests
{
    private static NextItemRanks Of(int k, float[] scores, int next)
    {
        var ranks = new NextItemRanks(k);
        ranks.Add(scores, next);
        return ranks;
    }

    [Fact]
    public void The_third_of_four_earns_a_third()
    {
        var ranks = Of(3, [.4f, .3f, .2f, .1f], next: 2);

        Assert.Equal(1, ranks.Precision);
        Assert.Equal(1.0 / 3, ranks.ReciprocalRank, tolerance: 1e-7);
    }

    [Fact]
    public void Beyond_the_list_nothing_is_earned()
    {
        var ranks = Of(2, [.4f, .3f, .2f, .1f], next: 2);

        Assert.Equal(0, ranks.Precision);
        Assert.Equal(0, ranks.ReciprocalRank);
    }

    [Fact]
    public void Of_items_of_equal_score_each_place_is_as_likely()
    {
        // One is better; the true one shares places 2, 3 and 4 with two others, of which a list of three holds two.
        var ranks = Of(3, [.2f, .9f, .2f, .2f, .1f], next: 2);

        Assert.Equal(2.0 / 3, ranks.Precision, tolerance: 1e-6);
        Assert.Equal(((1.0 / 2) + (1.0 / 3)) / 3, ranks.ReciprocalRank, tolerance: 1e-6);
    }

    [Fact]
    public void The_same_score_for_all_earns_what_guessing_earns() => Assert.Equal(20.0 / 400, Of(20, new float[400], next: 7).Precision, tolerance: 1e-6);

    [Fact]
    public void Figures_are_means_over_cases()
    {
        var ranks = Of(2, [.4f, .3f], next: 0);
        ranks.Add([.4f, .3f], next: 1);

        Assert.Equal(.75, ranks.ReciprocalRank, tolerance: 1e-7);
    }
}
