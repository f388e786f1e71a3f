using System.Collections.Concurrent;
using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>What to order of an item, and on what grounds.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Terms">Stock and costs.</param>
/// <param name="ByHistory">Units expected over the L + 1 days from now on, by sales alone.</param>
/// <param name="ByIntent">The same with views, carts and, where there is a model, intents.</param>
/// <param name="UsesIntent">True where the order goes by <paramref name="ByIntent"/>.</param>
/// <param name="Low">The .1 quantile of that demand.</param>
/// <param name="High">The .9 quantile.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Variance">Its variance.</param>
/// <param name="Advice">The order.</param>
public sealed record ItemReplenishment(string ItemId, ItemTerms Terms, double ByHistory, double ByIntent, bool UsesIntent, int Low, int High, double Mean, double Variance, OrderAdvice Advice);

/// <summary>How the two forecasts did on mornings that neither was fitted on, and that no model of the intents was trained on.</summary>
/// <param name="LeadTime">L.</param>
/// <param name="JudgedFrom">The first of these mornings; the last is L days before the end of the log.</param>
/// <param name="ReadsIntents">True where the sums of intents are among the inputs: there is a model, and enough days after those that it was trained on.</param>
/// <param name="History">By sales alone.</param>
/// <param name="Intent">With interest and intent.</param>
/// <param name="HistoryScore">Mean log-likelihood of demand, in nats.</param>
/// <param name="IntentScore">The same; the order goes by the higher of the two.</param>
/// <param name="Weights">Weights of the inputs of the forecast by intent, fitted on all mornings.</param>
public sealed record ForecastComparison(int LeadTime, DateOnly JudgedFrom, bool ReadsIntents, ForecastCheck History, ForecastCheck Intent, double HistoryScore, double IntentScore, IReadOnlyDictionary<string, double> Weights)
{
    /// <summary>True where orders go by intent.</summary>
    public bool UsesIntent => IntentScore > HistoryScore;
}

/// <summary>
/// Orders of a shop's items as of the morning after its log: demand is forecast by sales alone and with live interest and intent; the forecast that made held-out
/// demand more likely decides, and the policy follows from lead time and order cost. Safe for many callers at once.
/// </summary>
public sealed class Replenishment
{
    /// <summary>Fewest days of a log.</summary>
    public const int FewestDays = 14;

    private const int FewestUnseen = 7;

    private const double HeldOut = 1.0 / 3; // of the mornings, the last ones
    private readonly DemandHistory _history;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _items;
    private readonly ReplenishmentOptions _options;
    private readonly Dictionary<string, int> _index;
    private readonly ConcurrentDictionary<int, Lazy<Fitted>> _fitted = new();

    /// <summary>Prepares it; forecasts are fitted when the first item of a lead time is asked for.</summary>
    /// <param name="history">What was counted.</param>
    /// <param name="items">Columns by item: see <see cref="ItemTerms.Of"/>.</param>
    /// <param name="options">For what columns do not say.</param>
    /// <exception cref="UserFaultException">An option is out of range, or the log is too short.</exception>
    public Replenishment(DemandHistory history, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> items, ReplenishmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(options);
        if (history.Days < FewestDays)
        {
            throw new UserFaultException("demand", string.Create(CultureInfo.InvariantCulture, $"{history.Days} days of sales are too few for a forecast."), string.Create(CultureInfo.InvariantCulture, $"Give a log of at least {FewestDays} days."));
        }

        (_history, _items, _options) = (history, items, options.Checked());
        _index = history.ItemIds.Select((item, i) => (item, i)).ToDictionary(p => p.item, p => p.i, StringComparer.Ordinal);
    }

    /// <summary>First morning that forecasts are fitted on, where a log has so many days; intents are needed from it on.</summary>
    public static int FitFrom(int days) => days / 3;

