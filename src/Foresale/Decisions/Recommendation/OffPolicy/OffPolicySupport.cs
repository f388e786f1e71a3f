using System.Globalization;

namespace Foresale.Decisions.Recommendation.OffPolicy;

/// <summary>How much of a log speaks for a policy: w_i = π(a_i|c_i) / propensity_i.</summary>
/// <param name="Rows">n, choices of the log.</param>
/// <param name="EffectiveSize">(Σ w)² / Σ w², the number of choices of the policy's own that would say as much (Kish 1965); 0 where all weights are 0.</param>
/// <param name="LargestWeight">max w.</param>
/// <param name="LargestShare">max w / Σ w, 0..1.</param>
/// <param name="MeanWeight">Σ w / n: about 1 where the log could have shown all that the policy shows, and its propensities are right.</param>
public sealed record OffPolicySupport(int Rows, double EffectiveSize, double LargestWeight, double LargestShare, double MeanWeight)
{
    /// <summary>Fewest choices that an estimate may rest on.</summary>
    public const double LeastSize = 100;

    /// <summary>Largest share of the sum that one choice may have.</summary>
    public const double MostShare = .1;

    /// <summary>Why no estimate is given, and what to do; null where one is.</summary>
    public string? Refusal
    {
        get
        {
            var few = EffectiveSize < LeastSize;
            var heavy = LargestShare > MostShare;
            if (!few && !heavy)
            {
                return null;
            }

            string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
            List<string> found = [];
            if (few)
            {
                found.Add(Text($"{Rows:N0} choices count as {EffectiveSize:N0}, fewer than {LeastSize:N0}"));
            }

            if (heavy)
            {
                found.Add(Text($"one choice weighs {LargestWeight:N0}, {LargestShare:P0} of the sum, more than {MostShare:P0}"));
            }

            return $"No estimate: {string.Join("; ", found)}. The log hardly shows what this policy would. Log a share of random choices with their chances, or judge a policy nearer to the one that made the log.";
        }
    }

    /// <summary>Measures weights.</summary>
    public static OffPolicySupport Of(ReadOnlySpan<double> weights)
    {
        var (sum, squares, largest) = (0.0, 0.0, 0.0);
        foreach (var w in weights)
        {
            (sum, squares, largest) = (sum + w, squares + (w * w), Math.Max(largest, w));
        }

        return new OffPolicySupport(weights.Length, squares > 0 ? sum * sum / squares : 0, largest, sum > 0 ? largest / sum : 0, sum / weights.Length);
    }
}
