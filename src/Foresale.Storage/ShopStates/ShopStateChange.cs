namespace Foresale.Storage.ShopStates;

/// <summary>What the state of a shop has once, as bytes that only its writer understands.</summary>
public sealed record ShopStateParts
{
    /// <summary>The place in the log, and what else says whether the rest can be used.</summary>
    public required ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>Who is who.</summary>
    public required ReadOnlyMemory<byte> Names { get; init; }

    /// <summary>Who is in which session.</summary>
    public required ReadOnlyMemory<byte> Sessions { get; init; }

    /// <summary>Price, margin and stock of items.</summary>
    public required ReadOnlyMemory<byte> Stock { get; init; }

    /// <summary>Numbers of shoppers that are held: to ask for another one must not cost a look at the disk.</summary>
    public required ReadOnlyMemory<byte> Held { get; init; }

    /// <summary>What is known of items, in parts; of a change those that changed.</summary>
    public required IReadOnlyList<(int Part, ReadOnlyMemory<byte> Value)> Items { get; init; }
}

/// <summary>The state of a shop at another place in the log, as what changed.</summary>
public sealed record ShopStateChange
{
    /// <summary>What is there once.</summary>
    public required ShopStateParts Parts { get; init; }

    /// <summary>States of the shoppers who changed, each sealed with its key; gone through once.</summary>
    public required IEnumerable<(long Number, byte[] Sealed)> Shoppers { get; init; }

    /// <summary>Shoppers who were forgotten; one who came back since stands in <see cref="Shoppers"/> too.</summary>
    public required IReadOnlyCollection<long> Gone { get; init; }

    /// <summary>Keys of events that were seen since, by day number; gone through once.</summary>
    public required IEnumerable<(int Day, ReadOnlyMemory<byte> Keys)> Seen { get; init; }

    /// <summary>The first day whose keys are kept.</summary>
    public required int FirstSeenDay { get; init; }
}
