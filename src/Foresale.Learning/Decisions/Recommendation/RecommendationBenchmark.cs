using System.Globalization;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Recommendation;
using Foresale.Decisions.Recommendation.OffPolicy;
using Foresale.Decisions.Recommendation.Pages;
using Foresale.Evaluation;
using Foresale.Simulation;

namespace Foresale.Learning.Decisions.Recommendation;

/// <summary>What to show: the three-page trap, a small shop solved exactly, pages in front of planted shoppers, and policies judged by another's log.</summary>
public sealed class RecommendationBenchmark : IDecisionBenchmark
{
    private const int PageUpdates = 1_800, CascadeUpdates = 6_000;

    /// <summary>Shoppers that judge on the planted shop.</summary>
    public const int Shoppers = 24_000;

    /// <inheritdoc/>
    public string Name => "recommendation";

    /// <inheritdoc/>
    public string Description => "What to show a shopper now, with the visits to come in mind.";

    /// <inheritdoc/>
    public DecisionResult Run(DecisionRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<DecisionInstance> instances = [];
        ConstantWeights? constant = null;
        if (run.Wants("trap"))
        {
            instances.Add(Cascade("trap", "Three pages: what sells best now drives away", CascadeShop.Trap(), run, cancellationToken));
        }

        if (run.Wants("tabular"))
        {
            instances.Add(Cascade("tabular", "Five states, six items, pages of two", Tabular(), run, cancellationToken));
        }

        if (run.Wants("planted"))
        {
            instances.Add(Planted(run, constant = Constant(run, cancellationToken), cancellationToken));
        }

        var bandit = run.Wants("open-bandit");
        return new DecisionResult
        {
            Name = Name,
            Title = "Recommendation",
            KnownAnswers = [.. run.Wants("trap") ? TrapAnswers() : [], .. bandit && HasBandit(run) ? OpenBanditAnswers.Of(run) : []],
            Instances = instances,
            Notes = Notes(bandit && !HasBandit(run), constant),
        };
    }

    /// <summary>The small shop: drawn from a seed, solved by value iteration.</summary>
    public static CascadeShop Tabular() => CascadeShop.Drawn(states: 5, items: 6, slots: 2, seed: 7);

    private static bool HasBandit(DecisionRun run) => run.DataFolder is { } folder && Directory.Exists(Path.Combine(folder, OpenBanditAnswers.Folder));

    private static IReadOnlyList<KnownAnswer> TrapAnswers()
    {
        var solver = new CascadeSolver(CascadeShop.Trap());
        return [new("trap: the best policy, B, B, A", .195, solver.Optimum().Value, 1e-9), new("trap: what sells best now, A, A, A", .111, solver.Greedy(), 1e-9)];
    }

    private static DecisionInstance Cascade(string name, string title, CascadeShop shop, DecisionRun run, CancellationToken cancellationToken)
    {
        var (solver, environment) = (new CascadeSolver(shop), new CascadeEnvironment(shop));
        var learned = Trained(run, name, seed =>
        {
            using var policy = PageTraining.Cascade(shop, seed, run.Scaled(CascadeUpdates, 50), cancellationToken);
            return [environment.Value(solver, policy)];
        });
        return new DecisionInstance
        {
            Name = name,
            Title = title,
            Score = "margin a shopper",
            Decimals = 4,
            Optimum = solver.Optimum().Value,
            Policies = [PolicyScores.Of("random", [solver.Uniform()]), PolicyScores.Of("greedy intent", [solver.Greedy()]), learned],
        };
    }

    private static ConstantWeights Constant(DecisionRun run, CancellationToken cancellationToken)
    {
        run.Progress?.Report(new StageProgress("planted: constant weights", 0, 1));
        var found = ConstantWeights.Search(new PageTruth(PlantedShop.Load()), run.Scaled(ConstantWeights.Shoppers, 10), cancellationToken);
        run.Progress?.Report(new StageProgress("planted: constant weights", 1, 1));
        return found;
    }

    private static DecisionInstance Planted(DecisionRun run, ConstantWeights constant, CancellationToken cancellationToken)
    {
        var truth = new PageTruth(PlantedShop.Load());
        var rankers = PageBaselines.Of(truth, run.Scaled(PageBaselines.TrainingShoppers, 200), constant, cancellationToken);
        var shoppers = run.Scaled(Shoppers, 200);
        double[] Play(IPageRanker ranker) => PageShopping.Play(truth, ranker, shoppers, PageBaselines.JudgingSeed, cancellationToken);
        List<PolicyScores> scores = [];
        for (var i = 0; i < rankers.Count; i++)
        {
            run.Progress?.Report(new StageProgress("planted: baselines", i, rankers.Count, rankers[i].Name));
            scores.Add(PolicyScores.Of(rankers[i].Name, Play(rankers[i])));
        }

        scores.Add(Trained(run, "planted", seed =>
        {
            using var policy = PageTraining.Pages(truth, seed, run.Scaled(PageUpdates, 50), cancellationToken);
            return Play(new PolicyRanker("td3", truth, policy));
        }));
        return new DecisionInstance { Name = "planted", Title = "Pages in front of planted shoppers", Score = "margin a shopper over all visits [EUR]", Policies = scores };
    }

    private static PolicyScores Trained(DecisionRun run, string stage, Func<int, IReadOnlyList<double>> score)
    {
        var rows = new List<IReadOnlyList<double>>();
        foreach (var seed in run.Seeds)
        {
            run.Progress?.Report(new StageProgress($"{stage}: td3", rows.Count, run.Seeds.Count, string.Create(CultureInfo.InvariantCulture, $"seed {seed}")));
            rows.Add(score(seed));
        }

        return new PolicyScores("td3", PolicyRole.Learned, rows);
    }

    private static IReadOnlyList<string> Notes(bool lacksBandit, ConstantWeights? constant) =>
    [
        "Trap and tabular: every policy's value is exact, by dynamic programming over all pages; optimum by value iteration.",
        "Planted: every policy meets the same shoppers with the same luck; types, prices, margins, catalogue and the chance to buy after a click are the planted shop's truth; how pages are looked at and who comes back is in docs/decisions/recommendation.md.",
        "Planted: greedy intent, the bandits and the learned policy all see the exact belief in the shopper's type and need. Bandits learn on shoppers of their own and are judged without trying.",
        .. constant is null ? [] : new[] { $"Planted: the constant weights found are {string.Join(", ", WeightedRanking.Weights.Zip(constant.Weights, (name, w) => FormattableString.Invariant($"{name} {w:0.00}")))}." },
        .. lacksBandit ? ["open-bandit is not in the data folder: its known answers were not checked."] : Array.Empty<string>(),
    ];
}
