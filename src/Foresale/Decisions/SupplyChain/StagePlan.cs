namespace Foresale.Decisions.SupplyChain;

/// <summary>What a stage should do.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Position">What its orders go by: of its echelon, or its own.</param>
/// <param name="Level">Up to which it orders; null where a rule or what was learnt says so anew each period.</param>
/// <param name="Order">Units to order now, &gt;= 0.</param>
/// <param name="Rule">Sterman's rule, where that costs least; else null.</param>
public sealed record StagePlan(string Name, double Position, double? Level, double Order, StermanStage? Rule = null);
