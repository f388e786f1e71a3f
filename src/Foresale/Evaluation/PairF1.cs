namespace Foresale.Evaluation;

/// <summary>A list of called pairs against all that was bought.</summary>
/// <param name="Called">Pairs called, k.</param>
/// <param name="Hits">Called pairs that were bought.</param>
/// <param name="Bought">Pairs bought in the window, touched before it or not.</param>
/// <param name="F1">2 hits / (called + bought), 0..1, with its interval over shoppers.</param>
public sealed record PairF1Result(int Called, int Hits, int Bought, Interval F1);

/// <summary>
/// F1 of the question "which shopper will buy which item": the k likeliest of the touched pairs are called, and the bought pairs that nobody
/// touched before, which no list of touched pairs can hold, count as missed. It is the score of the Tmall competition of 2014.
/// </summary>
/// <remarks>
/// k is fixed before the window: the calls a shopper that were best in an earlier window, times the shoppers at hand. A draw of the interval takes
/// shoppers with replacement and leaves the list as it is, for the list was fixed too.
/// </remarks>
public static class PairF1
{
    /// <summary>Calls a shopper that give the highest F1 in a window that is over.</summary>
    /// <param name="pairs">Touched pairs at the window's beginning, scored by learners that did not see it.</param>
    /// <param name="bought">[U] distinct pairs that each shopper bought in the window.</param>
    /// <returns>k over the shoppers of <paramref name="pairs"/>; 0 where nothing was hit.</returns>
    public static double CallsPerShopper(Predictions pairs, IReadOnlyList<int> bought)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(bought);
        var shoppers = pairs.User.Distinct().ToList();
        var all = shoppers.Sum(user => bought[user]);
        var (best, bestCalls, hits) = (0.0, 0, 0);
        var order = Order(pairs);
        for (var k = 1; k <= order.Length; k++)
        {
            hits += pairs.Outcome[order[k - 1]] > 0 ? 1 : 0;
            if (Score(k, hits, all) is var f1 && f1 > best)
            {
                (best, bestCalls) = (f1, k);
            }
        }

        return shoppers.Count == 0 ? 0 : (double)bestCalls / shoppers.Count;
    }

    /// <summary>Judges the k likeliest pairs.</summary>
    /// <param name="pairs">Touched pairs at the window's beginning with what came of them.</param>
    /// <param name="bought">[U] distinct pairs that each shopper bought in the window.</param>
    /// <param name="calls">k, at most the number of pairs.</param>
    /// <param name="options">Draws, level and seed.</param>
    public static PairF1Result Of(Predictions pairs, IReadOnlyList<int> bought, int calls, BootstrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(bought);
        ArgumentNullException.ThrowIfNull(options);
        var (called, hit) = (new int[bought.Count], new int[bought.Count]);
        foreach (var row in Order(pairs).Take(calls))
        {
            called[pairs.User[row]]++;
            hit[pairs.User[row]] += pairs.Outcome[row] > 0 ? 1 : 0;
        }

        // Shoppers without a touched or a bought pair change nothing: leaving them out keeps the draws from idling.
        var random = new Random(options.Seed);
        int[] users = [.. Enumerable.Range(0, bought.Count).Where(u => called[u] + bought[u] > 0)];
        var draws = new double[users.Length == 0 ? 0 : options.Draws];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            var (k, hits, all) = (0, 0, 0);
            for (var i = 0; i < users.Length; i++)
            {
                var user = users[random.Next(users.Length)];
                (k, hits, all) = (k + called[user], hits + hit[user], all + bought[user]);
            }

            draws[draw] = Score(k, hits, all);
        }

        var (sumCalled, sumHit, sumBought) = (called.Sum(), hit.Sum(), bought.Sum());
        return new PairF1Result(sumCalled, sumHit, sumBought, Interval.OfDraws(Score(sumCalled, sumHit, sumBought), draws, options.Level));
    }

    private static double Score(int called, int hits, int bought) => called + bought == 0 ? double.NaN : 2.0 * hits / (called + bought);

    // Ties go by place, which no outcome has shaped.
    private static int[] Order(Predictions pairs) => [.. Enumerable.Range(0, pairs.Count).OrderByDescending(row => pairs.Probability[row]).ThenBy(row => row)];
}
