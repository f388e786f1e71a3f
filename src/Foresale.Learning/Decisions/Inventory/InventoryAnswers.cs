using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Inventory;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>Published answers of inventory, beside what is computed here.</summary>
internal static class InventoryAnswers
{
    /// <summary>All of them, in some seconds.</summary>
    public static IReadOnlyList<KnownAnswer> All(CancellationToken cancellationToken)
    {
        var newsvendor = Newsvendor.Normal(50, 8, .18, .7);
        return
        [
            new("newsvendor h .18, p .70, N(50, 8): level (Snyder and Shen, example 4.1)", 56.604, newsvendor.Level, 5e-4),
            new("its cost", 1.9976, newsvendor.Cost, 5e-5),
            new("lot sizes 90, 120, 80, 70 with K 500, h 2: cost (example 3.9)", 1380, WagnerWhitin.Solve([90, 120, 80, 70], 500, 2).Cost, 0),
            .. Reorder("Poisson 6, h 1, p 4, K 5 (example 4.7)", 6, 4, 5, 4, 10, 8.03411),
            .. Reorder("Poisson 10, h 1, p 9, K 64 (Zheng and Federgruen)", 10, 9, 64, 6, 40, 35.022),
            .. Reorder("Poisson 25, h 1, p 9, K 64 (Zheng and Federgruen)", 25, 9, 64, 19, 56, 54.262),
            .. Reorder("Poisson 50, h 1, p 9, K 64 (Zheng and Federgruen)", 50, 9, 64, 42, 108, 70.975),
            .. LostSales(4, [4.041, 4.395, 4.599, 4.729], cancellationToken),
            .. LostSales(9, [5.438, 6.094, 6.531, 6.836], cancellationToken),
            .. LostSales(19, [6.676, 7.664, 8.363, 8.887], cancellationToken),
            .. LostSales(39, [7.836, 9.106, 10.039, 10.794], cancellationToken),
        ];
    }

    private static KnownAnswer[] Reorder(string name, double mean, double shortage, double fixedCost, int s, int up, double cost)
    {
        var found = ReorderPolicy.Optimal(new InventoryProblem { Demand = DemandLaw.Poisson(mean), HoldingCost = 1, ShortageCost = shortage, FixedCost = fixedCost, Rule = StockRule.Backorders });
        return [new($"(s, S), {name}: s", s, found.ReorderPoint, 0), new($"(s, S), {name}: S", up, found.OrderUpTo, 0), new($"(s, S), {name}: cost", cost, found.Cost, 6e-4)];
    }

    private static IEnumerable<KnownAnswer> LostSales(double shortage, double[] costs, CancellationToken cancellationToken) => costs.Select((cost, i) => new KnownAnswer(
        FormattableString.Invariant($"lost sales, Poisson 5, h 1, p {shortage}, lead time {i + 1}: optimum (Zipkin 2008)"),
        cost,
        new LostSalesChain(new InventoryProblem { Demand = DemandLaw.Poisson(5), HoldingCost = 1, ShortageCost = shortage, LeadTime = i + 1 }).Optimal(cancellationToken).Cost,
        6e-4));
}
