using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Inventory;
using Foresale.Decisions.Policies;
using Foresale.Decisions.SupplyChain;
using Foresale.Events;

namespace Foresale.Learning.Decisions.SupplyChain;

/// <summary>What each stage of a supply chain orders: serial systems whose optimum is known, and the beer game.</summary>
public sealed class SupplyChainBenchmark : IDecisionBenchmark
{
    private const int Runs = 64, Before = 50, JudgeSeed = 3, SearchSeed = 71;

    /// <inheritdoc/>
    public string Name => "supply-chain";

    /// <inheritdoc/>
    public string Description => "what each stage of a chain orders: serial systems, the beer game";

    /// <inheritdoc/>
    public DecisionResult Run(DecisionRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var normal = SerialOptimum(unit: .02, time => DemandLaw.Normal(5 * time / .02, Math.Sqrt(time) / .02));
        var poisson = SerialOptimum(unit: 1, time => DemandLaw.Poisson(5 * time));
        List<DecisionInstance> instances = [];
        if (run.Wants("serial-normal"))
        {
            instances.Add(Serial("serial-normal", SupplyChains.Serial, normal, run, cancellationToken));
        }

        if (run.Wants("serial-poisson"))
        {
            instances.Add(Serial("serial-poisson", SupplyChains.SerialPoisson, poisson, run, cancellationToken));
        }

        if (run.Wants("beer"))
        {
            instances.Add(Beer(run, cancellationToken));
        }

        return new DecisionResult
        {
            Name = Name,
            Title = "Supply chain",
            KnownAnswers = run.Only is null ? Answers(normal, poisson) : [],
            Instances = instances,
            Notes =
            [
                FormattableString.Invariant($"Units of the gate are {Runs} runs; all policies meet the same demand. Levels and rules that are searched are searched on other demand."),
                "In a serial system without fixed costs the echelon base-stock policy is the best there is, if all stages see customers' demand: what is learnt can at best equal it, and does not ship.",
                "In the beer game with jumps no stage sees more than the orders of the one below, learned ones too. Each has an actor of its own; critics, which are needed in training only, see all stages.",
            ],
        };
    }

    private static EchelonOptimum SerialOptimum(double unit, Func<int, DemandLaw> demand) =>
        ClarkScarf.Solve([new EchelonStage(3, demand(1)), new EchelonStage(2, demand(1)), new EchelonStage(2, demand(2))], 37.12, unit);

    private static IReadOnlyList<KnownAnswer> Answers(EchelonOptimum normal, EchelonOptimum poisson)
    {
        var beer = SupplyChainSimulation.Run(SupplyChains.Beer, new LocalBaseStock([32, 32, 32, 24]), 1, SupplyChains.BeerWeeks, before: 0, seed: 1)[0];
        double ShangSong(double shortage, double inner) => ClarkScarf.Solve([.. new[] { .25, inner, inner, .25 }.Select(h => new EchelonStage(h, DemandLaw.Poisson(4)))], shortage).Cost;
        return
        [
            new("serial system of Snyder and Shen, example 6.1: cost", 47.66, normal.Cost, .01),
            new("the same with Poisson demand", 72.0435, poisson.Cost, 4e-3),
            new("Shang and Song (2003), row 1", 12.688, ShangSong(9, .25), 1e-3),
            new("row 9", 53.008, ShangSong(9, 2.5), 1e-3),
            new("row 17", 16.206, ShangSong(99, .25), 1e-3),
            new("row 25", 74.564, ShangSong(99, 2.5), 1e-3),
            .. beer.StageCost.Zip([46.0, 50, 54, 54], SupplyChains.Beer.Stages).Select(x => new KnownAnswer($"beer game, Sterman's benchmark: {x.Third.Name}", x.Second, x.First, 0)),
        ];
    }

    private static DecisionInstance Serial(string name, SupplyChainProblem problem, EchelonOptimum optimum, DecisionRun run, CancellationToken cancellationToken)
    {
        var local = LevelSearch.Best(problem, levels => new LocalBaseStock(levels), [7, 7, 12], 1, runs: 8, periods: 500, Before, SearchSeed, cancellationToken);
        var learned = Learn(run, name, problem, isShared: true, reference: 1.25 * optimum.Cost, episode: 100, cancellationToken);
        return SupplyComparison.Of(
            name,
            $"{char.ToUpperInvariant(problem.Name[0])}{problem.Name[1..]}",
            problem,
            new SupplyTrial(Runs, run.Scaled(500, 50), Before, JudgeSeed),
            [
                new("Sterman's rule, typical person", PolicyRole.Baseline, [new StermanRule([.. problem.Stages.Select(s => StermanRule.Typical with { Target = 2.5 * 5 * s.ShipmentTime })], 5)]),
                new("local base stock, searched", PolicyRole.Baseline, [new LocalBaseStock(local)]),
                new("echelon base stock (Clark and Scarf)", PolicyRole.Baseline, [new EchelonBaseStock(optimum.Levels)]),
                new("learned (TD3, an actor a stage)", PolicyRole.Learned, learned),
            ],
            optimum.Cost);
    }

    private static DecisionInstance Beer(DecisionRun run, CancellationToken cancellationToken)
    {
        var problem = SupplyChains.BeerWithJumps;
        double[] Search(Func<double[], ISupplyPolicy> policy, double[] start, double step) => LevelSearch.Best(problem, policy, start, step, runs: 32, periods: 100, Before, SearchSeed, cancellationToken);
        var local = Search(levels => new LocalBaseStock(levels), [32, 32, 32, 24], 4);
        var echelon = Search(levels => new EchelonBaseStock(levels), [32, 60, 90, 110], 6);
        var rule = Search(Rule, [.3, 1, 1, 24, .3, 1, 1, 24, .3, 1, 1, 24, .3, 1, 1, 18], .2);
        var learned = Learn(run, "beer-jumps", problem, isShared: false, SupplyChainSimulation.Run(problem, new LocalBaseStock(local), 32, 100, Before, SearchSeed).Average(r => r.Cost), episode: 100, cancellationToken);
        return SupplyComparison.Of(
            "beer-jumps",
            "Beer game, demand with jumps",
            problem,
            new SupplyTrial(Runs, run.Scaled(200, 50), Before, JudgeSeed),
            [
                new("Sterman's rule, typical person", PolicyRole.Baseline, [new StermanRule([.. problem.Stages.Select(_ => StermanRule.Typical)], 6)]),
                new("Sterman's rule, searched", PolicyRole.Baseline, [Rule(rule)]),
                new("local base stock, searched", PolicyRole.Baseline, [new LocalBaseStock(local)]),
                new("echelon base stock, searched (shares demand)", PolicyRole.Baseline, [new EchelonBaseStock(echelon)]),
                new("learned (TD3, an actor a stage)", PolicyRole.Learned, learned),
            ],
            optimum: null);
    }

    private static StermanRule Rule(double[] numbers) => StermanRule.Of(numbers, unit: 1, startDemand: 6);

    private static ISupplyPolicy[] Learn(DecisionRun run, string name, SupplyChainProblem problem, bool isShared, double reference, int episode, CancellationToken cancellationToken) =>
        [.. run.Seeds.Select(seed =>
        {
            using var policy = SupplyTraining.Train(problem, isShared, reference, episode, seed, run.Effort, (step, all) => run.Progress?.Report(new StageProgress($"{name}, seed {seed}", step, all)), cancellationToken);
            return new LearnedSupplyPolicy(new OnnxPolicy(policy.ToOnnx()), problem, isShared); // what is judged is what would be served
        })];
}
