using MathNet.Numerics.Statistics;

namespace Foresale.Learning;

/// <summary>Whether one model is better than another on the same validation rows, or only luckier (docs/adr/0009).</summary>
internal static class PairedGain
{
    private const double StandardErrors = .5;

    /// <summary>True where the mean gain is above half its standard error.</summary>
    /// <param name="gain">[U] loss of the one to beat minus the challenger's, summed over the rows of each shopper, &gt;= 1 of them.</param>
    public static bool IsBeyondChance(double[] gain) =>
        gain.Length > 1 ? gain.Mean() > StandardErrors * gain.StandardDeviation() / Math.Sqrt(gain.Length) : gain[0] > 0;
}
