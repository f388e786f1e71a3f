namespace Foresale.Description;

/// <summary>Something about a log that a person should know before training on it.</summary>
/// <param name="Kind"><c>leakage</c>, <c>clock</c>, <c>bot</c>, <c>broken_tag</c>, <c>silence</c>, <c>missing_days</c>, <c>duplicates</c> or <c>no_purchase</c>.</param>
/// <param name="Severity"><c>note</c>, <c>warning</c> or <c>serious</c>.</param>
/// <param name="Subject">The field, behavior, shopper or day that it is about.</param>
/// <param name="Message">What was found, with its figures.</param>
/// <param name="Remedy">What to do.</param>
public sealed record LogWarning(string Kind, string Severity, string Subject, string Message, string Remedy);
