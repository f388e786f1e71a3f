using System.Globalization;
using Foresale.Decisions.Nudges;
using Foresale.Learning.Decisions.Nudges;
using Foresale.Storage.Nudges;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>All that a run of <c>foresale nudge</c> on an experiment found.</summary>
internal sealed class NudgeRun(ReadExperiment read, UpliftResult learned, NudgeDecision decision, OfferBudget budget, Holdout holdout, IReadOnlyList<string> users, double[] expected)
{
    public Experiment Experiment => read.Experiment;

    public UpliftResult Learned => learned;

    public NudgeDecision Decision => decision;

    public OfferBudget Budget => budget;

    public Holdout Holdout => holdout;

    public IReadOnlyList<string> Users => users;

    public bool HasOwnIntent => read.Intent is not null;

    /// <summary>Whom to make the offer.</summary>
    public OfferPlan Plan { get; } = OfferPlan.Within(users, expected, budget, holdout);

    /// <summary>Shoppers of the experiment who are the same share of it as the offers of those to choose from; a tenth where there is no offer.</summary>
    public int Judged => Math.Max(1, (int)Math.Round((Plan.Offers.Count > 0 ? (double)Plan.Offers.Count / Math.Max(1, users.Count - Plan.HeldOut) : .1) * Experiment.Count));

    /// <summary>What offers to the first of a ranking were worth in the experiment.</summary>
    public OfferValue ValueBy(double[] scores) => OfferValue.Of(scores, Experiment, Judged, (double)budget.Cost);

    /// <summary>Intent: the shop's own where the file has it.</summary>
    public double[] Intent => read.Intent ?? learned.Intent;
}

/// <summary>What <c>foresale nudge</c> says of an experiment.</summary>
internal static class NudgeText
{
    /// <summary>The page.</summary>
    public static NudgeReport Report(NudgeRun run)
    {
        var (decision, experiment) = (run.Decision, run.Experiment);
        var (uplift, intent) = (run.ValueBy(run.Learned.Uplift), run.ValueBy(run.Intent));
        return new NudgeReport(
            "Whom to make the offer",
            Verdict(run),
            [
                new("Experiment", Text($"{experiment.Count:N0} shoppers, {experiment.Treated:N0} with the offer ({(double)experiment.Treated / experiment.Count:P1})")),
                new("Effect on all, orders an offer", NudgePage.Text(decision.MeanEffect.Gain, 4)),
                new("Model", run.Learned.Method.Name),
                new("Qini coefficient (a random order has 0)", NudgePage.Text(decision.Qini, 5)),
                new("Qini coefficient of intent", NudgePage.Text(decision.IntentQini, 5)),
                new("Uplift over intent", NudgePage.Text(decision.OverIntent, 5)),
                new("AUUC", NudgePage.Text(decision.Auuc, 5)),
                new("Who got the offer, told by features", Text($"area under the curve {run.Learned.Check.Linear.Auc:F3} (linear), {run.Learned.Check.Trees.Auc:F3} (trees): no more than chance")),
                new("Offers", Text($"{run.Plan.Offers.Count:N0} for {run.Plan.Spent:0.00} of {run.Budget.Budget:0.00}; held out {run.Plan.HeldOut:N0}; of {run.Plan.WithoutEffect:N0} no effect is expected that pays")),
            ],
            ["ranking", Text($"orders an offer, first {(double)run.Judged / experiment.Count:P1}"), "cost an additional order", "revenue an offer"],
            [Row("by uplift", uplift), Row("by intent", intent), Row("all shoppers", OfferValue.Of(run.Learned.Uplift, experiment, experiment.Count, (double)run.Budget.Cost))],
            [("by uplift", decision.Curves[0]), ("by intent", decision.Curves[1])],
            [
                "Each shopper is ranked by a model that did not see them, chosen without them too; intervals are 95 %, by drawing shoppers.",
                "Q(share) = (orders with the offer - orders without it x their ratio) / all with the offer, among the first share of the ranking (Radcliffe 2007).",
                "A ranking by intent is shown, never used: the likeliest buyers buy without an offer, which then only gives margin away.",
                BudgetNote(run.Budget),
                run.HasOwnIntent ? "Intent is the file's column." : "Intent is a model of the shoppers without the offer.",
                Text($"Revenue an offer is the difference of the arms in the column revenue; the cost of an offer, {run.Budget.Cost:0.00}, is not taken off it."),
            ]);
    }

