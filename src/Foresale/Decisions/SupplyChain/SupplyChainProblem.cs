using Foresale.Events;

namespace Foresale.Decisions.SupplyChain;

/// <summary>A stage: a place with stock that orders from the next one further up.</summary>
public sealed record SupplyStage
{
    /// <summary>Its name, such as <c>retailer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Cost a unit in its stock a period; what is on the way to the stage below costs as much. &gt; 0.</summary>
    public required double HoldingCost { get; init; }

    /// <summary>Cost a period of a unit that it owes; 0 where only customers' waiting costs.</summary>
    public double BacklogCost { get; init; }

    /// <summary>Periods from being sent to it to being there, &gt;= 1.</summary>
    public required int ShipmentTime { get; init; }

    /// <summary>Periods from its order to the supplier's reading it; 0 where it is seen, and sent from stock, at once.</summary>
    public int OrderTime { get; init; }
}

/// <summary>A chain of stages in a row. The supplier of the last one has always enough.</summary>
/// <remarks>
/// A period: what is due arrives; customers' demand and orders that are due are read; each stage sends what it owes, as far as its stock goes; costs are
/// charged; each stage orders. Orders without an order time are read and sent within the same period, after the costs.
/// </remarks>
public sealed record SupplyChainProblem
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The stage next to the customers first.</summary>
    public required IReadOnlyList<SupplyStage> Stages { get; init; }

    /// <summary>Begins a run: gives what draws the demand of each period in turn. What is below 0 counts as 0.</summary>
    public required Func<Random, Func<double>> Demand { get; init; }

    /// <summary>Units a period, for scales.</summary>
    public required double MeanDemand { get; init; }

    /// <summary>True where units on the way to a stage cost as much as in the stock of the one above.</summary>
    public bool ChargesTransit { get; init; }

    /// <summary>Stock of each stage at the start.</summary>
    public double StartStock { get; init; }

    /// <summary>Units in each place of the ways of goods and orders at the start.</summary>
    public double StartFlow { get; init; }

    /// <summary>Periods at the start in which each stage has to order <see cref="StartFlow"/>: the first four weeks of the beer game.</summary>
    public int GuidedPeriods { get; init; }

    /// <summary>Checks itself.</summary>
    /// <exception cref="UserFaultException">A cost or a time is out of its range.</exception>
    public SupplyChainProblem Checked() =>
        Stages.Count == 0 ? throw new UserFaultException(Name, "it has no stage.", "Give at least one.")
        : Stages.FirstOrDefault(s => !(s.HoldingCost > 0) || !(s.BacklogCost >= 0) || s.ShipmentTime < 1 || s.OrderTime < 0) is { } stage
            ? throw new UserFaultException($"{Name}, {stage.Name}", FormattableString.Invariant($"holding cost {stage.HoldingCost}, backlog cost {stage.BacklogCost}, shipment time {stage.ShipmentTime} or order time {stage.OrderTime} is out of range."), "Give a holding cost above 0, a backlog cost of 0 or more, a shipment time of 1 or more and an order time of 0 or more.")
        : this;
}
