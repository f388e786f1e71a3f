using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Cli.Tests;

public class GateTextTests
{
    private const string Compared = "Half of the calibration rows fitted the fusion and chose the best single learner, the other half judged the two, and then the other way round: the fusion's log-loss was ";

    [Theory]
    [InlineData(.002, .001, .003, "0.0020 lower than that learner's, so it ships. Chance hardly explains that: the 95 % interval of the difference, -0.0030 to -0.0010, leaves out 0.")]
    [InlineData(.002, -.001, .005, "0.0020 lower than that learner's, so it ships. Chance could still explain that: the 95 % interval of the difference, -0.0050 to +0.0010, holds 0.")]
    [InlineData(-.0002, -.001, .0006, "0.0002 higher than that learner's, which is too little to hold it back, so it ships. Chance could still explain that: the 95 % interval of the difference, -0.0006 to +0.0010, holds 0.")]
    [InlineData(-.0011, -.0026, .0004, "0.0011 higher than that learner's, more than a standard error, so it is held back and LightGBM, the best single learner on all calibration rows, ships. Chance could still explain that: the 95 % interval of the difference, -0.0004 to +0.0026, holds 0.")]
    [InlineData(-.002, -.003, -.001, "0.0020 higher than that learner's, so it is held back and LightGBM, the best single learner on all calibration rows, ships. Chance hardly explains that: the 95 % interval of the difference, +0.0010 to +0.0030, leaves out 0.")]
    public void It_says_what_was_compared_and_no_more_than_the_interval_shows(double gain, double low, double high, string text)
    {
        var interval = new Interval(gain, low, high);
        var ships = gain >= Gate.Tolerance;

        Assert.Equal(Compared + text, GateText.Of(new FusionReport
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
