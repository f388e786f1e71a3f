using Foresale.Evaluation;
using Foresale.Events;
using Foresale.States;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>A recommender with what it was found to be worth.</summary>
/// <param name="Recommender">Fitted on the whole log.</param>
/// <param name="Histories">What each shopper did.</param>
/// <param name="Report">How it did on the last part, which it had not seen; null where the log is too short for one.</param>
public sealed record FittedRecommender(Recommender Recommender, IReadOnlyDictionary<string, ShopperHistory> Histories, RecommenderReport? Report)
{
    /// <summary>What to show a shopper now. Their history stays as it is at the end of the log.</summary>
    /// <param name="user">Who; one whom the log does not have gets what sells.</param>
    /// <param name="item">What they are looking at; null for nothing.</param>
    /// <param name="device">The device of now; null for the last one.</param>
    public RecommendationList Ask(string user, string? item = null, string? device = null)
    {
        var history = Histories.TryGetValue(user, out var known) ? known.Copy(device) : new ShopperHistory { Device = device };
        if (item is not null)
        {
            history.Add(new ShopEvent { EventId = "now", UserId = user, Behavior = Behavior.View, Time = default, SessionId = "now", ItemId = item }, Recommender.Options.Factors.Weights);
        }

        return Recommender.Recommend(history);
    }
}

/// <summary>
/// Fits a recommender on a log. The first 60 % of its days make the models, the next 20 % the weights of the sources and of the ranking. Models of both parts, with what
/// the side file said by then, are judged on the last 20 %; then all of it makes the models once more.
/// </summary>
public static class RecommenderFit
{
    private const string Stage = "recommender";
    private const double FirstShare = .6, SecondShare = .8;
    private const int LeastDays = 5, MostCases = 20_000, CasesOfShopper = 5;

    /// <summary>Fits.</summary>
    /// <param name="dataset">A log.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log, once a sweep, once a shopper who judges.</param>
    /// <exception cref="UserFaultException">The log has no event of an item, or a number out of its range.</exception>
    public static FittedRecommender Fit(IDataset dataset, RecommenderOptions options, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        var log = new RecommenderLog(options, dataset.ReadItems());
        var (first, second) = ((int)(dataset.Days.Count * FirstShare), (int)(dataset.Days.Count * SecondShare));
        var isJudged = dataset.Days.Count >= LeastDays;
        Recommender? model = null;
        HeldOut? window = null;
        SourceCases? cases = null;
        IReadOnlyList<double>? mixture = null;
        RankingWeights? found = null;
        var (calendar, usual, done) = (new ShopCalendar(dataset.Info.Zone), RankingWeights.ExpectedValue, 0L);
        DateTimeOffset Start(int day) => DateTimeOffset.FromUnixTimeMilliseconds(calendar.Midnight(dataset.Days[day]));
        for (var d = 0; d < dataset.Days.Count; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isJudged && d == first)
            {
                (model, window) = (log.Build(mixture, usual, Start(d), cancellationToken), new HeldOut());
                cases = new SourceCases(model);
            }

            if (isJudged && d == second)
            {
                mixture = cases!.Weights();
                found = LearnedRanking.Choose(model!.Mixing(mixture), window!, cancellationToken); // the model of before: it has not seen the buyers that choose
                (model, window, cases) = (log.Build(mixture, usual, Start(d), cancellationToken), new HeldOut(), null);
            }

            foreach (var shopEvent in dataset.ReadDay(dataset.Days[d]))
            {
                cases?.Add(log, shopEvent);
                window?.Add(log, shopEvent, options);
                log.Add(shopEvent);
                done++;
            }

            progress?.Report(new StageProgress(Stage, done, dataset.Info.Events));
        }

        var report = window is null ? null : RecommenderReport.Of(model!, window, found, cancellationToken);
        var final = log.Build(mixture, report?.Ranking.Weights ?? usual, asOf: null, cancellationToken);
        return final.Items.Count > 0
            ? new FittedRecommender(final, log.Histories, report)
            : throw new UserFaultException("DATA", "no event of the log is about an item.", "Import a log whose events have an item_id.");
    }

    /// <summary>What each source gave to the items that were touched next.</summary>
    private sealed class SourceCases(Recommender model)
    {
        private readonly List<float[]> _likelihood = [];
        private readonly List<float> _importance = [];
        private readonly Dictionary<string, int> _ofShopper = new(StringComparer.Ordinal);

        public void Add(RecommenderLog log, ShopEvent shopEvent)
        {
            if (_likelihood.Count >= MostCases || shopEvent.ItemId is not { } item || model.Counts.Find(item) is not (>= 0 and var index)
                || model.Options.Factors.Weights.Of(shopEvent.Behavior) is not (> 0 and var weight) || _ofShopper.GetValueOrDefault(shopEvent.UserId) >= CasesOfShopper)
            {
                return;
            }

            var history = log.HistoryOf(shopEvent.UserId);
            if (history.Recent.Count > 0 && string.Equals(history.Recent[^1], item, StringComparison.Ordinal))
            {
                return; // still at the same item: nothing was recommended
            }

            _ofShopper[shopEvent.UserId] = _ofShopper.GetValueOrDefault(shopEvent.UserId) + 1;
            var rows = model.Interest.Read(history);
            _likelihood.Add([.. rows.Select(r => r[index])]);
            _importance.Add(weight);
        }

        public double[] Weights() => MixtureWeights.Likeliest([.. _likelihood], InterestModel.Sources.Count, [.. _importance]);
    }
}
