using Foresale.Live;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>Exponents of a score: log score = interest x log P(interested) + intent x log P(buys) + value x log(price x margin). All 1 is the expected value.</summary>
/// <param name="Interest">Of P(the next item touched is this one).</param>
/// <param name="Intent">Of P(buys | is interested).</param>
/// <param name="Value">Of price x margin.</param>
public sealed record RankingWeights(double Interest, double Intent, double Value)
{
    /// <summary>By expected value.</summary>
    public static RankingWeights ExpectedValue { get; } = new(1, 1, 1);

    /// <summary>By interest alone.</summary>
    public static RankingWeights InterestAlone { get; } = new(1, 0, 0);
}

/// <summary>A recommended item.</summary>
/// <param name="ItemId">Which.</param>
/// <param name="Score">What it was ranked by; only its order means something.</param>
/// <param name="Interest">P(it is the next item that the shopper touches).</param>
/// <param name="Intent">P(buys | is interested).</param>
/// <param name="ExpectedValue">Interest x intent x price x margin, in the shop's currency; without prices, interest x intent.</param>
/// <param name="Source">The source that spoke for it most: own, factors, transitions, neighbors or popularity.</param>
public sealed record RecommendedPlace(string ItemId, double Score, double Interest, double Intent, double ExpectedValue, string Source);

/// <summary>What to show a shopper.</summary>
/// <param name="Places">The best first; fewer than asked for where rules leave no more.</param>
/// <param name="IsColdStart">True where nothing is known of the shopper: these are what sells on their device.</param>
public sealed record RecommendationList(IReadOnlyList<RecommendedPlace> Places, bool IsColdStart);

/// <summary>
/// Chooses what to show: candidates from the shopper's own items, factors, transitions, neighboring sessions and popularity; ranked by expected value (intent x price x margin),
/// or by learned weights where these won; held back by rules. It has no state of shoppers: a history comes with each question.
/// </summary>
/// <remarks>docs/decisions/recommendation.md. One thread at a time.</remarks>
public sealed class Recommender
{
    private const double Tiny = 1e-12, DiversityScale = 4;

    internal Recommender(ItemCounts counts, InterestModel interest, RankingWeights weights, RecommenderOptions options) =>
        (Counts, Interest, Weights, Options) = (counts, interest, weights, options);

    /// <summary>How it ranks.</summary>
    public RankingWeights Weights { get; }

    /// <summary>Its rules, where a question has no own.</summary>
    public RecommenderOptions Options { get; }

    /// <summary>Items that it knows.</summary>
    public IReadOnlyList<RecommendedItem> Items => Counts.Items;

