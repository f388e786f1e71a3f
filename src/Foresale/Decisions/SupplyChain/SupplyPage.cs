using System.Globalization;
using Foresale.Decisions.Benchmarks;
using Foresale.Evaluation.Charts;
using Foresale.Evaluation.Report;

namespace Foresale.Decisions.SupplyChain;

/// <summary>Writes the plan of a chain as a page that needs nothing from outside.</summary>
public static class SupplyPage
{
    /// <summary>The page: what to order now, then how the rules compare.</summary>
    /// <param name="ships">Name of the rule that the orders are by.</param>
    /// <param name="isShared">True where stages go by the stock of their echelons.</param>
    /// <param name="stages">What each should do.</param>
    /// <param name="comparison">How the rules compare; its title is the chain's name.</param>
    public static string Html(string ships, bool isShared, IReadOnlyList<StagePlan> stages, DecisionResult comparison)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(comparison);
        var orders = new Section("orders", "Orders now", Evaluation.Charts.Html.Of(
            $"""
            <p>By {ships}, {(isShared ? "which goes by the stock of the echelon: the stage's own, all further down and all on the way there. Stages have to share what they hold" : "which goes by each stage's own stock, what it owes and what it awaits")}.</p>
            {Section.Table(["stage", "position", "up to", "order"], stages.Select(s => Section.Row(s.Name, Units(s.Position), s.Level is { } level ? Units(level) : Said(s), Units(s.Order))))}
            """));
        return Page.Of($"{comparison.Title} – Foresale supply", "What each stage orders", comparison.Title, [orders.ToHtml(), .. DecisionPage.Sections([comparison with { Instances = [.. comparison.Instances.Select(i => i with { Title = "How the rules compare" })] }])]);
    }

    /// <summary>Where there is no level: what says the order.</summary>
    public static string Said(StagePlan stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return stage.Rule is { } rule ? string.Create(CultureInfo.InvariantCulture, $"θ {rule.Smoothing:0.##}, α {rule.StockShare:0.##}, β {rule.PipelineShare:0.##}, S' {rule.Target:0.##}") : "learned";
    }

    private static string Units(double units) => units.ToString("#,0.##", CultureInfo.InvariantCulture);
}
