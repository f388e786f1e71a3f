using Foresale.Events;

namespace Foresale.Features;

/// <summary>An event as the fold sees it: names resolved, and what it means beside the shopper's earlier events. Made once, read by every feature.</summary>
internal readonly struct FoldEvent
{
    /// <summary>What was done.</summary>
    public required Behavior Behavior { get; init; }

    /// <summary>Level of the shop's finer word for it: 0..n-1 a known word, n another word, -1 absent.</summary>
    public required int Detail { get; init; }

    /// <summary>Level of the words of a search: 0..n-1 known ones, n others, -1 absent.</summary>
    public required int Query { get; init; }

    /// <summary>The item acted on, an index into the item table; -1 for none.</summary>
    public required int Item { get; init; }

    /// <summary>Unit price, &gt;= 0; NaN where the event has none and none is known.</summary>
    public required float Price { get; init; }

    /// <summary>Units, &gt; 0.</summary>
    public required float Quantity { get; init; }

    /// <summary>True for the shopper's first event.</summary>
    public required bool First { get; init; }

    /// <summary>True where the event opens a session.</summary>
    public required bool NewSession { get; init; }

    /// <summary>True where the event is the shopper's first on its day in the shop's zone.</summary>
    public required bool NewDay { get; init; }

    /// <summary>True for the first purchase row of an order.</summary>
    public required bool NewOrder { get; init; }

    /// <summary>True where the event is on the item of the shopper's last event that had one.</summary>
    public required bool SameItem { get; init; }

    /// <summary>True where the shopper touched the item before.</summary>
    public required bool SeenItem { get; init; }

    /// <summary>True where the shopper touched the item before in this session.</summary>
    public required bool SeenInSession { get; init; }

    /// <summary>True from 22:00 to 6:00 in the shop's zone.</summary>
    public required bool Night { get; init; }

    /// <summary>Units that the event adds to the cart, or takes out (negative).</summary>
    public required float CartUnits { get; init; }

    /// <summary>Value of these units at the price they were put in for.</summary>
    public required float CartValue { get; init; }

    /// <summary>Days since the shopper's previous event, &gt;= 0; 0 for the first.</summary>
    public required double DaysSincePrevious { get; init; }

    /// <summary>Fading over <see cref="DaysSincePrevious"/>.</summary>
    public required Decays Decays { get; init; }
}
