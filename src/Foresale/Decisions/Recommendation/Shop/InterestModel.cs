using Foresale.Features;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>
/// P(the next item touched is i | history), a mixture of five sources, each a probability over items: the shopper's own items, factors, transitions, neighboring
/// sessions, popularity on the device. The weights are the likeliest on later events.
/// </summary>
/// <remarks>Letters: N items. One thread at a time.</remarks>
internal sealed class InterestModel
{
    /// <summary>The source that knows nothing of the shopper but their device.</summary>
    public const string PopularitySource = "popularity";

    private const int SessionItems = 10;
    private const double Recency = .8, Sharpness = 3;
    private readonly ItemCounts _counts;
    private readonly ItemFactors? _factors;
    private readonly TransitionModel _transitions;
    private readonly SessionNeighborModel _neighbors;
    private readonly float[][] _rows;

    /// <summary>Puts the sources together.</summary>
    public InterestModel(ItemCounts counts, ItemFactors? factors, ItemSessions sessions, IReadOnlyList<double>? weights)
    {
        (_counts, _factors, Sessions) = (counts, factors, sessions);
        (_transitions, _neighbors) = (new TransitionModel(sessions), new SessionNeighborModel(sessions));
        Weights = weights ?? [.. Sources.Select(_ => 1.0 / Sources.Count)];
        _rows = [.. Sources.Select(_ => new float[counts.Items.Count])];
    }

    /// <summary>Names of the sources.</summary>
    public static IReadOnlyList<string> Sources { get; } = ["own", "factors", "transitions", "neighbors", PopularitySource];

    /// <summary>Weight of each source, adding up to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Past sessions.</summary>
    public ItemSessions Sessions { get; }

    /// <summary>Fitted factors; null where there were too few pairs.</summary>
    public ItemFactors? Factors => _factors;

    /// <summary>What each source says: [sources][N], each adding up to 1, or to 0 where it has nothing to say. Overwritten by the next call.</summary>
    public IReadOnlyList<float[]> Read(ShopperHistory history)
    {
        foreach (var row in _rows)
        {
            Array.Clear(row);
        }

        Own(history, _rows[0]);
        Factor(history, _rows[1]);
        var items = history.Session.Select(_counts.Find).Where(i => i >= 0).TakeLast(SessionItems).ToArray();
        var context = ItemSessions.Of([items], _counts.Items.Count);
        _transitions.Predict(context, _rows[2]);
        _neighbors.Predict(context, _rows[3]);
        _counts.Popularity(history.Device, _rows[4]);
        return _rows;
    }

    /// <summary>P(next = i | history), [N], adding up to 1.</summary>
    public float[] Mix(IReadOnlyList<float[]> rows)
    {
        var mixed = new float[_counts.Items.Count];
        var total = 0.0;
        for (var k = 0; k < rows.Count; k++)
        {
            for (var i = 0; i < mixed.Length; i++)
            {
                mixed[i] += (float)Weights[k] * rows[k][i];
            }
        }

        foreach (var p in mixed)
        {
            total += p;
        }

        for (var i = 0; i < mixed.Length && total > 0; i++)
        {
            mixed[i] = (float)(mixed[i] / total);
        }

        return mixed;
    }

    private void Own(ShopperHistory history, float[] row)
    {
        var (share, total) = (1.0, 0.0);
        for (var back = history.Recent.Count - 1; back >= 0; back--, share *= Recency)
        {
            if (_counts.Find(history.Recent[back]) is >= 0 and var i)
            {
                total += row[i] = (float)(share * (1 + Math.Log(1 + history.Weights[history.Recent[back]])));
            }
        }

        Divide(row, total);
    }

    private void Factor(ShopperHistory history, float[] row)
    {
        if (_factors is null || history.IsEmpty)
        {
            return;
        }

        var touched = history.Weights.Select(w => (Row: _factors.Find(w.Key), Weight: (double)w.Value)).Where(t => t.Row >= 0).ToList();
        if (touched.Count == 0)
        {
            return;
        }

        var (shopper, total) = (_factors.FoldIn(touched), 0.0);
        for (var i = 0; i < row.Length; i++)
        {
            if (_counts.FactorRow(i) is >= 0 and var at)
            {
                total += row[i] = (float)Math.Pow(Math.Max(0, _factors.Affinity(shopper, at)), Sharpness);
            }
        }

        Divide(row, total);
    }

    private static void Divide(float[] row, double total)
    {
        for (var i = 0; i < row.Length && total > 0; i++)
        {
            row[i] = (float)(row[i] / total);
        }
    }
}
