using System.Globalization;
using Foresale.Learning.Fusion;

namespace Foresale.Cli;

/// <summary>The gate's verdict in words: "better" is said only where the whole interval is above zero.</summary>
internal static class GateText
{
    public static string Of(FusionReport report)
    {
        var gain = report.Gate.Gain;
        var figures = string.Create(CultureInfo.InvariantCulture, $"log-loss gain over {report.BestSingle} on held-out rows {gain.Value:+0.0000;-0.0000} [{gain.Low:+0.0000;-0.0000}, {gain.High:+0.0000;-0.0000}]");
        return report.Gate switch
        {
            { IsBetter: true } => $"The fusion is better than the best single learner: {figures}.",
            { ShipsFusion: true } => $"The fusion is not shown to be worse than the best single learner: {figures}.",
            { Gain.IsBelowZero: true } => $"The fusion is shown to be worse, so {report.BestSingle} ships alone: {figures}.",
            _ => $"The fusion was worse on held-out rows, though not beyond chance, so {report.BestSingle} ships alone: {figures}.",
        };
    }
}
