namespace Foresale.Evaluation;

/// <summary>
/// Where the true next item stands in a ranking of all items: P@k (is it among the first k, also called hit rate or recall of one item) and
/// MRR@k (1 / its place, 0 beyond k). Items of equal score stand in random order, and both figures are the expectation over it:
/// a model that gives everything the same score earns what guessing earns.
/// </summary>
/// <param name="k">Length of the list.</param>
public sealed class NextItemRanks(int k)
{
    private readonly List<float> _hits = [];
    private readonly List<float> _reciprocals = [];

    /// <summary>k.</summary>
    public int Length { get; } = k;

    /// <summary>[cases] P@k of each case, 0..1.</summary>
    public IReadOnlyList<float> Hits => _hits;

    /// <summary>[cases] MRR@k of each case, 0..1.</summary>
    public IReadOnlyList<float> Reciprocals => _reciprocals;

    /// <summary>P@k, 0..1.</summary>
    public double Precision => _hits.Count == 0 ? double.NaN : _hits.Average();

    /// <summary>MRR@k, 0..1.</summary>
    public double ReciprocalRank => _reciprocals.Count == 0 ? double.NaN : _reciprocals.Average();

    /// <summary>Counts a case.</summary>
    /// <param name="scores">[N] of all items, higher is better.</param>
    /// <param name="next">The true one.</param>
    public void Add(ReadOnlySpan<float> scores, int next)
    {
        var (mine, better, equal) = (scores[next], 0, 0);
        foreach (var score in scores)
        {
            better += score > mine ? 1 : 0;
            equal += score == mine ? 1 : 0;
        }

        Add(better, equal);
    }

    /// <summary>Counts a case.</summary>
    /// <param name="better">Items of a higher score.</param>
    /// <param name="equal">Items of the same score, the true one among them, &gt;= 1.</param>
    public void Add(int better, int equal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(equal, 1);
        var last = Math.Min(Length, better + equal);
        double sum = 0;
        for (var place = better + 1; place <= last; place++)
        {
            sum += 1.0 / place;
        }

        _hits.Add((float)Math.Max(0, last - better) / equal);
        _reciprocals.Add((float)(sum / equal));
    }
}
