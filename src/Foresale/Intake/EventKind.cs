using System.Collections.Frozen;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>What a source's event stands for.</summary>
/// <param name="Behavior">The behavior.</param>
/// <param name="Detail">The finer word, where the behavior says less than the source; else null.</param>
/// <param name="PerItem">True where each item of the event is an event; false where its items were shown, not acted on.</param>
internal readonly record struct EventKind(Behavior Behavior, string? Detail, bool PerItem)
{
    /// <summary>Each item of the event is an event.</summary>
    public static EventKind Items(Behavior behavior, string? detail = null) => new(behavior, detail, PerItem: true);

    /// <summary>One event without an item: a page, or a list of which nothing was chosen yet.</summary>
    public static EventKind Page(Behavior behavior, string? detail = null) => new(behavior, detail, PerItem: false);

    /// <summary>A table of a source's names, whatever their case.</summary>
    public static FrozenDictionary<string, EventKind> Table(params (string Name, EventKind Kind)[] rows) =>
        rows.ToFrozenDictionary(r => r.Name, r => r.Kind, StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a source calls our fields, for messages.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="User">The known shopper.</param>
/// <param name="Anonymous">The cookie or device.</param>
/// <param name="Item">The item.</param>
/// <param name="Order">The order.</param>
internal sealed record SourceNames(string Time, string User, string Anonymous, string Item, string Order)
{
    /// <summary>What to give where the item is missing.</summary>
    public string ItemWord { get; init; } = Item;
}
