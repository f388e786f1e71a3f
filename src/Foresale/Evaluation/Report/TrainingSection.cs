using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>Losses, values and rewards by update.</summary>
internal static class TrainingSection
{
    public static Section? Of(EvaluationReport report)
    {
        var plots = HistoryPlots.Of(report.History).Select(p => Section.Figure(p.Panel, p.Legend, p.Plot, Caption(p.Panel, report))).ToList();
        return plots.Count == 0 ? null : new Section("training", "Training", Html.Of($"""<div class="plots">{plots}</div>"""));
    }

    private static string Caption(string panel, EvaluationReport report)
    {
        if (panel.Contains("validation", StringComparison.OrdinalIgnoreCase))
        {
            return "Log-loss on validation rows, which the weights are not fitted on; lower is better. Training ends when it has stopped falling, and the weights kept are those of the last epoch that was better than the best before it by more than a standard error. A line that rises while the training losses fall says that the network learns its rows by heart.";
        }

        if (panel.Contains("loss", StringComparison.OrdinalIgnoreCase))
        {
            return "The losses that are minimised, on training rows; lower is better. Each has its own unit, so compare a line with its own past and not with the others. How the network does on rows that it is not fitted on is another chart: validation log-loss.";
        }

        if (panel.Contains("reward", StringComparison.OrdinalIgnoreCase) || panel.Contains("value", StringComparison.OrdinalIgnoreCase))
        {
            return "Reward is +1 for a purchase and −1 for leaving without one, so value is 2 × probability − 1. The mean value should settle near the mean reward; a value that keeps rising above it would be overestimation.";
        }

        return panel switch
        {
            "TD error" => "How far the critic's predictions are from its own targets (temporal differences). Outcomes are chance, so it cannot reach zero; a line that climbs without end would be divergence." + Residual(report.ConsistencyResidual),
            "pre-training" => "Before the critic the network learns what comes next: losses of behavior, item and gap on training rows, each in its own unit, and their weighted sum on the validation slice, whose best epoch is where the critic begins.",
            ActorSeries.Panel => $"The second phase: the network stands still, and the actor looks for what the critic values. {Actor(report.History)}",
            _ => "By update of training.",
        };
    }

    private static string Residual(double? residual) => residual is not { } distance ? ""
        : $" A state's value can also be read from the behavior head and the critics (Bellman's equation); on test rows the two are {Figures.Fixed(distance, 3)} apart on average, on a scale from −1 to 1.";

    // What the curves show, and no more.
    private static string Actor(IReadOnlyList<Series> history)
    {
        double End(string name) => history.FirstOrDefault(s => s.Panel is ActorSeries.Panel && string.Equals(s.Name, name, StringComparison.Ordinal)) is { Points: [.., var last] } ? last.Y : double.NaN;
        var (proposed, shoppers) = (End(ActorSeries.Proposed), End(ActorSeries.Shoppers));
        return double.IsNaN(proposed - shoppers) ? ""
            : $"Purchases aside, the critic values what it proposes at {Figures.Fixed(proposed, 3)} at the end and what shoppers do by themselves at {Figures.Fixed(shoppers, 3)}: {(proposed > shoppers ? "the actor found something that the critic values more." : "the actor found nothing that the critic values more, so read nudges with care.")}";
    }
}
