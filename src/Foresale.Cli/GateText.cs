using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Cli;

/// <summary>The gate's verdict in two sentences: what was compared with what came of it, and whether chance could explain it.</summary>
internal static class GateText
{
    public static string Of(FusionReport report)
    {
        var gain = report.Gate.Gain;
        // Of losses, not of gains: the figure and its interval point the same way as the words.
        var difference = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(gain.Value):0.0000} {(gain.Value < 0 ? "higher" : "lower")} than that learner's");
        var interval = string.Create(CultureInfo.InvariantCulture, $"{Signed(-gain.High)} to {Signed(-gain.Low)}");
        var single = $"{LearnerTitles.Of(report.BestSingle)}, the best single learner on all calibration rows, ships";
        var outcome = report.Gate switch
        {
            { ShipsFusion: true, Gain.Value: < 0 } => ", which is too little to hold it back, so it ships",
            { ShipsFusion: true } => ", so it ships",
            { Gain.IsBelowZero: true } => $", so it is held back and {single}",
            _ => $", more than a standard error, so it is held back and {single}",
        };
        var chance = gain.IsAboveZero || gain.IsBelowZero
            ? $"Chance hardly explains that: the 95 % interval of the difference, {interval}, leaves out 0."
            : $"Chance could still explain that: the 95 % interval of the difference, {interval}, holds 0.";
        return $"Half of the calibration rows fitted the fusion and chose the best single learner, the other half judged the two, and then the other way round: the fusion's log-loss was {difference}{outcome}. {chance}";
    }

    private static string Signed(double value) => (value + 0.0).ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
