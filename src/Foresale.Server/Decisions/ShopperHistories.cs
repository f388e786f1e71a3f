using Foresale.Decisions.Recommendation.Shop;
using Foresale.Features;
using Foresale.Server.Shop;

namespace Foresale.Server.Decisions;

/// <summary>
/// What shoppers did, as a recommendation reads it: from the log, by the shopper's own chain of entries, when they are asked for. So it costs no memory, is as new as the last event,
/// and an erasure needs no second place.
/// </summary>
internal sealed class ShopperHistories(ShopState shop, ShopLog log)
{
    /// <summary>A shopper's history of their last events, with those of before a login; empty for one never seen.</summary>
    public async Task<ShopperHistory> ReadAsync(string userId, InteractionWeights weights)
    {
        var last = -1L;
        await log.BetweenRoundsAsync(() =>
        {
            last = shop.Sequencer.LastOf(userId);
            return Task.CompletedTask;
        });
        var history = new ShopperHistory();
        foreach (var shopEvent in last < 0 ? [] : new ShopperEvents(shop.Log, shop.Keys).Told(last))
        {
            history.Add(shopEvent, weights);
        }

        return history;
    }
}
