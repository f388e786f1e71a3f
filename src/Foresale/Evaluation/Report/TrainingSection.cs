using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>Losses, values and rewards by update.</summary>
internal static class TrainingSection
{
    public static Section? Of(EvaluationReport report)
    {
        var plots = HistoryPlots.Of(report.History).Select(p => Section.Figure(p.Panel, p.Legend, p.Plot, Caption(p.Panel))).ToList();
        return plots.Count == 0 ? null : new Section("training", "Training", Html.Of($"""<div class="plots">{plots}</div>"""));
    }

    private static string Caption(string panel)
    {
        if (panel.Contains("loss", StringComparison.OrdinalIgnoreCase))
        {
            return "Lower is better. Where a training line goes on falling while the validation line rises, the network learns its rows by heart; the weights kept are those of the lowest validation line.";
        }

        if (panel.Contains("reward", StringComparison.OrdinalIgnoreCase) || panel.Contains("value", StringComparison.OrdinalIgnoreCase))
        {
            return "Reward is +1 for a purchase and −1 for leaving without one, so value is 2 × probability − 1. The mean value should settle near the mean reward; a value that keeps rising above it would be overestimation.";
        }

        return panel switch
        {
            "TD error" => "How far the critic is from its own targets. It levels off, since outcomes are chance; a line that climbs without end would be divergence.",
            "actor" => "The second phase: the encoder stands still and the policy climbs the critic. Its value ends above that of what shoppers do by themselves, held near them by the temperature.",
            _ => "By update of training.",
        };
    }
}
