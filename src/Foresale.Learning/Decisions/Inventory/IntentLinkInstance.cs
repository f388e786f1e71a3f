using Foresale.Decisions.Benchmarks;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>The intent link at lead time 1 as a problem of the inventory benchmark: smaller logs than the study's.</summary>
internal static class IntentLinkInstance
{
    /// <summary>Short name.</summary>
    public const string Name = "intent-link";

    private const int Sessions = 20_000, FewestSessions = 3_000, TrainingSeed = 1_001;
    private const int Logs = 12, FewestLogs = 4, FirstLog = 101; // the forecasts were designed on the logs of seeds 1 and 2

    /// <summary>
    /// Trains the model of intents on a log of its own, and orders by each forecast on the others. A unit of the gate is a log, as many as there are seeds or 12: items of one log share its trends and shoppers, so that
    /// they would say less than as many units. The model has no seed of its own.
    /// </summary>
    public static DecisionInstance Of(DecisionRun run, CancellationToken cancellationToken)
    {
        var options = new IntentLinkOptions { Sessions = run.Scaled(Sessions, FewestSessions), LeadTimes = [1] };
        var shop = options.Shop();
        var model = PairIntents.Train([IntentLinkShop.Draw(shop, options, TrainingSeed, cancellationToken).Log], options.FitFrom, options.Days, options.RecentDays, cancellationToken);
        List<IntentLinkScore> scores = [];
        var logs = Math.Max(run.Seeds.Count, run.Scaled(Logs, FewestLogs));
        for (var log = 0; log < logs; log++)
        {
            run.Progress?.Report(new StageProgress(Name, log, logs));
            scores.AddRange(IntentLink.Run(shop, options, model, FirstLog + log, cancellationToken));
        }

        PolicyScores Scores(string name, PolicyRole role, OrderedBy by) => PolicyScores.Of(name, [.. scores.Where(s => s.By == by).Select(s => s.Cost)], role);
        return new DecisionInstance
        {
            Name = Name,
            Title = "Demand by live intent, lead time 1, h 1, p 9, 20 % of shoppers untracked",
            Score = "cost a day and item",
            IsCost = true,
            Policies =
            [
                Scores("ordered by sales alone", PolicyRole.Baseline, OrderedBy.History),
                Scores("ordered by sales, views and carts", PolicyRole.Baseline, OrderedBy.Interest),
                Scores("ordered by sales, views, carts and intents", PolicyRole.Learned, OrderedBy.Intent),
                Scores("ordered by the planted truth", PolicyRole.Bound, OrderedBy.Truth),
            ],
        };
    }
}
