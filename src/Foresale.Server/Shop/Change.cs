using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Server.Shop;

/// <summary>Something that the log takes in: a shopper's deed, a login, rows of items, time.</summary>
internal abstract record Change
{
    /// <summary>A shopper did something.</summary>
    public sealed record Event(ShopEvent ShopEvent) : Change;

    /// <summary>A guest turned out to be somebody.</summary>
    public sealed record Merge(IdentityMerge Identity) : Change;

    /// <summary>Rows of the catalogue, each whole, as of now.</summary>
    public sealed record Items(IReadOnlyList<(string ItemId, IReadOnlyDictionary<string, string> Values)> Rows) : Change;

    /// <summary>Time has passed: a day may have begun though nobody came.</summary>
    public sealed record Tick(DateTimeOffset Now) : Change;
}

/// <summary>What became of the changes of a request, all of them on the disk.</summary>
/// <param name="Accepted">Events taken in, late ones included.</param>
/// <param name="Duplicates">Events that the log had already.</param>
/// <param name="Late">Events older than a day: kept in the log, left out of every state.</param>
/// <param name="Merged">Guests who turned out to be somebody.</param>
internal readonly record struct Receipt(int Accepted, int Duplicates, int Late, int Merged)
{
    public static Receipt operator +(Receipt a, Receipt b) => new(a.Accepted + b.Accepted, a.Duplicates + b.Duplicates, a.Late + b.Late, a.Merged + b.Merged);
}
