using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Inventory;
using Foresale.Evaluation;
using Foresale.Events;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>How much to order: published instances, whose optima are computed, and what is learnt on them.</summary>
public sealed class InventoryBenchmark : IDecisionBenchmark
{
    private const int Replications = 64, Periods = 5_000, DemandSeed = 11;

    /// <inheritdoc/>
    public string Name => "inventory";

    /// <inheritdoc/>
    public string Description => "how much to order: newsvendor, (s, S), lost sales with lead time, demand by live intent";

    /// <inheritdoc/>
    public DecisionResult Run(DecisionRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<DecisionInstance> instances = [];
        if (run.Wants("newsvendor"))
        {
            instances.Add(SinglePeriod(run, cancellationToken));
        }

        if (run.Wants("reorder"))
        {
            instances.Add(Reorder(run, cancellationToken));
        }

        foreach (var shortage in (int[])[4, 9, 19, 39])
        {
            if (FormattableString.Invariant($"lost-sales-p{shortage}-l4") is var name && run.Wants(name))
            {
                instances.Add(LostSales(name, shortage, run, cancellationToken));
            }
        }

        if (run.Wants(IntentLinkInstance.Name))
        {
            instances.Add(IntentLinkInstance.Of(run, cancellationToken));
        }

        return new DecisionResult
        {
            Name = Name,
            Title = "Inventory",
            KnownAnswers = run.Only is null ? InventoryAnswers.All(cancellationToken) : [],
            Instances = instances,
            Notes =
            [
                FormattableString.Invariant($"Units of the gate are {Replications} runs of {run.Scaled(Periods, 100):N0} periods after a tenth as many; all policies meet the same demand."),
                "Costs of lost sales are exact, of learned policies too: their orders in every state make a Markov chain, which is solved. Those of the newsvendor are closed forms.",
                "The intent link orders every item of a planted shop by the same policy and different forecasts; the planted truth is a bound. Its units are logs: what intents add to views and carts has to be seen from log to log.",
                "Where the optimum can be had by a formula or by value iteration, that is what a shop should use, and the learned policy can at best equal it; lost sales at long lead times are where it cannot be had.",
            ],
        };
    }

    private static DecisionInstance SinglePeriod(DecisionRun run, CancellationToken cancellationToken)
    {
        var problem = new InventoryProblem { Demand = DemandLaw.Normal(50, 8), HoldingCost = .18, ShortageCost = .7, Rule = StockRule.Perishes };
        var optimum = Newsvendor.Normal(50, 8, .18, .7);
        var mean = (int)Math.Round(problem.Demand.Mean);
        var best = Newsvendor.Of(problem.Demand, .18, .7);
        var learned = Learn(run, "newsvendor", problem, Newsvendor.CostAt(mean, problem.Demand, .18, .7), problem.Demand.Quantile(.9999), cancellationToken);
        double CostOf(Func<InventorySystem, int> order) => Newsvendor.CostAt(order(new InventorySystem(problem)), problem.Demand, .18, .7);
        return new DecisionInstance
        {
            Name = "newsvendor",
            Title = "Newsvendor, h .18, p .70, N(50, 8)",
            Score = "cost a period",
            IsCost = true,
            Decimals = 4,
            Optimum = optimum.Cost,
            Policies =
            [
                Scores(run, problem, "mean demand", PolicyRole.Baseline, [_ => mean], [Newsvendor.CostAt(mean, problem.Demand, .18, .7)]),
                Scores(run, problem, "the p/(p+h) quantile", PolicyRole.Baseline, [_ => (int)best.Level], [best.Cost]),
                Scores(run, problem, "learned (TD3)", PolicyRole.Learned, learned, [.. learned.Select(CostOf)]),
            ],
        };
    }

