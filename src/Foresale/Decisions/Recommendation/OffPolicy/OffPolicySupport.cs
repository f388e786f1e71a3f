using System.Globalization;

namespace Foresale.Decisions.Recommendation.OffPolicy;

/// <summary>How much of a log speaks for a policy: w_i = π(a_i|c_i) / propensity_i.</summary>
/// <param name="Rows">n, choices of the log.</param>
/// <param name="EffectiveSize">(Σ w)² / Σ w², the number of choices of the policy's own that would say as much (Kish 1965); 0 where all weights are 0.</param>
/// <param name="LargestWeight">max w.</param>
/// <param name="LargestShare">max w / Σ w, 0..1.</param>
/// <param name="MeanWeight">Σ w / n: 1 on average where the log could have shown all that the policy shows, and its propensities are right.</param>
/// <param name="MeanError">Standard error of the mean weight.</param>
public sealed record OffPolicySupport(int Rows, double EffectiveSize, double LargestWeight, double LargestShare, double MeanWeight, double MeanError)
{
    /// <summary>Fewest choices that an estimate may rest on.</summary>
    public const double LeastSize = 100;

    /// <summary>Largest share of the sum that one choice may have.</summary>
    public const double MostShare = .1;

    // Ends of a normal law's middle 99 %; and a mean weight that is wrong however few the rows are.
    private const double Deviations = 2.576, LeastMean = .5, MostMean = 2, Rounding = 1e-9;

    /// <summary>Why no estimate is given, and what to do; null where one is.</summary>
    public string? Refusal
    {
        get
        {
            var few = EffectiveSize < LeastSize;
            var heavy = LargestShare > MostShare;
            if (!few && !heavy)
            {
                return WrongMean();
            }

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

    // Only asked where the weights are many and even enough to say it.
    private string? WrongMean()
    {
        var isWrong = Math.Abs(MeanWeight - 1) > Deviations * MeanError || MeanWeight is < LeastMean or > MostMean;
        return !isWrong || Math.Abs(MeanWeight - 1) < Rounding
            ? null
            : Text($"No estimate: weights have a mean of {MeanWeight:0.###}, and chance would leave it within 1 ± {Deviations * MeanError:0.###} were the log's propensities right. Log each choice with the chance that it had when it was made; a choice that the policy makes and the log never could is missing too.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Measures weights.</summary>
    public static OffPolicySupport Of(ReadOnlySpan<double> weights)
    {
        var (sum, squares, largest) = (0.0, 0.0, 0.0);
        foreach (var w in weights)
        {
            (sum, squares, largest) = (sum + w, squares + (w * w), Math.Max(largest, w));
        }

        var (n, mean) = (weights.Length, sum / weights.Length);
        var variance = n > 1 ? Math.Max(0, squares - (n * mean * mean)) / (n - 1) : 0;
        return new OffPolicySupport(n, squares > 0 ? sum * sum / squares : 0, largest, sum > 0 ? largest / sum : 0, mean, Math.Sqrt(variance / n));
    }
}
