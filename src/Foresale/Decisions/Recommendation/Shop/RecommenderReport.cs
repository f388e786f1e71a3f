using Foresale.Evaluation;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>How lists did.</summary>
/// <param name="Name">What they were ranked by.</param>
/// <param name="Recall">Mean share of the items touched later that stand in the list.</param>
/// <param name="Ndcg">Normalised discounted gain of those items: 1 where they fill the first places of the list, as many as it has (Järvelin and Kekäläinen 2002).</param>
/// <param name="BoughtShare">Share of the purchases made later that stand in the list.</param>
/// <param name="MarginFound">Margin of those purchases, a shopper, in the shop's currency; without prices, their number.</param>
public sealed record ListQuality(string Name, double Recall, double Ndcg, double BoughtShare, double MarginFound)
{
    /// <summary>Recall less that of popularity, with its 95 % interval over shoppers.</summary>
    public Interval RecallOverPopularity { get; init; }

    /// <summary>Margin found less that of popularity, likewise.</summary>
    public Interval MarginOverPopularity { get; init; }

    /// <summary>Recall of the first place, the first two, and so on to the whole list; empty where nobody came.</summary>
    public IReadOnlyList<double> RecallByLength { get; init; } = [];
}

/// <summary>Rankings side by side on a part of the log that none of them has seen: the same candidates, rules, diversity and length for all.</summary>
public sealed record RecommenderReport
{
    /// <summary>Names of the rankings.</summary>
    public const string ExpectedValue = "expected value", LearnedWeights = "learned weights", ByInterest = "by interest alone", Popularity = "popularity";

    private const int DrawCount = 1_000, DrawSeed = 17;

    /// <summary>Shoppers who came in that part.</summary>
    public required int Shoppers { get; init; }

    /// <summary>Those of them of whom nothing was known.</summary>
    public required int NewShoppers { get; init; }

    /// <summary>Items of a list.</summary>
    public required int Length { get; init; }

    /// <summary>The rankings: expected value, learned weights, by interest alone, popularity.</summary>
    public required IReadOnlyList<ListQuality> Lists { get; init; }

    /// <summary>Name of the ranking that is served.</summary>
    public required string Served { get; init; }

    /// <summary>Whether learned weights of the ranking ship.</summary>
    public required LearnedRanking Ranking { get; init; }

    /// <summary>One of the rankings.</summary>
    public ListQuality Of(string name) => Lists.Single(l => string.Equals(l.Name, name, StringComparison.Ordinal));

    /// <summary>True for the ranking that is served.</summary>
    internal bool Serves(ListQuality list) => string.Equals(list.Name, Served, StringComparison.Ordinal);

    /// <summary>Judges.</summary>
    /// <param name="model">Has not seen what is held out.</param>
    /// <param name="window">What happened then.</param>
    /// <param name="found">Learned weights; null for none.</param>
    /// <param name="cancellationToken">Looked at once a shopper.</param>
    internal static RecommenderReport Of(Recommender model, HeldOut window, RankingWeights? found, CancellationToken cancellationToken)
    {
        var popularity = model.Mixing([.. InterestModel.Sources.Select(s => s is InterestModel.PopularitySource ? 1.0 : 0)]);
        (string Name, ListTally Tally)[] rankings =
        [
            (ExpectedValue, new ListTally(LearnedRanking.Under(model, RankingWeights.ExpectedValue))),
            (LearnedWeights, new ListTally(LearnedRanking.Under(model, found ?? RankingWeights.ExpectedValue))),
            (ByInterest, new ListTally(LearnedRanking.Under(model, RankingWeights.InterestAlone))),
            (Popularity, new ListTally(LearnedRanking.Under(popularity, RankingWeights.InterestAlone))),
        ];
        foreach (var shopper in window.Shoppers.OrderBy(s => s.UserId, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (_, tally) in rankings)
            {
                tally.Add(shopper);
            }
        }

        var ranking = LearnedRanking.Judge(found, rankings[0].Tally.Margins, rankings[1].Tally.Margins);
        return new RecommenderReport
        {
            Shoppers = window.Shoppers.Count,
            NewShoppers = window.Shoppers.Count(s => s.History.IsEmpty),
            Length = model.Options.Length,
            Lists = [.. rankings.Select(r => r.Tally.Quality(r.Name, rankings[^1].Tally))],
            Served = model.Options.IsByInterest ? ByInterest : ranking.Verdict is { IsShipped: true } ? LearnedWeights : ExpectedValue,
            Ranking = ranking,
        };
    }

    /// <summary>Mean of what one has more than the other, with its 95 % interval over shoppers.</summary>
    internal static Interval Gain(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        double[] gains = [.. one.Zip(other, (a, b) => a - b)];
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
}
