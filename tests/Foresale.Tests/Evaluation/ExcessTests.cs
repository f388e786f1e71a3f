using Foresale.Evaluation;

namespace Foresale.Tests.Evaluation;

public sealed class ExcessTests
{
    [Fact]
    public void The_truth_has_no_excess() => Assert.Equal(0, Excess.Mean([.1f, .5f, 0, 1], [.1f, .5f, 0, 1]), 1e-6);

    [Fact]
    public void A_hand_computed_excess()
    {
        // KL(.5 || .25) = .5 log 2 + .5 log(2/3) = .143841; KL(0 || .5) = log 2 = .693147; weights 3 and 1.
        Assert.Equal(((3 * 0.1438410) + 0.6931472) / 4, Excess.Mean([.5f, 0], [.25f, .5f], [3, 1]), 1e-6);
    }

    [Fact]
    public void Certainty_that_is_wrong_costs_much_but_not_infinitely() => Assert.InRange(Excess.Of(.5, 0), 5, 10);

    [Fact]
    public void Lengths_must_match() => Assert.Throws<ArgumentException>(() => Excess.Mean([.5f], [.5f, .5f]));
}
