using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Tests.States;

namespace Foresale.Tests.Evaluation;

public class PairF1Tests
{
    // Shoppers 0 and 1; shopper 1 also bought two pairs that nobody had touched, and shopper 2 touched nothing.
    private static readonly Predictions s_pairs = Given.Rows([.9f, .8f, .7f, .2f, .1f], [1, 0, 1, 0, 0], users: [0, 0, 1, 1, 1]);
    private static readonly int[] s_bought = [1, 3, 1];

    [Theory]
    [InlineData(1, 1, 2.0 / 6)]
    [InlineData(3, 2, 4.0 / 8)]
    [InlineData(5, 2, 4.0 / 10)]
    public void Untouched_pairs_count_as_missed(int calls, int hits, double f1)
    {
        var result = PairF1.Of(s_pairs, s_bought, calls, new BootstrapOptions { Draws = 50 });

        Assert.Equal((calls, hits, 5), (result.Called, result.Hits, result.Bought));
        Assert.Equal(f1, result.F1.Value, 12);
        Assert.True(result.F1.Low <= f1 && f1 <= result.F1.High);
    }

    [Fact]
    public void The_calls_are_those_that_were_best_before_a_shopper() =>
        Assert.Equal(1.5, PairF1.CallsPerShopper(s_pairs, s_bought)); // 3 calls, 2 shoppers with touched pairs

    [Fact]
    public void A_pair_bought_twice_counts_once_and_only_inside_the_window()
    {
        var log = Some.Log(
            Some.Event(5, Behavior.Purchase, "a", item: "x", order: "1"), Some.Event(10, Behavior.Purchase, "a", item: "x", order: "2"), Some.Event(11, Behavior.Purchase, "a", item: "y", order: "3"),
            Some.Event(12, Behavior.View, "b", item: "x"), Some.Event(20, Behavior.Purchase, "b", item: "x", order: "4"));

        Assert.Equal([2, 0], BoughtPairs.Count(log, Some.Start.AddMinutes(5), Some.Start.AddMinutes(20), ["a", "b"], CancellationToken.None));
        Assert.Equal([1, 1], BoughtPairs.Count(log, Some.Start.AddMinutes(11), Some.Start.AddMinutes(21), ["a", "b"], CancellationToken.None));
    }
}
