using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Inventory;
using Foresale.Decisions.Policies;
using Foresale.Decisions.SupplyChain;
using Foresale.Evaluation;
using Foresale.Events;

namespace Foresale.Learning.Decisions.SupplyChain;

/// <summary>What a stage should do.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Position">What its orders go by: of its echelon, or its own.</param>
/// <param name="Level">Up to which it orders; null where what was learnt says so anew each period.</param>
/// <param name="Order">Units to order now, &gt;= 0.</param>
public sealed record StagePlan(string Name, double Position, double? Level, double Order);

/// <summary>A plan for a chain of one's own: the rule that costs least in simulation, and what to order now.</summary>
/// <param name="Comparison">All rules.</param>
/// <param name="Ships">The rule that is used.</param>
/// <param name="IsShared">True where its position is that of the echelon, so that stages have to share what they hold.</param>
/// <param name="Stages">What each stage should do.</param>
/// <param name="Policy">Content of policy.onnx, where what was learnt ships; else null.</param>
public sealed record SupplyPlan(DecisionInstance Comparison, string Ships, bool IsShared, IReadOnlyList<StagePlan> Stages, byte[]? Policy)
{
    private const double Alike = 2e-3;
    private const int Before = 50, JudgeSeed = 3, SearchSeed = 71;
    private const string Echelon = "echelon base stock", Local = "local base stock, searched", Learned = "learned (TD3, an actor a stage)";

    /// <summary>Makes it.</summary>
    /// <param name="chain">The chain and its past demand.</param>
    /// <param name="learnSeeds">Training seeds of what is learnt; empty to learn nothing.</param>
    /// <param name="effort">Share of the usual training.</param>
    /// <param name="progress">Receives progress; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    public static SupplyPlan Make(ChainFile chain, IReadOnlyList<int> learnSeeds, double effort, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(learnSeeds);
        var problem = chain.Problem().Checked();
        var times = problem.Stages.Select(s => s.ShipmentTime + s.OrderTime + 1).ToArray();
        double[] Search(string name, Func<double[], ISupplyPolicy> policy, IEnumerable<double> start)
        {
            progress?.Report(new StageProgress(name, 0, 1));
            var levels = LevelSearch.Best(problem, policy, [.. start], problem.MeanDemand / 2, runs: 8, periods: 300, Before, SearchSeed, cancellationToken);
            progress?.Report(new StageProgress(name, 1, 1));
            return levels;
        }

        var local = Search(Local, levels => new LocalBaseStock(levels), times.Select(t => t * problem.MeanDemand));
        var echelon = Exact(chain)?.Levels.ToArray() ?? Search(Echelon, levels => new EchelonBaseStock(levels), times.Select((_, j) => times.Take(j + 1).Sum() * problem.MeanDemand));
        var reference = SupplyChainSimulation.Run(problem, new EchelonBaseStock(echelon), 8, 300, Before, SearchSeed).Average(r => r.Cost);
        byte[][] files = [.. learnSeeds.Select(seed =>
        {
            using var policy = SupplyTraining.Train(problem, isShared: true, 1.25 * reference, periods: 100, seed, effort, (step, all) => progress?.Report(new StageProgress($"{Learned}, seed {seed}", step, all)), cancellationToken);
            return policy.ToOnnx();
        })];
        var learned = files.Select(f => new LearnedSupplyPolicy(new OnnxPolicy(f), problem, isShared: true)).ToArray();
        var comparison = SupplyComparison.Of("chain", chain.Name, problem, new SupplyTrial(64, 300, Before, JudgeSeed),
        [
            new("Sterman's rule, typical person", PolicyRole.Baseline, [new StermanRule([.. problem.Stages.Select((_, j) => StermanRule.Typical with { Target = times[j] * problem.MeanDemand })], problem.MeanDemand)]),
            new(Local, PolicyRole.Baseline, [new LocalBaseStock(local)]),
            new(Echelon, PolicyRole.Baseline, [new EchelonBaseStock(echelon)]),
            .. learned.Length == 0 ? [] : new[] { new ComparedSupplyPolicy(Learned, PolicyRole.Learned, learned) { Served = 0 } },
        ], Exact(chain)?.Cost);
        var ships = comparison.Gate is { IsShipped: true } gate ? gate.Learned : comparison.Policies.Where(p => p.Role is PolicyRole.Baseline).MinBy(p => p.Mean)!.Name;
        if (ships is Echelon && comparison.Policies.First(p => p.Name is Local).Mean <= comparison.Policies.First(p => p.Name is Echelon).Mean * (1 + Alike))
        {
            ships = Local; // as good, and no stage has to tell the others what it holds
        }

        var isShared = ships is Echelon or Learned;
        ISupplyPolicy policy = ships switch { Learned => learned[0], Echelon => new EchelonBaseStock(echelon), Local => new LocalBaseStock(local), _ => throw new InvalidOperationException($"'{ships}' is only there to compare with.") };
        return new SupplyPlan(comparison, ships, isShared, Orders(chain, problem, policy, isShared, ships switch { Echelon => echelon, Local => local, _ => null }), ships is Learned ? files[0] : null);
    }

    // Where orders are seen at once, only customers' waiting costs, and stock is dearer the nearer to them, the optimum is known.
    private static EchelonOptimum? Exact(ChainFile chain)
    {
        var stages = chain.Stages;
        var echelonCosts = stages.Select((s, j) => s.HoldingCost - (j + 1 < stages.Count ? stages[j + 1].HoldingCost : 0)).ToArray();
        if (stages.Any(s => s.OrderTime > 0) || stages.Skip(1).Any(s => s.BacklogCost > 0) || echelonCosts.Any(h => h <= 0))
        {
            return null;
        }

        // Whole units of about a thousandth of what is asked for in all, so that tables stay small whatever the units are.
        var unit = Math.Max(chain.Demand.All(d => d == Math.Floor(d)) ? 1 : 0, chain.Demand.Max() / 500);
        var law = DemandLaw.Empirical([.. chain.Demand.Select(d => (int)Math.Round(d / unit))]);
        return ClarkScarf.Solve([.. stages.Select((s, j) => new EchelonStage(echelonCosts[j], law.Over(s.ShipmentTime)))], stages[0].BacklogCost, unit);
    }

    private static StagePlan[] Orders(ChainFile chain, SupplyChainProblem problem, ISupplyPolicy policy, bool isShared, double[]? levels)
    {
        var system = new SupplyChainSystem(problem, new Random(JudgeSeed));
        for (var j = 0; j < chain.Stages.Count; j++)
        {
            var s = chain.Stages[j];
            system.Put(j, s.Stock, s.Backlog, s.InTransit, s.Ordered);
        }

        var orders = new double[chain.Stages.Count];
        policy.Reset();
        policy.Order(system, orders);
        return [.. chain.Stages.Select((s, j) => new StagePlan(s.Name, isShared ? system.EchelonPosition(j) : system[j].LocalPosition, levels?[j], orders[j]))];
    }
}
