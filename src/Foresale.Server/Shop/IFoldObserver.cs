using Foresale.Events;
using Foresale.Features;
using Foresale.Live;

namespace Foresale.Server.Shop;

/// <summary>Hears what is folded, live and in replay, in the order of the log. Called from one place at a time, and has to be quick: requests wait for it.</summary>
internal interface IFoldObserver
{
    /// <summary>An event was folded.</summary>
    /// <param name="shopEvent">The event; of an erased shopper only what items count.</param>
    /// <param name="address">Its place in the log.</param>
    /// <param name="shards">The shoppers, after it.</param>
    void Folded(ShopEvent shopEvent, long address, ShardSet shards);

    /// <summary>A guest turned out to be somebody, and what they did was folded under that name.</summary>
    void Merged(string anonymousId, string userId, ShardSet shards);

    /// <summary>The catalogue has newer rows.</summary>
    void Put(IReadOnlyList<(string ItemId, ItemRow Row)> rows)
    {
    }
}
