using Foresale.Learning.Decisions.Bidding;
using Foresale.Learning.Decisions.Inventory;
using Foresale.Learning.Decisions.Nudges;
using Foresale.Learning.Decisions.Recommendation;
using Foresale.Learning.Decisions.SupplyChain;

namespace Foresale.Learning.Decisions;

/// <summary>All benchmarks of decisions.</summary>
public static class DecisionBenchmarks
{
    /// <summary>In the order in which <c>benchmark all</c> runs them.</summary>
    public static IReadOnlyList<IDecisionBenchmark> All { get; } = [new RecommendationBenchmark(), new BiddingBenchmark(), new InventoryBenchmark(), new SupplyChainBenchmark(), new NudgeBenchmark()];
}
