using Foresale.Decisions.Recommendation;
using Foresale.Decisions.Recommendation.Pages;

namespace Foresale.Learning.Decisions.Recommendation;

/// <summary>What the learned ranking has to beat on the planted shop.</summary>
internal static class PageBaselines
{
    /// <summary>Shoppers that the counting models and the bandits learn from.</summary>
    public const int TrainingShoppers = 12_000;

    /// <summary>Of the shoppers that judge: none of them is met in training.</summary>
    public const int JudgingSeed = 909;

    private const int LogSeed = 101, BanditSeed = 202;
    private const double Width = .5; // standard deviations that a bandit adds or draws

    /// <summary>Learns and gives them in the order of the table.</summary>
    /// <param name="truth">Of the shop.</param>
    /// <param name="shoppers">That counting models and bandits learn from.</param>
    /// <param name="constant">Constant weights.</param>
    /// <param name="cancellationToken">Looked at once a shopper.</param>
    public static IReadOnlyList<IPageRanker> Of(PageTruth truth, int shoppers, ConstantWeights constant, CancellationToken cancellationToken)
    {
        // Clicks on random pages: what a log without any recommender would say.
        List<int[]> clicks = [];
        PageShopping.Play(truth, new RandomRanker(truth.Items, LogSeed), shoppers, LogSeed, cancellationToken, clicks);
        var log = ItemSessions.Of(clicks, truth.Items);
        var popularity = new PopularityModel(log);
        return
        [
            new RandomRanker(truth.Items, seed: 1),
            new NextItemRanker(popularity, popularity),
            new NextItemRanker(new TransitionModel(log), popularity),
            new PolicyRanker("greedy intent", truth, policy: null),
            Bandit(BanditRule.UpperBound),
            Bandit(BanditRule.Thompson),
            new PolicyRanker(ConstantWeights.Name, truth, constant),
        ];

        LinearBandit Bandit(BanditRule rule)
        {
            var bandit = new LinearBandit(truth, rule, Width, BanditSeed);
            PageShopping.Play(truth, bandit, shoppers, BanditSeed, cancellationToken);
            bandit.IsLearning = false;
            return bandit;
        }
    }
}
