using Foresale.Decisions.Inventory;
using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Simulation;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>By what an order is decided.</summary>
public enum OrderedBy
{
    /// <summary>Sales of the past.</summary>
    History,

    /// <summary>Sales, views and carts.</summary>
    Interest,

    /// <summary>Sales, views, carts, and the sums of live intents.</summary>
    Intent,

    /// <summary>The planted truth: what nobody can know.</summary>
    Truth,
}

/// <summary>How one way of forecasting did on one log at one lead time.</summary>
/// <param name="LeadTime">L.</param>
/// <param name="By">The way.</param>
/// <param name="ItemCosts">Mean cost a day of each item over the days of the test that count.</param>
/// <param name="Check">How its forecasts held on the mornings of the test.</param>
/// <param name="Weights">Weights of its inputs; empty for the truth.</param>
public sealed record IntentLinkScore(int LeadTime, OrderedBy By, IReadOnlyList<double> ItemCosts, ForecastCheck Check, IReadOnlyDictionary<string, double> Weights)
{
    /// <summary>Cost a day and item.</summary>
    public double Cost => ItemCosts.Average();
}

/// <summary>
/// The intent link: orders of every item of a planted shop by history, by intent and by the truth, all by the same policy on the same demand. A morning's
/// order brings stock and orders under way up to the p / (p + h) quantile of the demand of L + 1 days; unmet demand is lost.
/// </summary>
public static class IntentLink
{
    /// <summary>Judges one log.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="options">Sizes and costs.</param>
    /// <param name="model">Intents of pairs, trained on other logs.</param>
    /// <param name="seed">Of the log.</param>
    /// <param name="cancellationToken">Looked at once a day.</param>
    public static IReadOnlyList<IntentLinkScore> Run(PlantedShop shop, IntentLinkOptions options, PairIntents model, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        var drawn = IntentLinkShop.Draw(shop, options, seed, cancellationToken);
        var interest = drawn.History;
        var intent = model.AddTo(interest, drawn.Log, options.FitFrom, cancellationToken);
        var truth = new Dictionary<int, double[][]>(); // morning -> [days ahead][item]
        List<IntentLinkScore> scores = [];
        foreach (var leadTime in options.LeadTimes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DemandForecaster Fit(DemandHistory history, ForecastInputs inputs) => DemandForecaster.Fit(history, leadTime, options.FitFrom, options.TestFrom, inputs);
            foreach (var (by, fit) in new[] { (OrderedBy.History, Fit(interest, ForecastInputs.History)), (OrderedBy.Interest, Fit(interest, ForecastInputs.Intent)), (OrderedBy.Intent, Fit(intent, ForecastInputs.Intent)) })
            {
                scores.Add(Judge(interest, options, leadTime, by, fit.MeansOf, fit.Dispersion, fit.Weights));
            }

            double[] Known(int morning) => Ahead(drawn.Demand, truth, morning, leadTime, options.Days);
            var past = Enumerable.Range(options.FitFrom, options.TestFrom - leadTime - options.FitFrom).ToList();
            var scatter = Dispersion.Fit([.. past.SelectMany(Known)], [.. past.SelectMany(m => DemandForecaster.DemandOver(interest, m, leadTime + 1))]);
            scores.Add(Judge(interest, options, leadTime, OrderedBy.Truth, Known, scatter, new Dictionary<string, double>(StringComparer.Ordinal)));
        }

        return scores;
    }

    private static double[] Ahead(PlantedDemand demand, Dictionary<int, double[][]> known, int morning, int leadTime, int days)
    {
        if (!known.TryGetValue(morning, out var ahead))
        {
            known[morning] = ahead = new double[days][];
        }

        var sum = new double[demand.ItemIds.Count];
        for (var k = 0; k <= leadTime; k++)
        {
            // Past the log's end the law of the day a week before stands in: no cost is counted there, but levels are needed.
            var day = morning + k < days ? morning + k : morning + k - 7;
            var units = ahead[k] ??= demand.ExpectedUnits(day, Math.Min(morning, day));
            for (var item = 0; item < sum.Length; item++)
            {
                sum[item] += units[item];
            }
        }

        return sum;
    }

    private static IntentLinkScore Judge(
        DemandHistory history, IntentLinkOptions options, int leadTime, OrderedBy by, Func<int, double[]> meansOf, Dispersion scatter, IReadOnlyDictionary<string, double> weights)
    {
        var ratio = options.ShortageCost / (options.ShortageCost + options.HoldingCost);
        var items = history.ItemIds.Count;
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(1), HoldingCost = options.HoldingCost, ShortageCost = options.ShortageCost, LeadTime = leadTime };
        var systems = Enumerable.Range(0, items).Select(_ => new InventorySystem(problem)).ToList();
        var costs = new double[items];
        var counted = 0;
        List<double> means = [], demand = [];
        for (var day = options.TestFrom; day < options.Days; day++)
        {
            var forecasts = meansOf(day);
            var counts = day > options.TestFrom + leadTime; // what was there at the start has been sold or is the policy's own
            counted += counts ? 1 : 0;
            for (var item = 0; item < items; item++)
            {
                var level = scatter.LawOf(forecasts[item]).Quantile(ratio);
                if (day == options.TestFrom)
                {
                    systems[item].Reset(level);
                }

                var period = systems[item].Step(Math.Max(0, level - systems[item].Position), (int)history.Units[day][item]);
                costs[item] += counts ? period.Cost : 0;
            }

            if (day + leadTime < options.Days)
            {
                means.AddRange(forecasts);
                demand.AddRange(DemandForecaster.DemandOver(history, day, leadTime + 1));
            }
        }

        return new IntentLinkScore(leadTime, by, [.. costs.Select(c => c / counted)], ForecastCheck.Of(means, scatter, demand), weights);
    }
}
