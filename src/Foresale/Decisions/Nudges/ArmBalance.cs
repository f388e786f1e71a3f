namespace Foresale.Decisions.Nudges;

/// <summary>How well something tells who got the offer. By chance alone nothing does: the area under its curve is one half, give or take its standard error.</summary>
/// <param name="Auc">Area under the receiver operating curve, 0..1.</param>
/// <param name="StandardError">Of that area where nothing tells.</param>
public readonly record struct ArmBalance(double Auc, double StandardError)
{
    /// <summary>Standard errors beyond which chance is ruled out: once in two thousand experiments that are sound.</summary>
    public const double LargestDistance = 3.3;

    /// <summary>How far above one half, in standard errors.</summary>
    public double Distance => (Auc - .5) / StandardError;

    /// <summary>True where it tells the arms apart beyond chance.</summary>
    public bool IsTelling => Distance > LargestDistance;

    /// <summary>Area of a score: the share of pairs, one of each arm, in which the one with the offer scores higher; ties count one half (Mann and Whitney 1947).</summary>
    /// <param name="scores">[n].</param>
    /// <param name="isTreated">[n]; both arms occur.</param>
    public static ArmBalance Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isTreated)
    {
        var (keys, arms) = (scores.ToArray(), isTreated.ToArray());
        Array.Sort(keys, arms);
        var (ranks, treated) = (0.0, 0);
        for (var from = 0; from < keys.Length;)
        {
            var to = from;
            while (to < keys.Length && keys[to].Equals(keys[from]))
            {
                to++;
            }

            for (var i = from; i < to; i++)
            {
                if (arms[i])
                {
                    ranks += (from + to + 1) / 2.0; // ranks from 1; those of ties are their mean
                    treated++;
                }
            }

            from = to;
        }

        double untreated = keys.Length - treated;
        var auc = (ranks - (treated * (treated + 1.0) / 2)) / (treated * untreated);
        return new ArmBalance(auc, Math.Sqrt((keys.Length + 1) / (12 * treated * untreated)));
    }

    /// <summary>The mean of several, of rows that differ.</summary>
    public static ArmBalance Mean(IReadOnlyList<ArmBalance> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new ArmBalance(parts.Average(p => p.Auc), Math.Sqrt(parts.Sum(p => p.StandardError * p.StandardError)) / parts.Count);
    }
}
