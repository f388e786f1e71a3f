using Foresale.Quality.Tabular;

namespace Foresale.Quality.Tests;

// A chain 0 -> 1 -> 2: one session buys at its end, one leaves after 1; the prior counts as one visit.
public class TabularEstimatesTests
{
    private static readonly SeenSession s_buys = new([0, 1, 2], [0, 0, TabularShopper.Purchase], IsCut: false);
    private static readonly SeenSession s_leaves = new([0, 1], [0, TabularShopper.Leave], IsCut: false);

    // Five states of whole sessions, three of them in the session that buys: base rate 3/5.
    [Fact]
    public void Lambda_1_is_the_mean_outcome_shrunk_to_the_base_rate()
    {
        var values = TabularEstimates.Fit([s_buys, s_leaves], lambda: 1);

        Assert.Equal([1.6 / 3, 1.6 / 3, 1.6 / 2, .6], values[..4], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Lambda_0_passes_values_back_along_the_chain()
    {
        var values = TabularEstimates.Fit([s_buys, s_leaves], lambda: 0);

        var third = (1 + .6) / 2;
        var second = (third + 0 + .6) / 3;
        var first = (second + second + .6) / 3;
        Assert.Equal([first, second, third, .6], values[..4], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_cut_session_teaches_lambda_1_nothing()
    {
        var cut = new SeenSession([0, 1, 2], [0, 0, 0], IsCut: true);

        Assert.Equal(TabularEstimates.Fit([s_buys, s_leaves], 1), TabularEstimates.Fit([s_buys, s_leaves, cut], 1));
    }

    [Fact]
    public void The_best_behavior_stands_for_the_state_in_the_articles_backup()
    {
        var values = TabularEstimates.FitMax([s_buys, s_leaves]);

        Assert.Equal([1, 1, 1, .6], values[..4], (a, b) => Math.Abs(a - b) < 1e-6); // leave is no behavior
    }
}
