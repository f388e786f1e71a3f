using Foresale.Evaluation;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>How lists did.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Recall">Mean share of the items touched later that stand in the list.</param>
/// <param name="Ndcg">Normalised discounted gain of those items: 1 where they stand first (Järvelin and Kekäläinen 2002).</param>
/// <param name="BoughtShare">Share of the purchases made later that stand in the list.</param>
/// <param name="MarginFound">Margin of those purchases, a shopper, in the shop's currency; without prices, their number.</param>
public sealed record ListQuality(string Name, double Recall, double Ndcg, double BoughtShare, double MarginFound);

/// <summary>A recommender against popularity, both under the same rules, on a part of the log that neither has seen.</summary>
public sealed record RecommenderReport
{
    private const int DrawCount = 1_000, DrawSeed = 17;

    /// <summary>Shoppers who came in that part.</summary>
    public required int Shoppers { get; init; }

    /// <summary>Those of them of whom nothing was known.</summary>
    public required int NewShoppers { get; init; }

    /// <summary>Items of a list.</summary>
    public required int Length { get; init; }

    /// <summary>The recommender, the same ranked by interest alone, popularity.</summary>
    public required IReadOnlyList<ListQuality> Lists { get; init; }

    /// <summary>Recall by interest less that of popularity, with its 95 % interval over shoppers.</summary>
    public required Interval RecallGain { get; init; }

    /// <summary>Margin found a shopper by the recommender less by popularity, likewise.</summary>
    public required Interval MarginGain { get; init; }

    /// <summary>Whether learned weights of the ranking ship.</summary>
    public required LearnedRanking Ranking { get; init; }

    /// <summary>Judges.</summary>
    internal static RecommenderReport Of(Recommender model, HeldOut window, LearnedRanking ranking)
    {
        var shoppers = window.Shoppers.OrderBy(s => s.UserId, StringComparer.Ordinal).ToList();
        var own = new List<Row>();
        var interest = new List<Row>();
        var popular = new List<Row>();
        var byInterest = model.Options with { IsByInterest = true };
        foreach (var shopper in shoppers)
        {
            own.Add(Row.Of(model, shopper, [.. model.Recommend(shopper.History).Places.Select(p => p.ItemId)]));
            interest.Add(Row.Of(model, shopper, [.. model.Recommend(shopper.History, byInterest).Places.Select(p => p.ItemId)]));
            popular.Add(Row.Of(model, shopper, Popular(model, shopper.History)));
        }

        return new RecommenderReport
        {
            Shoppers = shoppers.Count,
            NewShoppers = shoppers.Count(s => s.History.IsEmpty),
            Length = model.Options.Length,
            Lists = [Quality("recommender", own), Quality("by interest alone", interest), Quality("popularity", popular)],
            RecallGain = Gain([.. interest.Zip(popular, (a, b) => a.Recall - b.Recall)]),
            MarginGain = Gain([.. own.Zip(popular, (a, b) => a.Margin - b.Margin)]),
            Ranking = ranking,
        };
    }

    private static string[] Popular(Recommender model, ShopperHistory history)
    {
        var row = new float[model.Items.Count];
        model.Counts.Popularity(history.Device, row);
        return [.. Enumerable.Range(0, row.Length).Where(i => model.IsAllowed(i, history, model.Options)).OrderByDescending(i => row[i]).Take(model.Options.Length).Select(i => model.Items[i].ItemId)];
    }

    private static ListQuality Quality(string name, List<Row> rows) => new(
        name,
        rows.Count == 0 ? double.NaN : rows.Average(r => r.Recall),
        rows.Count == 0 ? double.NaN : rows.Average(r => r.Ndcg),
        rows.Sum(r => r.Bought) == 0 ? double.NaN : rows.Sum(r => r.Found) / (double)rows.Sum(r => r.Bought),
        rows.Count == 0 ? double.NaN : rows.Average(r => r.Margin));

    private static Interval Gain(double[] gains)
    {
        if (gains.Length == 0)
        {
            return Interval.Undefined;
        }

        var random = new Random(DrawSeed);
        var draws = new double[DrawCount];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            for (var i = 0; i < gains.Length; i++)
            {
                draws[draw] += gains[random.Next(gains.Length)] / gains.Length;
            }
        }

        return Interval.OfDraws(gains.Average(), draws, level: .95);
    }

    private readonly record struct Row(double Recall, double Ndcg, int Bought, int Found, double Margin)
    {
        public static Row Of(Recommender model, HeldOut.Shopper shopper, string[] list)
        {
            var (hits, gain, best) = (0, 0.0, 0.0);
            for (var place = 0; place < list.Length; place++)
            {
                var discount = 1 / Math.Log2(place + 2);
                best += place < shopper.Touched.Count ? discount : 0;
                if (shopper.Touched.Contains(list[place]))
                {
                    (hits, gain) = (hits + 1, gain + discount);
                }
            }

            var found = list.Where(shopper.Bought.Contains).ToList();
            return new Row(
                (double)hits / shopper.Touched.Count, best > 0 ? gain / best : 0, shopper.Bought.Count, found.Count, found.Sum(item => model.Counts.Value[model.Counts.Find(item)]));
        }
    }
}
