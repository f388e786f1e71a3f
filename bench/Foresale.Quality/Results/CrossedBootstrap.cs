using Foresale.Evaluation;

namespace Foresale.Quality.Results;

/// <summary>
/// Intervals of a paired gain by drawing shoppers and seeds with replacement at once, the crossed bootstrap: a shopper keeps all rows
/// under all drawn seeds, so neither the shoppers at hand nor the seeds at hand are taken for all there are (Owen 2007, "The pigeonhole bootstrap").
/// </summary>
internal static class CrossedBootstrap
{
    /// <summary>So many that the ends of an interval, which 2.5 % of the draws lie beyond, hardly move with the seed of the draws.</summary>
    public const int DrawCount = 10_000;

    /// <summary>Mean over the seeds of the gain a row, in nats, and its draws.</summary>
    /// <param name="runs">One a seed.</param>
    /// <param name="gain">A run's gain by shopper.</param>
    /// <param name="newShoppers">True where equal names under two seeds are two shoppers.</param>
    /// <param name="seed">Of the draws; one for each row of the table, so that rows are drawn apart.</param>
    public static (double Value, double[] Draws) Of(IReadOnlyList<ResultRun> runs, Func<ResultRun, double[]> gain, bool newShoppers, int seed)
    {
        var numbers = new Dictionary<(int Seed, string User), int>();
        int[][] users = [.. runs.Select((run, s) => Array.ConvertAll(run.Users, user =>
        {
            var key = (newShoppers ? s : 0, user);
            numbers.TryAdd(key, numbers.Count);
            return numbers[key];
        }))];
        var random = new Random(seed);
        var times = new int[numbers.Count];
        var draws = new double[DrawCount];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            Array.Clear(times);
            for (var i = 0; i < times.Length; i++)
            {
                times[random.Next(times.Length)]++;
            }

            draws[draw] = Enumerable.Range(0, runs.Count).Select(_ => random.Next(runs.Count)).Average(s => Gain(runs[s], gain(runs[s]), users[s], times));
        }

        Array.Fill(times, 1);
        return (Enumerable.Range(0, runs.Count).Average(s => Gain(runs[s], gain(runs[s]), users[s], times)), draws);
    }

    /// <summary>The mean of several rows' gains, each drawn apart.</summary>
    public static Interval Pooled(IReadOnlyList<(double Value, double[] Draws)> rows)
    {
        double[] draws = [.. Enumerable.Range(0, DrawCount).Select(draw => rows.Average(r => r.Draws[draw]))];
        return Interval.OfDraws(rows.Average(r => r.Value), draws, level: .95);
    }

    private static double Gain(ResultRun run, double[] gains, int[] users, int[] times)
    {
        var (gain, weight) = (0.0, 0.0);
        for (var i = 0; i < users.Length; i++)
        {
            gain += times[users[i]] * gains[i];
            weight += times[users[i]] * run.Weight[i];
        }

        return gain / weight;
    }
}
