using Foresale.Decisions.Benchmarks;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>
/// Weights of the ranking: the pair of a grid whose lists found most of the margin that shoppers spent in one part of the log. It ships only where it beats the
/// expected value in the next part, which neither has seen.
/// </summary>
/// <param name="Weights">What ships.</param>
/// <param name="Found">The best of the grid.</param>
/// <param name="Verdict">How it did in the next part; null where nobody bought in the one before, or fewer than two shoppers came in it.</param>
public sealed record LearnedRanking(RankingWeights Weights, RankingWeights Found, GateVerdict? Verdict)
{
    private const int MostShoppers = 1_000, DrawSeed = 31; // a list a shopper and pair of weights: more shoppers would take minutes
    private static readonly double[] s_exponents = [0, .5, 1, 2];

    /// <summary>The best of the grid; null where nobody bought.</summary>
    /// <param name="model">Has not seen what is held out.</param>
    /// <param name="window">What happened then.</param>
    /// <param name="cancellationToken">Looked at once a pair of weights.</param>
    internal static RankingWeights? Choose(Recommender model, HeldOut window, CancellationToken cancellationToken)
    {
        HeldOut.Shopper[] buyers = [.. window.Shoppers.Where(s => s.Bought.Count > 0).OrderBy(s => s.UserId, StringComparer.Ordinal)];
        if (buyers.Length == 0)
        {
            return null;
        }

        new Random(DrawSeed).Shuffle(buyers);
        var usual = RankingWeights.ExpectedValue;
        var grid = s_exponents.SelectMany(intent => s_exponents.Where(v => v == 0 || model.Counts.HasPrices).Select(value => new RankingWeights(1, intent, value)));
        return grid.OrderBy(w => w == usual ? 0 : 1).MaxBy(weights =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tally = new ListTally(Under(model, weights));
            foreach (var shopper in buyers.Take(MostShoppers))
            {
                tally.Add(shopper);
            }

            return tally.Margins.Average();
        });
    }

    /// <summary>Judges what was found.</summary>
    /// <param name="found">By <see cref="Choose"/>.</param>
    /// <param name="usual">Margin found of each shopper by expected value.</param>
    /// <param name="learned">By what was found.</param>
    internal static LearnedRanking Judge(RankingWeights? found, IReadOnlyList<double> usual, IReadOnlyList<double> learned)
    {
        if (found is null || usual.Count < 2)
        {
            return new LearnedRanking(RankingWeights.ExpectedValue, found ?? RankingWeights.ExpectedValue, Verdict: null);
        }

        var verdict = DecisionGate.Judge(new DecisionInstance
        {
            Name = "ranking",
            Title = "Ranking of a shop",
            Score = "margin found a shopper",
            Policies = [PolicyScores.Of(RecommenderReport.ExpectedValue, usual), PolicyScores.Of(RecommenderReport.LearnedWeights, learned, PolicyRole.Learned)],
        })!;
        return new LearnedRanking(verdict.IsShipped ? found : RankingWeights.ExpectedValue, found, verdict);
    }

    /// <summary>The same recommender with other weights.</summary>
    internal static Recommender Under(Recommender model, RankingWeights weights) => new(model.Counts, model.Interest, weights, model.Options with { IsByInterest = false });
}
