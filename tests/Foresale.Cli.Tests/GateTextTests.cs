using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Cli.Tests;

public class GateTextTests
{
    [Theory]
    [InlineData(.002, .001, .003, "On calibration rows that it was not fitted on, the fusion is better than the learner that was best elsewhere: log-loss gain +0.0020 [+0.0010, +0.0030].")]
    [InlineData(.002, -.001, .005, "On calibration rows that it was not fitted on, the fusion is not shown to be worse than the learner that was best elsewhere: log-loss gain +0.0020 [-0.0010, +0.0050].")]
    [InlineData(-.002, -.005, .001, "On calibration rows that it was not fitted on, the fusion was worse than the learner that was best elsewhere by more than a standard error; LightGBM, the best on all of them, ships: log-loss gain -0.0020 [-0.0050, +0.0010].")]
    [InlineData(-.002, -.003, -.001, "On calibration rows that it was not fitted on, the fusion is shown to be worse than the learner that was best elsewhere; LightGBM, the best on all of them, ships: log-loss gain -0.0020 [-0.0030, -0.0010].")]
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
