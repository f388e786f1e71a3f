using Foresale.Events;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>What shoppers did in a part of the log that no model has seen, with their histories as that part began.</summary>
internal sealed class HeldOut
{
    private readonly Dictionary<string, Shopper> _shoppers = new(StringComparer.Ordinal);

    /// <summary>Shoppers who came in it.</summary>
    public IReadOnlyCollection<Shopper> Shoppers => _shoppers.Values;

    /// <summary>Takes an event, before the log does.</summary>
    public void Add(RecommenderLog log, ShopEvent shopEvent, RecommenderOptions options)
    {
        if (shopEvent.ItemId is not { } item || options.Factors.Weights.Of(shopEvent.Behavior) == 0)
        {
            return;
        }

        if (!_shoppers.TryGetValue(shopEvent.UserId, out var shopper))
        {
            _shoppers[shopEvent.UserId] = shopper = new Shopper(shopEvent.UserId, log.HistoryOf(shopEvent.UserId).Copy(shopEvent.Device));
        }

        shopper.Touched.Add(item);
        if (shopEvent.Behavior is Behavior.Purchase)
        {
            shopper.Bought.Add(item);
        }
    }

    /// <summary>One of them.</summary>
    /// <param name="UserId">Who.</param>
    /// <param name="History">As the part began.</param>
    internal sealed record Shopper(string UserId, ShopperHistory History)
    {
        /// <summary>Items touched in it.</summary>
        public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

        /// <summary>Items bought in it.</summary>
        public HashSet<string> Bought { get; } = new(StringComparer.Ordinal);
    }
}
