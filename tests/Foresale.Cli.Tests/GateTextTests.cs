using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Cli.Tests;

public class GateTextTests
{
    [Theory]
    [InlineData(.002, .001, .003, "The fusion is better than the best single learner: log-loss gain over lightgbm on held-out rows +0.0020 [+0.0010, +0.0030].")]
    [InlineData(.002, -.001, .005, "The fusion is not shown to be worse than the best single learner: log-loss gain over lightgbm on held-out rows +0.0020 [-0.0010, +0.0050].")]
    [InlineData(-.002, -.005, .001, "The fusion was worse on held-out rows, though not beyond chance, so lightgbm ships alone: log-loss gain over lightgbm on held-out rows -0.0020 [-0.0050, +0.0010].")]
    [InlineData(-.002, -.003, -.001, "The fusion is shown to be worse, so lightgbm ships alone: log-loss gain over lightgbm on held-out rows -0.0020 [-0.0030, -0.0010].")]
    public void It_says_no_more_than_the_interval_shows(double gain, double low, double high, string text)
    {
        var interval = new Interval(gain, low, high);
        var ships = gain >= Gate.Tolerance && high >= 0;

        Assert.Equal(text, GateText.Of(new FusionReport
        {
            Learners = ["lightgbm"],
            Weights = [1],
            Intercept = 0,
            IsotonicGain = new Interval(0, 0, 0),
            IsotonicKept = false,
            LearnerLosses = [.3],
            FusionLoss = .3,
            BestSingle = "lightgbm",
            Gate = new GateVerdict(interval, ships, low > 0),
            Ships = ships ? "fusion" : "lightgbm",
        }));
    }
}