    /// <summary>The order of an item.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="cancellationToken">Looked at while chains are solved.</param>
    /// <exception cref="UserFaultException">Nobody knows the item, its columns are out of range, or more is sold of it than is counted one by one.</exception>
    public ItemReplenishment Of(string itemId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(itemId);
        if (!_items.TryGetValue(itemId, out var columns))
        {
            throw new UserFaultException($"item '{itemId}'", "the items file has no such item.", "Give an item_id of the items file, with its stock.");
        }

        var terms = ItemTerms.Of(itemId, columns, _options);
        if (!_index.TryGetValue(itemId, out var item))
        {
            return new ItemReplenishment(itemId, terms, 0, 0, UsesIntent: false, 0, 0, 0, 0, OrderRule.Of(terms, DemandLaw.Of([1]), cancellationToken) with { Why = "the log has no event of it: order nothing" });
        }

        var fitted = FittedFor(terms.LeadTime);
        var (byHistory, byIntent) = (fitted.HistoryNow[item], fitted.IntentNow[item]);
        var usesIntent = fitted.Comparison.UsesIntent;
        var (mean, scatter) = usesIntent ? (byIntent, fitted.Intent.Dispersion) : (byHistory, fitted.History.Dispersion);
        if (!DemandLaw.Holds(mean, scatter.VarianceOf(mean)))
        {
            throw new UserFaultException($"item '{itemId}'", string.Create(CultureInfo.InvariantCulture, $"{mean:N0} units are expected over {terms.LeadTime + 1} days, and orders are counted one by one up to {DemandLaw.MostUnits:N0} of them and their scatter."), "Count it in cases: divide its quantities in the log and its stock by the units of a case.");
        }

        var law = scatter.LawOf(mean);
        var advice = OrderRule.Of(terms, law, cancellationToken);
        var isNeverSold = _history.Units.All(day => day[item] == 0);
        return new ItemReplenishment(itemId, terms, byHistory, byIntent, usesIntent, law.Quantile(.1), law.Quantile(.9), law.Mean, law.Variance, isNeverSold && advice.Units == 0 ? advice with { Why = "nothing of it was sold: order nothing" } : advice);
    }

    /// <summary>Days after those that a model was trained on that its intents need to be fitted and judged: fewer, and they join no forecast.</summary>
    /// <param name="leadTime">L, &gt;= 0.</param>
    public static int FewestDaysOfIntents(int leadTime) => FewestUnseen + (3 * leadTime);

    /// <summary>How the forecasts of a lead time did.</summary>
    /// <param name="leadTime">L, &gt;= 0.</param>
    public ForecastComparison ComparisonFor(int leadTime) => FittedFor(leadTime).Comparison;

    private Fitted FittedFor(int leadTime) => _fitted.GetOrAdd(leadTime, l => new Lazy<Fitted>(() => Fit(l))).Value;

    // Intents of days that the model was trained on are better than those of tomorrow will be: they are null in the history, and so neither fitted nor judged on.
    private Fitted Fit(int leadTime)
    {
        var from = FitFrom(_history.Days);
        var scored = _history.Intent is { } sums ? Math.Max(from, sums.TakeWhile(day => day is null).Count()) : from;
        var readsIntents = _history.Intent is not null && _history.Days - scored >= FewestDaysOfIntents(leadTime);
        var known = readsIntents ? _history : _history with { Intent = null };
        var cut = _history.Days - (int)Math.Ceiling((_history.Days - (readsIntents ? scored : from)) * HeldOut);
        DemandForecaster Until(int until, ForecastInputs inputs) => DemandForecaster.Fit(known, leadTime, from, until, inputs);
        var (history, intent) = (Until(_history.Days, ForecastInputs.History), Until(_history.Days, ForecastInputs.Intent));
        int[] mornings = [.. Enumerable.Range(cut, Math.Max(0, _history.Days - leadTime - cut))];
        double[] demand = [.. mornings.SelectMany(m => DemandForecaster.DemandOver(_history, m, leadTime + 1))];
        (ForecastCheck Check, double Score) Judge(ForecastInputs inputs)
        {
            var earlier = Until(cut, inputs);
            double[] means = [.. mornings.SelectMany(earlier.MeansOf)];
            return (ForecastCheck.Of(means, earlier.Dispersion, demand), earlier.Dispersion.Score(means, demand));
        }

        var ((historyCheck, historyScore), (intentCheck, intentScore)) = (Judge(ForecastInputs.History), Judge(ForecastInputs.Intent));
        var comparison = new ForecastComparison(leadTime, _history.FirstDay.AddDays(cut), readsIntents, historyCheck, intentCheck, historyScore, intentScore, intent.Weights);
        return new Fitted(history, intent, history.MeansOf(_history.Days), intent.MeansOf(_history.Days), comparison);
    }

    private sealed record Fitted(DemandForecaster History, DemandForecaster Intent, double[] HistoryNow, double[] IntentNow, ForecastComparison Comparison);
}
