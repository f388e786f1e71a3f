using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Cli;

/// <summary>The gate's verdict in words: "better" is said only where the whole interval is above zero.</summary>
internal static class GateText
{
    public static string Of(FusionReport report)
    {
        var gain = report.Gate.Gain;
        var figures = string.Create(CultureInfo.InvariantCulture, $"log-loss gain {gain.Value:+0.0000;-0.0000} [{gain.Low:+0.0000;-0.0000}, {gain.High:+0.0000;-0.0000}]");
        var single = LearnerTitles.Of(report.BestSingle);
        return report.Gate switch
        {
            { IsBetter: true } => $"On calibration rows that it was not fitted on, the fusion is better than the learner that was best elsewhere: {figures}.",
            { ShipsFusion: true } => $"On calibration rows that it was not fitted on, the fusion is not shown to be worse than the learner that was best elsewhere: {figures}.",
            { Gain.IsBelowZero: true } => $"On calibration rows that it was not fitted on, the fusion is shown to be worse than the learner that was best elsewhere; {single}, the best on all of them, ships: {figures}.",
            _ => $"On calibration rows that it was not fitted on, the fusion was worse than the learner that was best elsewhere by more than a standard error; {single}, the best on all of them, ships: {figures}.",
        };
    }
}
