namespace Foresale;

/// <summary>How far a stage has come. The engine reports it; hosts draw it.</summary>
/// <param name="Stage">Name of the stage, as on the bar: <c>import</c>, <c>critic</c>.</param>
/// <param name="Done">Units done, 0..<paramref name="Total"/>.</param>
/// <param name="Total">Units in all; 0 where it is not known.</param>
/// <param name="Note">A figure to show beside the bar, such as the loss; null for none.</param>
public readonly record struct StageProgress(string Stage, double Done, double Total, string? Note = null);
