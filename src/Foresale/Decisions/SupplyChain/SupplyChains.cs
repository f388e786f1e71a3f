using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.SupplyChain;

/// <summary>Chains whose answers are known.</summary>
public static class SupplyChains
{
    /// <summary>Weeks of the beer game.</summary>
    public const int BeerWeeks = 36;

    private static readonly string[] s_beerStages = ["retailer", "wholesaler", "distributor", "factory"];

    /// <summary>Snyder and Shen (2019), example 6.1: three stages, lead times 1, 1, 2, N(5, 1), local holding costs 7, 4, 2, shortage 37.12.</summary>
    public static SupplyChainProblem Serial { get; } = SerialOf("serial system, normal demand", random => () => Normal.Sample(random, 5, 1));

    /// <summary>The same with Poisson demand.</summary>
    public static SupplyChainProblem SerialPoisson { get; } = SerialOf("serial system, Poisson demand", random => () => Poisson.Sample(random, 5));

    /// <summary>
    /// The beer game in the order of events of its board (Sterman 1989): two weeks of mailing and two of shipping; at the factory one and two;
    /// 12 units in stock and 4 in each place at the start; all order 4 in the first four weeks; customers ask for 4, and from the fifth week on for 8.
    /// </summary>
    /// <remarks>The paper's benchmark, 204 in all, is what base-stock levels of 32, 32, 32 and 24 cost here: 46, 50, 54 and 54.</remarks>
    public static SupplyChainProblem Beer { get; } = BeerOf(_ =>
    {
        var week = 0;
        return () => week++ < 4 ? 4 : 8;
    });

    /// <summary>The beer game with customers of one's own.</summary>
    public static SupplyChainProblem BeerOf(Func<Random, Func<double>> demand) => new()
    {
        Name = "beer game",
        Stages = [.. s_beerStages.Select(name => new SupplyStage { Name = name, HoldingCost = .5, BacklogCost = 1, ShipmentTime = 2, OrderTime = name is "factory" ? 1 : 2 })],
        Demand = demand,
        MeanDemand = 4,
        StartStock = 12,
        StartFlow = 4,
        GuidedPeriods = 4,
    };

    /// <summary>
    /// The beer game with customers whose demand moves: in a tenth of the weeks its level jumps to a new one, even between 2 and 10, and each week
    /// scatters around it by N(0, 1). No stage sees more than the orders of the one below.
    /// </summary>
    public static SupplyChainProblem BeerWithJumps { get; } = BeerOf(random =>
    {
        var level = 4.0;
        return () =>
        {
            level = random.NextDouble() < .1 ? 2 + (8 * random.NextDouble()) : level;
            return level + Normal.Sample(random, 0, 1);
        };
    }) with { Name = "beer game, demand with jumps", MeanDemand = 6 };

    private static SupplyChainProblem SerialOf(string name, Func<Random, Func<double>> demand) => new()
    {
        Name = name,
        Stages =
        [
            new SupplyStage { Name = "stage 1", HoldingCost = 7, BacklogCost = 37.12, ShipmentTime = 1 },
            new SupplyStage { Name = "stage 2", HoldingCost = 4, ShipmentTime = 1 },
            new SupplyStage { Name = "stage 3", HoldingCost = 2, ShipmentTime = 2 },
        ],
        Demand = demand,
        MeanDemand = 5,
        ChargesTransit = true,
        StartStock = 5,
        StartFlow = 5,
    };
}
