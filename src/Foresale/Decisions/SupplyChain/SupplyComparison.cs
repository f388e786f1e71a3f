using Foresale.Decisions.Benchmarks;
using Foresale.Evaluation;

namespace Foresale.Decisions.SupplyChain;

/// <summary>How policies are tried.</summary>
/// <param name="Runs">Runs with demand of their own; the units of the gate.</param>
/// <param name="Periods">Periods of a run that count.</param>
/// <param name="Before">Periods before them.</param>
/// <param name="Seed">Of the demand, which is the same for all.</param>
public sealed record SupplyTrial(int Runs, int Periods, int Before, int Seed);

/// <summary>A policy in a comparison; of a learned one, one a training seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is to the gate.</param>
/// <param name="Policies">At least one.</param>
public sealed record ComparedSupplyPolicy(string Name, PolicyRole Role, IReadOnlyList<ISupplyPolicy> Policies)
{
    /// <summary>Place of the policy that would be served; null where none would, as in a benchmark.</summary>
    public int? Served { get; init; }
}

/// <summary>Policies of a chain side by side: their costs on the same demand, how orders swing from stage to stage, and a run to look at.</summary>
public static class SupplyComparison
{
    /// <summary>Compares.</summary>
    /// <param name="name">Short name of the instance.</param>
    /// <param name="title">Name for people.</param>
    /// <param name="problem">The chain.</param>
    /// <param name="trial">How they are tried.</param>
    /// <param name="policies">In the order of the table; pictures show the first and the last.</param>
    /// <param name="optimum">The least cost, where it is known.</param>
    public static DecisionInstance Of(string name, string title, SupplyChainProblem problem, SupplyTrial trial, IReadOnlyList<ComparedSupplyPolicy> policies, double? optimum)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(policies);
        var runs = policies.Select(p => p.Policies.Select(policy => SupplyChainSimulation.Run(problem, policy, trial.Runs, trial.Periods, trial.Before, trial.Seed)).ToList()).ToList();
        return new DecisionInstance
        {
            Name = name,
            Title = title,
            Score = "cost a period",
            IsCost = true,
            Decimals = 2,
            Optimum = optimum,
            Policies = [.. policies.Zip(runs, (p, r) => new PolicyScores(p.Name, p.Role, [.. r.Select(seed => seed.Select(x => x.Cost).ToArray())]) { Served = p.Served })],
            Plots =
            [
                .. runs.All(r => r[0].All(x => x.Bullwhip.All(double.IsFinite))) ? [Bullwhip(title, problem, policies, runs)] : Array.Empty<DecisionPlot>(), // demand varies
                .. new[] { policies[0], policies[^1] }.SelectMany(p => Traces(title, problem, p.Name, p.Policies[0], trial.Seed)),
            ],
        };
    }

    private static DecisionPlot Bullwhip(string title, SupplyChainProblem problem, IReadOnlyList<ComparedSupplyPolicy> policies, List<List<SupplyRun[]>> runs) => new(
        $"{title}: bullwhip",
        "Stage, customers' end first",
        "Variance of orders over that of demand",
        [.. policies.Zip(runs, (p, r) => new DecisionLine(p.Name, [.. problem.Stages.Select((_, j) => new CurvePoint(j + 1, r[0].Average(x => x.Bullwhip[j])))], p.Role is PolicyRole.Baseline))],
        "1 passes demand on as it is; above it, orders swing more than demand.");

    private static IEnumerable<DecisionPlot> Traces(string title, SupplyChainProblem problem, string name, ISupplyPolicy policy, int seed)
    {
        var trace = SupplyChainSimulation.Trace(problem, policy, 100, seed);
        DecisionPlot Picture(string what, string up, Func<SupplyPeriod, IReadOnlyList<double>> numbers) => new(
            $"{what}: {name}",
            "Period",
            up,
            [.. problem.Stages.Select((stage, j) => new DecisionLine(stage.Name, [.. trace.Select((period, t) => new CurvePoint(t, numbers(period)[j]))])), new DecisionLine("customers' demand", [.. trace.Select((period, t) => new CurvePoint(t, period.Demand))], IsBaseline: true)],
            $"{title}, one run.");
        return [Picture("Stock less what is owed", "Units", p => p.Net), Picture("Orders", "Units", p => p.Orders)];
    }
}
