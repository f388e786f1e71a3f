using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>Counts a log while it is read, so that a recommender can be made of it at several instants.</summary>
internal sealed class RecommenderLog(RecommenderOptions options, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> sideFile)
{
    private const int LeastPairs = 200, MostFactorShoppers = 50_000;
    private readonly InteractionCounter _pairs = new(options.Factors.Weights);
    private readonly Dictionary<string, ShopperHistory> _histories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double? Price, string? Category, int Touched, int Bought)> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Device, string Item), float> _weights = [];
    private readonly Queue<string[]> _sessions = new();
    private ItemFactors? _factors;

    /// <summary>What each shopper did so far.</summary>
    public IReadOnlyDictionary<string, ShopperHistory> Histories => _histories;

    /// <summary>The history of a shopper, an empty one where there is none.</summary>
    public ShopperHistory HistoryOf(string user) => _histories.TryGetValue(user, out var history) ? history : _histories[user] = new ShopperHistory();

    /// <summary>Counts an event.</summary>
    public void Add(ShopEvent shopEvent)
    {
        _pairs.Add(shopEvent);
        var history = HistoryOf(shopEvent.UserId);
        if (shopEvent.ItemId is { } item && options.Factors.Weights.Of(shopEvent.Behavior) is > 0 and var weight)
        {
            var (price, category, touched, bought) = _items.GetValueOrDefault(item);
            if (shopEvent.Price is < 0)
            {
                throw new UserFaultException($"event '{shopEvent.EventId}'", FormattableString.Invariant($"its price, {shopEvent.Price}, is below 0."), "Correct the log; a refund is a behavior of its own.");
            }

            _items[item] = (
                (double?)shopEvent.Price ?? price,
                shopEvent.Category ?? category,
                touched + (history.Weights.ContainsKey(item) ? 0 : 1),
                bought + (shopEvent.Behavior is Behavior.Purchase && !history.Bought.Contains(item) ? 1 : 0));
            var key = (shopEvent.Device ?? "", item);
            _weights[key] = _weights.GetValueOrDefault(key) + weight;
            if (history.IsNewSession(shopEvent))
            {
                Keep(history.Session);
            }
        }

        history.Add(shopEvent, options.Factors.Weights);
    }

    /// <summary>A recommender of what was counted so far.</summary>
    /// <param name="mixture">Weights of the sources; null for equal ones.</param>
    /// <param name="ranking">How it ranks.</param>
    /// <param name="asOf">What the side file says from then on is not known; null to know all of it.</param>
    /// <param name="cancellationToken">Looked at once a sweep of the factors.</param>
    public Recommender Build(IReadOnlyList<double>? mixture, RankingWeights ranking, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var pairs = _pairs.Take(MostFactorShoppers, options.MostItems);
        _factors = pairs.Pairs < LeastPairs ? null : ImplicitAls.Fit(pairs, options.Factors, _factors, cancellationToken).Factors();
        string[] names = [.. _items.OrderByDescending(p => p.Value.Touched).ThenBy(p => p.Key, StringComparer.Ordinal).Take(options.MostItems).Select(p => p.Key)];
        var index = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var byDevice = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var ((device, item), weight) in _weights)
        {
            if (index.TryGetValue(item, out var i))
            {
                (byDevice.TryGetValue(device, out var row) ? row : byDevice[device] = new float[names.Length])[i] += weight;
            }
        }

        var counts = new ItemCounts(
            [.. names.Select(n => ShopItems.Read(sideFile, n, asOf, _items[n].Price, _items[n].Category))],
            [.. names.Select(n => _items[n].Touched)],
            [.. names.Select(n => _items[n].Bought)],
            byDevice,
            _factors);
        var running = _histories.Values.Where(h => h.Session.Count > 1).Select(h => (IReadOnlyList<string>)h.Session);
        var sessions = ItemSessions.Of(_sessions.Concat(running.Select(s => s.ToArray())).Select(s => s.Where(index.ContainsKey).Select(n => index[n]).ToArray()), names.Length);
        return new Recommender(counts, new InterestModel(counts, _factors, sessions, mixture), ranking, options);
    }

    private void Keep(IReadOnlyList<string> session)
    {
        if (session.Count > 1)
        {
            _sessions.Enqueue([.. session]);
            if (_sessions.Count > options.MostSessions)
            {
                _sessions.Dequeue();
            }
        }
    }
}