    /// <summary>Weight of each source of candidates.</summary>
    public IReadOnlyDictionary<string, double> Sources => InterestModel.Sources.Zip(Interest.Weights).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);

    internal ItemCounts Counts { get; }

    internal InterestModel Interest { get; }

    /// <summary>True for an item that it knows.</summary>
    public bool Knows(string itemId) => Counts.Find(itemId) >= 0;

    /// <summary>Chooses for a shopper.</summary>
    /// <param name="history">What they did; empty for nobody known.</param>
    /// <param name="options">Rules of this question; null for <see cref="Options"/>.</param>
    /// <param name="factsOf">Price, margin and stock of an item as they are now, null for one of which nothing newer is known; null to go by what the log had.</param>
    public RecommendationList Recommend(ShopperHistory history, RecommenderOptions? options = null, Func<string, ItemFacts?>? factsOf = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= Options;
        options.Require();
        var rows = Interest.Read(history);
        var mixed = Interest.Mix(rows);
        var facts = Candidates(rows, options.Candidates).ToDictionary(i => i, i => factsOf?.Invoke(Counts.Items[i].ItemId));
        double ValueOf(int item) => facts[item]?.Earns is { } earns ? Math.Max(0, earns) : Counts.Value[item];
        var weights = options.IsByInterest ? RankingWeights.InterestAlone : Weights;
        var scores = facts.Where(f => IsAllowed(f.Key, history, options, f.Value)).ToDictionary(f => f.Key, f => Score(mixed[f.Key], f.Key, ValueOf(f.Key), weights));
        var chosen = Choose(scores, options);
        return new RecommendationList([.. chosen.Select(c => Place(c.Item, c.Score, ValueOf(c.Item), mixed, rows))], history.IsEmpty);
    }

    /// <summary>
    /// Of what a shopper may buy, the share of each item: P(it is this one | they buy) = interest x P(buys | is interested), divided by its sum over all items. What an item's purchase is expected
    /// to be where only the shopper's intent is known is that intent times this share.
    /// </summary>
    /// <param name="history">What they did; empty for nobody known.</param>
    /// <returns>The share by item; null for one that it does not know.</returns>
    public Func<string, double?> PurchaseShares(ShopperHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var mixed = Interest.Mix(Interest.Read(history));
        var total = 0.0;
        for (var i = 0; i < mixed.Length; i++)
        {
            total += mixed[i] * Counts.Intent[i];
        }

        return item => Counts.Find(item) is >= 0 and var i ? mixed[i] * Counts.Intent[i] / (total + Tiny) : null;
    }

    /// <summary>The same with other weights of its sources.</summary>
    internal Recommender Mixing(IReadOnlyList<double> mixture) => new(Counts, new InterestModel(Counts, Interest.Factors, Interest.Sessions, mixture), Weights, Options);

    /// <summary>log score of an item.</summary>
    internal double Score(double interest, int item, RankingWeights weights) => Score(interest, item, Counts.Value[item], weights);

    /// <summary>The best of each source.</summary>
    internal static IEnumerable<int> Candidates(IReadOnlyList<float[]> rows, int each) =>
        rows.SelectMany(row => Best(row, each)).Distinct();

    /// <summary>What rules let through.</summary>
    internal bool IsAllowed(int index, ShopperHistory history, RecommenderOptions options, ItemFacts? facts = null)
    {
        var item = Counts.Items[index];
        item = item with { Price = facts?.Price ?? item.Price, Stock = facts is null ? item.Stock : facts.Stock };
        return !(options.HoldBackBought && history.Bought.Contains(item.ItemId))
            && !(options.HoldBackSeen && history.Weights.ContainsKey(item.ItemId))
            && !(options.InStockOnly && item.Stock is <= 0)
            && (options.LeastPrice is not { } least || item.Price >= least)
            && (options.MostPrice is not { } most || item.Price <= most);
    }

    private double Score(double interest, int item, double value, RankingWeights weights) =>
        (weights.Interest * Math.Log(interest + Tiny)) + (weights.Intent * Math.Log(Counts.Intent[item] + Tiny)) + (weights.Value * Math.Log(value + Tiny));

    private static IEnumerable<int> Best(float[] row, int count)
    {
        var heap = new PriorityQueue<int, float>();
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] > 0)
            {
                heap.Enqueue(i, row[i]);
                if (heap.Count > count)
                {
                    heap.Dequeue();
                }
            }
        }

        return heap.UnorderedItems.Select(p => p.Element).Order();
    }

    private List<(int Item, double Score)> Choose(Dictionary<int, double> scores, RecommenderOptions options)
    {
        var left = scores.OrderByDescending(p => p.Value).ThenBy(p => p.Key).Select(p => (Item: p.Key, Score: p.Value)).ToList();
        List<(int Item, double Score)> chosen = [];
        var ofCategory = new Dictionary<string, int>(StringComparer.Ordinal);
        while (chosen.Count < options.Length && left.Count > 0)
        {
            var next = options.Diversity > 0 ? left.MaxBy(p => p.Score - Penalty(p.Item)) : left[0];
            left.Remove(next);
            if (Counts.Items[next.Item].Category is { } category && options.MostPerCategory is { } most)
            {
                if (ofCategory.GetValueOrDefault(category) >= most)
                {
                    continue;
                }

                ofCategory[category] = ofCategory.GetValueOrDefault(category) + 1;
            }

            chosen.Add((next.Item, next.Score - Penalty(next.Item)));
        }

        return chosen;

        double Penalty(int item) => options.Diversity > 0 && chosen.Count > 0 ? DiversityScale * options.Diversity * chosen.Max(c => Likeness(c.Item, item)) : 0;
    }

    // Cosine of factors; items without any are alike where they share a category.
    private double Likeness(int one, int two)
    {
        if (Interest.Factors is { } factors && Counts.FactorRow(one) is >= 0 and var a && Counts.FactorRow(two) is >= 0 and var b)
        {
            var (dot, first, second) = (0.0, 0.0, 0.0);
            for (var d = 0; d < factors.Dimension; d++)
            {
                var (x, y) = (factors.Of(a)[d], factors.Of(b)[d]);
                (dot, first, second) = (dot + (x * y), first + (x * x), second + (y * y));
            }

            return Math.Max(0, dot / Math.Sqrt((first * second) + Tiny));
        }

        return Counts.Items[one].Category is { } category && string.Equals(category, Counts.Items[two].Category, StringComparison.Ordinal) ? 1 : 0;
    }

    private RecommendedPlace Place(int item, double score, double value, float[] mixed, IReadOnlyList<float[]> rows)
    {
        var source = Enumerable.Range(0, rows.Count).MaxBy(k => Interest.Weights[k] * rows[k][item]);
        return new RecommendedPlace(Counts.Items[item].ItemId, score, mixed[item], Counts.Intent[item], mixed[item] * Counts.Intent[item] * value, InterestModel.Sources[source]);
    }
}
