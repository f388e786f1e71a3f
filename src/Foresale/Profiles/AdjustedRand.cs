namespace Foresale.Profiles;

/// <summary>How far two groupings of the same points agree, corrected for chance: 1 for the same groups under any names, about 0 for unrelated ones (Hubert &amp; Arabie 1985).</summary>
public static class AdjustedRand
{
    /// <summary>The index.</summary>
    /// <param name="one">Group of each point.</param>
    /// <param name="two">Its group in the other grouping.</param>
    /// <returns>At most 1; 1 where both put all points into one group, or each into its own.</returns>
    /// <exception cref="ArgumentException">The groupings are of different numbers of points.</exception>
    public static double Index(IReadOnlyList<int> one, IReadOnlyList<int> two)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(two);
        if (one.Count != two.Count)
        {
            throw new ArgumentException($"One grouping has {one.Count} points, the other {two.Count}.", nameof(two));
        }

        var both = PairsWithin(one.Zip(two));
        var (first, second) = (PairsWithin(one), PairsWithin(two));
        var all = one.Count * (one.Count - 1.0) / 2;
        var expected = all == 0 ? 0 : first * second / all;
        var most = (first + second) / 2;
        return most == expected ? 1 : (both - expected) / (most - expected);
    }

    private static double PairsWithin<T>(IEnumerable<T> groups)
        where T : notnull => groups.GroupBy(g => g).Sum(g => (double)g.Count() is var n ? n * (n - 1) / 2 : 0);
}
