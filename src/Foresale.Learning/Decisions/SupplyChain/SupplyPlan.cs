using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Inventory;
using Foresale.Decisions.Policies;
using Foresale.Decisions.SupplyChain;
using Foresale.Events;

namespace Foresale.Learning.Decisions.SupplyChain;

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
    private const double MostSteps = 2e9, FinestSteps = 1e4; // of the exact algorithm's tables: a few seconds; of the largest demand
    private const string Learned = "learned (TD3, an actor a stage)";

    /// <summary>Makes it.</summary>
    /// <param name="chain">The chain and its past demand.</param>
    /// <param name="learnSeeds">Training seeds of what is learnt; empty to learn nothing.</param>
    /// <param name="effort">Share of the usual training.</param>
    /// <param name="progress">Receives progress; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at often.</param>
    /// <exception cref="UserFaultException">Something is to be learnt of demand that does not vary.</exception>
    public static SupplyPlan Make(ChainFile chain, IReadOnlyList<int> learnSeeds, double effort, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(learnSeeds);
        if (learnSeeds.Count > 0 && !chain.Varies)
        {
            throw new UserFaultException("--learn", "each period asked for the same: there is nothing to learn.", "Leave it out; levels are then the best there is.");
        }

        var problem = chain.Problem().Checked();
        var exact = Exact(chain);
        var rules = Rules(problem, exact, progress, cancellationToken);
        var reference = SupplyChainSimulation.Run(problem, rules[1].Policy, 8, 300, Before, SearchSeed).Average(r => r.Cost);
        byte[][] files = [.. learnSeeds.Select(seed =>
        {
            using var policy = SupplyTraining.Train(problem, isShared: true, 1.25 * reference, periods: 100, seed, effort, (step, all) => progress?.Report(new StageProgress($"{Learned}, seed {seed}", step, all)), cancellationToken);
            return policy.ToOnnx();
        })];
        var learned = files.Select(f => new LearnedSupplyPolicy(new OnnxPolicy(f), problem, isShared: true)).ToArray();
        var comparison = SupplyComparison.Of("chain", chain.Name, problem, new SupplyTrial(64, 300, Before, JudgeSeed),
        [
            .. rules.Select(r => new ComparedSupplyPolicy(r.Name, PolicyRole.Baseline, [r.Policy])),
            .. learned.Length == 0 ? [] : new[] { new ComparedSupplyPolicy(Learned, PolicyRole.Learned, learned) { Served = 0 } },
        ], exact?.Cost);
        if (comparison.Gate is { IsShipped: true })
        {
            return new SupplyPlan(comparison, Learned, IsShared: true, OrdersNow(chain, learned[0], isShared: true, levels: null), files[0]);
        }

        var ships = Cheapest(comparison, rules);
        return new SupplyPlan(comparison, ships.Name, ships.IsShared, OrdersNow(chain, ships.Policy, ships.IsShared, ships.Levels), Policy: null);
    }

    /// <summary>What a policy orders in the state of the file: what stages hold, owe and await, and what was asked last.</summary>
    internal static StagePlan[] OrdersNow(ChainFile chain, ISupplyPolicy policy, bool isShared, IReadOnlyList<double>? levels)
    {
        var system = new SupplyChainSystem(chain.Problem(), new Random(JudgeSeed));
        for (var j = 0; j < chain.Stages.Count; j++)
        {
            var s = chain.Stages[j];
            system.Put(j, s.Stock, s.Backlog, s.InTransit, s.Ordered, s.Asked ?? chain.Demand[^1]);
        }

        var orders = new double[chain.Stages.Count];
        var person = policy as StermanRule;
        policy.Reset();
        person?.Remember(chain.Demand.SkipLast(1)); // the last one is what the stages see now
        policy.Order(system, orders);
        return [.. chain.Stages.Select((s, j) => new StagePlan(s.Name, isShared ? system.EchelonPosition(j) : system[j].LocalPosition, levels?[j], orders[j], person?.Stages[j]))];
    }

    // All that a chain can have without learning, local and echelon levels first.
    private static Rule[] Rules(SupplyChainProblem problem, EchelonOptimum? exact, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var mean = problem.MeanDemand;
        var times = problem.Stages.Select(s => s.ShipmentTime + s.OrderTime + 1).ToArray();
        double[] Search(string name, Func<double[], ISupplyPolicy> policy, IEnumerable<double> start, double step)
        {
            progress?.Report(new StageProgress(name, 0, 1));
            var found = LevelSearch.Best(problem, policy, [.. start], step, runs: 8, periods: 300, Before, SearchSeed, cancellationToken);
            progress?.Report(new StageProgress(name, 1, 1));
            return found;
        }

        StermanRule Person(double[] numbers) => StermanRule.Of(numbers, mean, mean);
        var typical = new StermanRule([.. times.Select(t => StermanRule.Typical with { Target = t * mean })], mean);
        var person = Search("Sterman's rule, searched", Person, times.SelectMany(t => (double[])[.3, 1, 1, t]), .2);
        var local = exact is not null ? LocalOf(exact.Levels) : Search("local base stock, searched", levels => new LocalBaseStock(levels), times.Select(t => t * mean), mean / 2);
        var echelon = exact?.Levels.ToArray() ?? Search("echelon base stock, searched", levels => new EchelonBaseStock(levels), times.Select((_, j) => times.Take(j + 1).Sum() * mean), mean / 2);
        var how = exact is null ? ", searched" : " (Clark and Scarf)";
        return
        [
            new($"local base stock{how}", new LocalBaseStock(local), local, false),
            new($"echelon base stock{how}", new EchelonBaseStock(echelon), echelon, true),
            new("Sterman's rule, searched", Person(person), null, false),
            new("Sterman's rule, typical person", typical, null, false),
        ];
    }

    // Levels of their own that do as well as those of echelons (Axsäter and Rosling 1993); an echelon never holds more than one further up lets it.
    private static double[] LocalOf(IReadOnlyList<double> echelon)
    {
        double[] levels = [.. echelon];
        for (var j = levels.Length - 2; j >= 0; j--)
        {
            levels[j] = Math.Min(levels[j], levels[j + 1]);
        }

        return [.. levels.Select((level, j) => j == 0 ? level : level - levels[j - 1])];
    }

    // Where local levels are as good as the best, no stage has to tell the others what it holds, and there is nothing to reckon but a difference.
    private static Rule Cheapest(DecisionInstance comparison, Rule[] rules)
    {
        double CostOf(Rule rule) => comparison.Policies.First(p => string.Equals(p.Name, rule.Name, StringComparison.Ordinal)).Mean;
        var best = rules.MinBy(CostOf)!;
        var local = rules[0];
        return CostOf(local) <= CostOf(best) * (1 + Alike) ? local : best;
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

        var (law, unit) = Law(chain);
        return ClarkScarf.Solve([.. stages.Select((s, j) => new EchelonStage(echelonCosts[j], law.Over(s.ShipmentTime)))], stages[0].BacklogCost, unit);
    }

    // In whole units where these are few, else in steps so fine that the tables take a few seconds: m steps to the largest demand make about
    // m^2 sum_j (l_1 + .. + l_j) l_j of them. What falls between two steps is shared by both, so that the mean stays.
    private static (DemandLaw Law, double Unit) Law(ChainFile chain)
    {
        var (way, tables) = (0.0, 0.0);
        foreach (var stage in chain.Stages)
        {
            way += stage.ShipmentTime;
            tables += way * stage.ShipmentTime;
        }

        var steps = Math.Min(FinestSteps, Math.Sqrt(MostSteps / tables));
        var unit = Math.Max(chain.Demand.All(d => d == Math.Floor(d)) ? 1 : 0, chain.Demand.Max() / Math.Floor(steps));
        var counts = new double[(int)Math.Ceiling(chain.Demand.Max() / unit) + 2];
        foreach (var units in chain.Demand)
        {
            var (low, rest) = ((int)(units / unit), (units / unit) - Math.Floor(units / unit));
            counts[low] += 1 - rest;
            counts[low + 1] += rest;
        }

        return (DemandLaw.Of(counts), unit);
    }

    private sealed record Rule(string Name, ISupplyPolicy Policy, double[]? Levels, bool IsShared);
}
