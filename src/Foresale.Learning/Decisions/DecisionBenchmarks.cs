namespace Foresale.Learning.Decisions;

/// <summary>All benchmarks of decisions.</summary>
public static class DecisionBenchmarks
{
    /// <summary>In the order in which <c>benchmark all</c> runs them.</summary>
    public static IReadOnlyList<IDecisionBenchmark> All { get; } = [new Recommendation.RecommendationBenchmark()];
}
