using Foresale.Decisions.Benchmarks;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>
/// Weights of the ranking, chosen to find the margin that shoppers spent later: on one half of the shoppers the best of a grid, and it ships only where it beats
/// the expected value on the other half.
/// </summary>
/// <param name="Weights">What ships.</param>
/// <param name="Found">The best of the grid on the first half.</param>
/// <param name="Verdict">How it did on the second; null where nobody bought in either half.</param>
public sealed record LearnedRanking(RankingWeights Weights, RankingWeights Found, GateVerdict? Verdict)
{
    private static readonly double[] s_exponents = [0, .5, 1, 2];

    /// <summary>Chooses and judges.</summary>
    /// <param name="model">Ranks by expected value; has not seen what is held out.</param>
    /// <param name="window">What happened then.</param>
    internal static LearnedRanking Choose(Recommender model, HeldOut window)
    {
        // Of each shopper with a purchase: candidates with their interest, and what they bought.
        var shoppers = window.Shoppers.Where(s => s.Bought.Count > 0).OrderBy(s => s.UserId, StringComparer.Ordinal).Select(s => Lists.Of(model, s)).ToList();
        var (choosing, judging) = (shoppers.Where(s => s.Half == 0).ToList(), shoppers.Where(s => s.Half == 1).ToList());
        var usual = RankingWeights.ExpectedValue;
        if (choosing.Count == 0 || judging.Count < 2)
        {
            return new LearnedRanking(usual, usual, Verdict: null);
        }

        var grid = s_exponents.SelectMany(intent => s_exponents.Where(v => v == 0 || model.Counts.HasPrices).Select(value => new RankingWeights(1, intent, value)));
        var found = grid.OrderBy(w => w == usual ? 0 : 1).MaxBy(w => choosing.Average(s => s.Found(model, w)))!;
        var verdict = DecisionGate.Judge(new DecisionInstance
        {
            Name = "ranking",
            Title = "Ranking of a shop",
            Score = "margin found a shopper",
            Policies =
            [
                PolicyScores.Of("expected value", [.. judging.Select(s => s.Found(model, usual))]),
                PolicyScores.Of("learned", [.. judging.Select(s => s.Found(model, found))], PolicyRole.Learned),
            ],
        });
        return new LearnedRanking(verdict!.IsShipped ? found : usual, found, verdict);
    }

    private sealed record Lists(int Half, int[] Items, float[] Interest, HashSet<int> Bought)
    {
        public static Lists Of(Recommender model, HeldOut.Shopper shopper)
        {
            var rows = model.Interest.Read(shopper.History);
            var mixed = model.Interest.Mix(rows);
            int[] items = [.. Recommender.Candidates(rows, model.Options.Candidates).Where(i => model.IsAllowed(i, shopper.History, model.Options))];
            return new Lists(RecommenderFit.Half(shopper.UserId), items, [.. items.Select(i => mixed[i])], [.. shopper.Bought.Select(model.Counts.Find).Where(i => i >= 0)]);
        }

        /// <summary>Margin of what was bought later and stands in the list.</summary>
        public double Found(Recommender model, RankingWeights weights) => Enumerable.Range(0, Items.Length)
            .OrderByDescending(at => model.Score(Interest[at], Items[at], weights)).Take(model.Options.Length)
            .Sum(at => Bought.Contains(Items[at]) ? model.Counts.Value[Items[at]] : 0);
    }
}
