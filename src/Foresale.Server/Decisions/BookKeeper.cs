using Foresale.Events;
using Foresale.Features;
using Foresale.Live;
using Foresale.Server.Shop;

namespace Foresale.Server.Decisions;

/// <summary>Keeps the book of items as the log goes on.</summary>
internal sealed class BookKeeper(ItemBook book) : IFoldObserver
{
    /// <inheritdoc/>
    public void Folded(ShopEvent shopEvent, long address, ShardSet shards) => book.Fold(shopEvent);

    /// <inheritdoc/>
    public void Merged(string anonymousId, string userId, ShardSet shards)
    {
        // what a guest bought was taken from the stock when they bought it
    }

    /// <inheritdoc/>
    public void Put(IReadOnlyList<(string ItemId, ItemRow Row)> rows) => book.Put(rows.Select(r => KeyValuePair.Create(r.ItemId, r.Row.Values)));
}
