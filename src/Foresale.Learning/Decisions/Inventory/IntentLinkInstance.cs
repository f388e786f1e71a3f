using Foresale.Decisions.Benchmarks;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>The intent link at lead time 1 as a problem of the inventory benchmark: a smaller log than the study's, one a seed.</summary>
internal static class IntentLinkInstance
{
    /// <summary>Short name.</summary>
    public const string Name = "intent-link";

    private const int Sessions = 20_000, FewestSessions = 3_000, TrainingSeed = 1_001;

    /// <summary>Trains the model of intents on a log of its own, and orders by each forecast on the others. Units of the gate are the items of all logs.</summary>
    public static DecisionInstance Of(DecisionRun run, CancellationToken cancellationToken)
    {
        var options = new IntentLinkOptions { Sessions = run.Scaled(Sessions, FewestSessions), LeadTimes = [1] };
        var shop = options.Shop();
        var model = PairIntents.Train([IntentLinkShop.Draw(shop, options, TrainingSeed, cancellationToken).Log], options.FitFrom, options.Days, options.RecentDays, cancellationToken);
        List<IntentLinkScore> scores = [];
        foreach (var seed in run.Seeds)
        {
            run.Progress?.Report(new StageProgress(Name, scores.Count / 4, run.Seeds.Count));
            scores.AddRange(IntentLink.Run(shop, options, model, seed, cancellationToken));
        }

        PolicyScores Scores(string name, PolicyRole role, OrderedBy by) => PolicyScores.Of(name, [.. scores.Where(s => s.By == by).SelectMany(s => s.ItemCosts)], role);
        return new DecisionInstance
        {
            Name = Name,
            Title = "Demand by live intent, lead time 1, h 1, p 9, 20 % of shoppers untracked",
            Score = "cost a day and item",
            IsCost = true,
            Policies =
            [
                Scores("ordered by sales alone", PolicyRole.Baseline, OrderedBy.History),
                Scores("ordered by intent", PolicyRole.Learned, OrderedBy.Intent),
                Scores("ordered by the planted truth", PolicyRole.Bound, OrderedBy.Truth),
            ],
        };
    }
}