    private static DecisionInstance Reorder(DecisionRun run, CancellationToken cancellationToken)
    {
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(6), HoldingCost = 1, ShortageCost = 4, FixedCost = 5, Rule = StockRule.Backorders };
        var optimum = ReorderPolicy.Optimal(problem);
        var daily = ReorderPolicy.Optimal(problem with { FixedCost = 0 });
        var learned = Learn(run, "reorder", problem, optimum.Cost, problem.PositionBound, cancellationToken);
        return new DecisionInstance
        {
            Name = "reorder-k5",
            Title = "Fixed cost K = 5 an order, Poisson(6), h 1, p 4, backorders",
            Score = "cost a period",
            IsCost = true,
            Optimum = optimum.Cost,
            Policies =
            [
                Scores(run, problem, "order every period", PolicyRole.Baseline, [s => daily.OrderAt(s.Position)]),
                Scores(run, problem, "economic order quantity", PolicyRole.Baseline, [s => s.Position <= daily.OrderUpTo - 6 ? (int)Math.Round(Math.Sqrt(2 * 5 * 6)) : 0]),
                Scores(run, problem, "(s, S)", PolicyRole.Baseline, [s => optimum.OrderAt(s.Position)], [optimum.Cost]),
                Scores(run, problem, "learned (TD3)", PolicyRole.Learned, learned),
            ],
        };
    }

    private static DecisionInstance LostSales(string name, int shortage, DecisionRun run, CancellationToken cancellationToken)
    {
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(5), HoldingCost = 1, ShortageCost = shortage, LeadTime = 4 };
        var chain = new LostSalesChain(problem);
        var baseStock = BaseStock.Best(chain, cancellationToken);
        var capped = BaseStock.BestCapped(chain, problem.Demand.Mean, cancellationToken);
        var constant = Enumerable.Range(1, 6).Select(q => (Order: q, chain.Evaluate(_ => q, cancellationToken).Cost)).MinBy(x => x.Cost);
        var learned = Learn(run, name, problem, baseStock.Cost, problem.Demand.Quantile(.999), cancellationToken);
        var system = new InventorySystem(problem);
        double CostOf(Func<InventorySystem, int> order) => chain.Evaluate(
            state =>
            {
                system.Reset(state[0], state.AsSpan(1));
                return order(system);
            },
            cancellationToken).Cost;
        return new DecisionInstance
        {
            Name = name,
            Title = FormattableString.Invariant($"Lost sales, Poisson(5), lead time 4, h 1, p {shortage}"),
            Score = "cost a period",
            IsCost = true,
            Optimum = chain.Optimal(cancellationToken).Cost,
            Policies =
            [
                Scores(run, problem, FormattableString.Invariant($"always {constant.Order}"), PolicyRole.Baseline, [_ => constant.Order], [constant.Cost]),
                Scores(run, problem, FormattableString.Invariant($"base stock {baseStock.Level}"), PolicyRole.Baseline, [s => baseStock.OrderAt(s.Position)], [baseStock.Cost]),
                Scores(run, problem, FormattableString.Invariant($"base stock {capped.Level}, at most {capped.Cap}"), PolicyRole.Baseline, [s => capped.OrderAt(s.Position)], [capped.Cost]),
                Scores(run, problem, "learned (TD3)", PolicyRole.Learned, learned, [.. learned.Select(CostOf)]),
            ],
            Plots = [Trace(problem, ("base stock, capped", s => capped.OrderAt(s.Position)), ("learned", learned[0]))],
        };
    }

    private static Func<InventorySystem, int>[] Learn(DecisionRun run, string name, InventoryProblem problem, double reference, int most, CancellationToken cancellationToken) =>
        [.. run.Seeds.Select(seed =>
        {
            using var policy = OrderTraining.Train(problem, reference, most, seed, run.Effort, (step, all) => run.Progress?.Report(new StageProgress($"{name}, seed {seed}", step, all)), cancellationToken);
            var orders = new LearnedOrders(new Foresale.Decisions.Policies.OnnxPolicy(policy.ToOnnx()), problem, most); // what is judged is what would be served
            return (Func<InventorySystem, int>)orders.OrderFor;
        })];

    private static PolicyScores Scores(DecisionRun run, InventoryProblem problem, string name, PolicyRole role, IReadOnlyList<Func<InventorySystem, int>> orders, IReadOnlyList<double>? exact = null) =>
        new(name, role, [.. orders.Select(order => new InventorySimulation(problem).Run(order, Replications, run.Scaled(Periods, 100), DemandSeed))]) { Exact = exact };

    private static DecisionPlot Trace(InventoryProblem problem, params (string Name, Func<InventorySystem, int> Order)[] policies)
    {
        const int periods = 60;
        return new DecisionPlot(
            "Stock and orders under way",
            "Period",
            "Units",
            [.. policies.Select((policy, i) =>
            {
                var (random, system) = (new Random(DemandSeed), new InventorySystem(problem));
                system.Reset(problem.PositionBound);
                List<CurvePoint> points = [];
                for (var period = 0; period < periods; period++)
                {
                    points.Add(new CurvePoint(period, system.Position));
                    system.Step(policy.Order(system), problem.Demand.Draw(random));
                }

                return new DecisionLine(policy.Name, points, IsBaseline: i == 0);
            })],
            "Both meet the same demand. A base stock brings the position back to one level; what is learnt holds back after a rush, for what is under way will come.");
    }
}