    /// <summary>The document.</summary>
    public static object Document(NudgeRun run) => new
    {
        shoppers = run.Experiment.Count,
        treated = run.Experiment.Treated,
        propensity = run.Experiment.Propensity,
        treatment_told = new { linear = run.Learned.Check.Linear.Auc, trees = run.Learned.Check.Trees.Auc, most = run.Learned.Check.TellingFeature },
        mean_effect = run.Decision.MeanEffect.Gain,
        model = run.Learned.Method.Name,
        run.Decision.Qini,
        intent_qini = run.Decision.IntentQini,
        over_intent = run.Decision.OverIntent,
        run.Decision.Auuc,
        run.Decision.Order,
        first = new { shoppers = run.Judged, uplift = Value(run.ValueBy(run.Learned.Uplift)), intent = Value(run.ValueBy(run.Intent)) },
        budget = run.Budget.Budget,
        offer_cost = run.Budget.Cost,
        is_mean_cost = run.Budget.IsMeanCost,
        spent = run.Plan.Spent,
        offers = run.Plan.Offers.Count,
        held_out = run.Plan.HeldOut,
        without_effect = run.Plan.WithoutEffect,
        holdout = run.Holdout.Share,
        salt = run.Holdout.Salt,
        list = run.Plan.Offers,
    };

    /// <summary>The figures and the table on the console.</summary>
    public static void Write(IAnsiConsole console, NudgeReport report)
    {
        var figures = new Table().RoundedBorder().Title(Markup.Escape(report.Title)).AddColumn("").AddColumn("");
        figures.HideHeaders();
        foreach (var figure in report.Figures)
        {
            figures.AddRow(Markup.Escape(figure.Name), Markup.Escape(figure.Value));
        }

        console.Write(figures);
        if (report.Rows.Count == 0)
        {
            return;
        }

        var table = new Table().RoundedBorder();
        foreach (var head in report.Heads)
        {
            table.AddColumn(Markup.Escape(head));
        }

        foreach (var row in report.Rows)
        {
            table.AddRow([Markup.Escape(row.Name), .. row.Cells.Select(c => Markup.Escape(c))]);
        }

        console.Write(table);
    }

    private static string Verdict(NudgeRun run)
    {
        var found = run.Decision.Order switch
        {
            OfferOrder.Uplift => $"The model is shown to rank better than chance{(run.Decision.OverIntent.IsAboveZero ? " and better than intent" : "; that it ranks better than intent is not shown")}.",
            OfferOrder.Random => "The offer is shown to work, but not that the model knows on whom: shoppers are taken in a random order.",
            _ => "Neither is the offer shown to work nor the model to know on whom: nobody gets it. Let the experiment run on.",
        };
        var plan = run.Plan;
        var offers = run.Budget.Budget == 0 ? "The budget is 0: nobody gets the offer."
            : plan.Offers.Count == 0 && run.Decision.Order is not OfferOrder.Nobody ? (run.Budget.Cost > run.Budget.Budget ? Text($"The budget, {run.Budget.Budget:0.00}, is less than one offer costs, {run.Budget.Cost:0.00}: nobody gets it.") : "Of nobody is an effect expected that pays: nobody gets the offer.")
            : plan.Offers.Count == 0 ? ""
            : Text($"{plan.Offers.Count:N0} of {run.Users.Count:N0} shoppers get the offer for {plan.Spent:0.00} of {run.Budget.Budget:0.00}; {plan.HeldOut:N0} are held out.");
        return $"{found} {offers}".TrimEnd();
    }

    private static string BudgetNote(OfferBudget budget) => budget.IsMeanCost
        ? Text($"What an offer cost differs from shopper to shopper. The list counts {budget.Cost:0.00}, their mean, so that the budget is kept on average and may be exceeded; --offer-cost with the most that one can cost keeps it for certain.")
        : Text($"The budget is not exceeded as long as no offer costs more than {budget.Cost:0.00}.");

    private static NudgeRow Row(string name, OfferValue value) => new(
        name,
        [NudgePage.Text(value.Orders.Gain, 4), NudgePage.Text(value.CostAnOrder, 2), value.Revenue is { } revenue ? NudgePage.Text(revenue.Gain, 3) : "–"]);

    private static object Value(OfferValue value) => new { orders_an_offer = value.Orders.Gain, cost_an_order = value.CostAnOrder, revenue_an_offer = value.Revenue?.Gain };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
