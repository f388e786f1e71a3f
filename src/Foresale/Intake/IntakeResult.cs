using Foresale.Events;

namespace Foresale.Intake;

/// <summary>What a body gave. Every event of it, and of an event that acts on items every item, is accepted, ignored or a fault: once.</summary>
public sealed record IntakeResult
{
    /// <summary>Events and identity merges, in the order of the body.</summary>
    public IReadOnlyList<IntakeItem> Accepted { get; init; } = [];

    /// <summary>How many were left out, by the source's name of the event, or <c>no_consent</c>.</summary>
    public IReadOnlyDictionary<string, int> Ignored { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What could not be used, one fault an event: the first that was found in it.</summary>
    public IReadOnlyList<IntakeFault> Faults { get; init; } = [];

    /// <summary>Events read: accepted, ignored and faulty ones together; 0 where the body is unreadable.</summary>
    public int Count { get; init; }

    /// <summary>True where nothing of the body could be read; <see cref="Faults"/> then has the one reason.</summary>
    public bool IsUnreadable { get; init; }
}

/// <summary>One accepted thing: an event or a merge, never both.</summary>
/// <param name="Event">What a shopper did.</param>
/// <param name="Merge">Who an anonymous shopper turned out to be.</param>
public readonly record struct IntakeItem(ShopEvent? Event, IdentityMerge? Merge);

/// <summary>What is wrong with an event of a body, or with the body.</summary>
/// <param name="Rule">The rule that found it, in snake case: <c>future_time</c>.</param>
/// <param name="Place">Where: <c>events[3].price</c>, <c>body(1,17)</c>.</param>
/// <param name="Found">What was found there; a sentence.</param>
/// <param name="Remedy">What to do; a sentence.</param>
public readonly record struct IntakeFault(string Rule, string Place, string Found, string Remedy)
{
    /// <summary><c>place: found remedy</c>.</summary>
    public override string ToString() => $"{Place}: {Found} {Remedy}";
}
