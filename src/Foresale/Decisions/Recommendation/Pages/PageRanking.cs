namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>Fills pages, and may learn from what becomes of them.</summary>
public interface IPageRanker
{
    /// <summary>As in tables.</summary>
    string Name { get; }

    /// <summary>Chooses items for a page.</summary>
    /// <param name="shopper">The shopper, as far as they were seen.</param>
    /// <param name="page">[L]; overwritten by different items.</param>
    void Rank(PageShopper shopper, Span<int> page);

    /// <summary>Sees what became of a page that it filled.</summary>
    void Observe(PageShopper shopper, ReadOnlySpan<int> page, in PageOutcome outcome)
    {
    }
}

/// <summary>
/// Fills a page by weights. The score of item i is
/// log(intent x price x margin) + w0 log(click) + w1 log(popularity) + w2 log(price) - w3 shown, less w4 for each item of its category on the page already.
/// All weights 0 rank by expected value now.
/// </summary>
public sealed class WeightedRanking
{
    /// <summary>Names of the weights.</summary>
    public static IReadOnlyList<string> Weights { get; } = ["click", "popularity", "price", "shown", "diversity"];

    private const float Least = 1e-9f;
    private readonly PageTruth _truth;
    private readonly PageScores _scores;
    private readonly float[] _logMargin, _logPrice, _logPopularity, _score;
    private readonly int[] _onPage;

    /// <summary>Of a shop.</summary>
    public WeightedRanking(PageTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        (_truth, _scores, _score, _onPage) = (truth, new PageScores(truth), new float[truth.Items], new int[truth.Categories]);
        (_logMargin, _logPrice, _logPopularity) = (Logs(truth.Margin), Logs(truth.Price), Logs(truth.Popularity));

        static float[] Logs(IReadOnlyList<double> values) => [.. values.Select(v => (float)Math.Log(v))];
    }

    /// <summary>Fills a page.</summary>
    /// <param name="shopper">The shopper.</param>
    /// <param name="weights">As many as <see cref="Weights"/>.</param>
    /// <param name="page">[L]; overwritten.</param>
    public void Rank(PageShopper shopper, ReadOnlySpan<float> weights, Span<int> page)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        _scores.Read(shopper);
        for (var i = 0; i < _score.Length; i++)
        {
            _score[i] = MathF.Log(_scores.Intent[i] + Least) + _logMargin[i] + (weights[1] * _logPopularity[i]) + (weights[2] * _logPrice[i]) - (weights[3] * shopper.Shown[i]);
            if (weights[0] != 0)
            {
                _score[i] += weights[0] * MathF.Log(_scores.Click[i] + Least);
            }
        }

        Fill(_score, _truth.Category, weights[4], _onPage, page);
    }

    /// <summary>The best items one after another, each less a penalty for those of its category before it (after Carbonell and Goldstein 1998).</summary>
    internal static void Fill(float[] score, IReadOnlyList<int> category, float penalty, int[] onPage, Span<int> page)
    {
        Array.Clear(onPage);
        for (var slot = 0; slot < page.Length; slot++)
        {
            var (best, most) = (-1, float.NegativeInfinity);
            for (var i = 0; i < score.Length; i++)
            {
                var now = score[i] - (penalty * onPage[category[i]]);
                if (now > most)
                {
                    (best, most) = (i, now);
                }
            }

            page[slot] = best;
            score[best] = float.NegativeInfinity;
            onPage[category[best]]++;
        }
    }
}
