using System.Globalization;
using Foresale.Learning.Fusion;

namespace Foresale.Cli;

/// <summary>The gate's verdict in words: "better" is said only where the whole interval is above zero.</summary>
internal static class GateText
{
    public static string Of(FusionReport report)
    {
        var gain = report.Gate.Gain;
        var figures = string.Create(CultureInfo.InvariantCulture, $"log-loss gain {gain.Value:+0.0000;-0.0000} [{gain.Low:+0.0000;-0.0000}, {gain.High:+0.0000;-0.0000}]");
        var single = report.BestSingle;
        return report.Gate switch
        {
            { IsBetter: true } => $"On rows held out for this, the fusion is better than the best learner alone, {single}: {figures}.",
            { ShipsFusion: true } => $"On rows held out for this, the fusion is not shown to be worse than the best learner alone, {single}: {figures}.",
            { Gain.IsBelowZero: true } => $"On rows held out for this, the fusion is shown to be worse than the best learner alone, {single}, which ships: {figures}.",
            _ => $"On rows held out for this, the fusion was worse than the best learner alone by more than a standard error; {single} ships: {figures}.",
        };
    }
}
