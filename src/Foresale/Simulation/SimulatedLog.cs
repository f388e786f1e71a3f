using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>A simulated log in memory, with what only the simulator knows.</summary>
public sealed record SimulatedLog
{
    /// <summary>Clean events, shopper after shopper, each shopper's in order.</summary>
    public required IReadOnlyList<ShopEvent> Events { get; init; }

    /// <summary>User side file: shopper, then column to value.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Users { get; init; }

    /// <summary>Item side file: item, then column to value.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Items { get; init; }

    /// <summary>P(another purchase in the event's session | the shopper's history up to and with the event), by event, 0..1.</summary>
    public required IReadOnlyDictionary<string, float> Truth { get; init; }

    /// <summary>Hidden type, by shopper.</summary>
    public required IReadOnlyDictionary<string, string> Types { get; init; }

    /// <summary>IANA name of the shop's time zone.</summary>
    public required string Zone { get; init; }

    /// <summary>Names the content: shop, seed and size.</summary>
    public required string SourceHash { get; init; }

    /// <summary>Number of sessions.</summary>
    public int Sessions => Events.Select(e => e.SessionId).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Share of sessions with a purchase in them, 0..1.</summary>
    public double BaseRate => (double)Events.Where(e => e.Behavior == Behavior.Purchase).Select(e => e.SessionId).Distinct(StringComparer.Ordinal).Count() / Math.Max(1, Sessions);

    /// <summary>The log as the fold reads it.</summary>
    public MemoryDataset ToDataset() => new(
        Events,
        Zone,
        sourceHash: SourceHash,
        users: Users,
        items: Items.ToDictionary(p => p.Key, p => (IReadOnlyList<ItemRow>)[new ItemRow(DateTimeOffset.MinValue, p.Value)], StringComparer.Ordinal));
}
