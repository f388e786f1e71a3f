using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Cli.Tests;

public class GateTextTests
{
    [Theory]
    [InlineData(.002, .001, .003, "On rows held out for this, the fusion is better than the best learner alone, lightgbm: log-loss gain +0.0020 [+0.0010, +0.0030].")]
    [InlineData(.002, -.001, .005, "On rows held out for this, the fusion is not shown to be worse than the best learner alone, lightgbm: log-loss gain +0.0020 [-0.0010, +0.0050].")]
    [InlineData(-.002, -.005, .001, "On rows held out for this, the fusion was worse than the best learner alone by more than a standard error; lightgbm ships: log-loss gain -0.0020 [-0.0050, +0.0010].")]
    [InlineData(-.002, -.003, -.001, "On rows held out for this, the fusion is shown to be worse than the best learner alone, lightgbm, which ships: log-loss gain -0.0020 [-0.0030, -0.0010].")]
    public void It_says_no_more_than_the_interval_shows(double gain, double low, double high, string text)
    {
        var interval = new Interval(gain, low, high);
        var ships = gain >= Gate.Tolerance;

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
