using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>What a forecast may read.</summary>
public enum ForecastInputs
{
    /// <summary>Sales alone: exponential smoothing and the mean of all days.</summary>
    History,

    /// <summary>Sales, what shoppers look at, and where there is a model the sums of their intents.</summary>
    Intent,
}

/// <summary>
/// Demand of the L + 1 days from a morning on: m = sum_j w_j x_j with forecasts x_j by history, interest and intent, weights w_j &gt;= 0 of the shop fitted on
/// past days, and a negative binomial law around it. docs/decisions/inventory.md (6) to (9).
/// </summary>
public sealed class DemandForecaster
{
    private static readonly double[] s_alphas = [.02, .05, .1, .2, .35, .5, .75, 1];
    private static readonly double[] s_priors = [4, 16];
    private readonly List<double[]?[]> _columns; // [column][morning][item]
    private readonly double[] _weights;

    private DemandForecaster(List<double[]?[]> columns, double[] weights, IReadOnlyDictionary<string, double> named, double alpha, Dispersion dispersion) =>
        (_columns, _weights, Weights, Alpha, Dispersion) = (columns, weights, named, alpha, dispersion);

    /// <summary>Weights by input: <c>smoothed sales</c>, <c>mean sales</c> (the base that no shopper's trace tells of), a signal's name, <c>intent</c>.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>Smoothing constant of the sales, 0..1.</summary>
    public double Alpha { get; }

    /// <summary>How demand scatters around the forecast.</summary>
    public Dispersion Dispersion { get; }

    /// <summary>Fits the weights of a shop.</summary>
    /// <param name="history">What was counted; nothing from <paramref name="until"/> on is read but the weekday's name.</param>
    /// <param name="leadTime">L: the demand of L + 1 days is forecast, &gt;= 0.</param>
    /// <param name="from">First morning of the fit; the days before it begin the smoothing.</param>
    /// <param name="until">Mornings whose L + 1 days end before this day are fitted on.</param>
    /// <param name="inputs">What may be read.</param>
    /// <exception cref="UserFaultException">There is no such morning, or the lead time is below 0.</exception>
    public static DemandForecaster Fit(DemandHistory history, int leadTime, int from, int until, ForecastInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (leadTime < 0)
        {
            throw new UserFaultException("lead time", string.Create(CultureInfo.InvariantCulture, $"{leadTime} is out of range."), "Give 0 or more whole days.");
        }

        var fit = new Fitting(history, leadTime + 1, from, until, inputs is ForecastInputs.Intent && history.Intent is not null);
        if (fit.Mornings.Count == 0)
        {
            throw new UserFaultException(
                "demand", string.Create(CultureInfo.InvariantCulture, $"{Math.Min(until, history.Days)} days are too few to fit forecasts of {leadTime + 1} days."), "Give a longer log, or a shorter lead time.");
        }

        var columns = new ForecastColumns(history, leadTime + 1, Math.Min(until, history.Days));
        var mean = columns.Smoothed(0);
        var (alpha, smoothed) = fit.Best(s_alphas, a => [columns.Smoothed(a), mean]);
        List<(string Name, double[]?[] Column)> all = [("smoothed sales", smoothed[0]), ("mean sales", mean)];
        if (inputs is ForecastInputs.Intent)
        {
            foreach (var name in history.Signals.Keys)
            {
                var settings = s_alphas.SelectMany(a => s_priors.Select(p => (Alpha: a, Prior: p)));
                all.Add((name, fit.Best(settings, s => [.. all.Select(c => c.Column), columns.Converted(name, s.Alpha, s.Prior)]).Columns[^1]));
            }

            if (history.Intent is not null)
            {
                all.Add(("intent", columns.Intent()));
            }
        }

        List<double[]?[]> kept = [.. all.Select(c => c.Column)];
        var weights = fit.Weights(kept).Weights;
        var named = all.Zip(weights).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);
        var forecaster = new DemandForecaster(kept, weights, named, alpha, default);
        double[] means = [.. fit.Mornings.SelectMany(forecaster.MeansOf)];
        return new DemandForecaster(kept, weights, named, alpha, Dispersion.Fit(means, fit.Demand));
    }

    /// <summary>Expected units of each item over the L + 1 days from a morning on.</summary>
    /// <param name="morning">A day; that after the last is now.</param>
    /// <exception cref="InvalidOperationException">Intents of that morning were not scored.</exception>
    public double[] MeansOf(int morning)
    {
        var means = new double[_columns[0][morning]!.Length];
        for (var j = 0; j < _weights.Length; j++)
        {
            var column = _columns[j][morning] ?? throw new InvalidOperationException($"Intents of morning {morning} were not scored.");
            for (var item = 0; item < means.Length; item++)
            {
                means[item] += _weights[j] * column[item];
            }
        }

        return means;
    }

    /// <summary>Law of an item's demand around a forecast.</summary>
    public DemandLaw LawOf(double mean) => Dispersion.LawOf(mean);

    // The mornings of the fit, item after item in each, and what was then asked for.
    private sealed class Fitting
    {
        public Fitting(DemandHistory history, int periods, int from, int until, bool needsIntent)
        {
            var end = Math.Min(until, history.Days);
            Mornings = [.. Enumerable.Range(from, Math.Max(0, end - periods - from + 1)).Where(m => !needsIntent || history.Intent![m] is not null)];
            Demand = [.. Mornings.SelectMany(m => DemandOver(history, m, periods))];
        }

        public List<int> Mornings { get; }

        public double[] Demand { get; }

        public (double[] Weights, double LogLikelihood) Weights(List<double[]?[]> columns) =>
            PoissonMixture.Fit([.. columns.Select(c => Mornings.SelectMany(m => c[m]!).ToArray())], Demand);

        /// <summary>The setting under which past demand is most likely, and its columns.</summary>
        public (T Setting, List<double[]?[]> Columns) Best<T>(IEnumerable<T> settings, Func<T, List<double[]?[]>> columns) =>
            settings.Select(s => (s, columns(s))).MaxBy(c => Weights(c.Item2).LogLikelihood);
    }

    /// <summary>Units of each item over some days from a morning on.</summary>
    public static double[] DemandOver(DemandHistory history, int morning, int periods)
    {
        ArgumentNullException.ThrowIfNull(history);
        var sums = new double[history.ItemIds.Count];
        for (var day = morning; day < morning + periods; day++)
        {
            for (var item = 0; item < sums.Length; item++)
            {
                sums[item] += history.Units[day][item];
            }
        }

        return sums;
    }
}
