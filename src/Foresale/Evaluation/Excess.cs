namespace Foresale.Evaluation;

/// <summary>
/// How far predictions are from a known truth: the weighted mean of KL(truth || prediction) in nats.
/// It is the log-loss in excess of what the truth itself would have, in expectation over outcomes; 0 only for the truth.
/// </summary>
public static class Excess
{
    // Probabilities in single precision may be 0 or 1: an infinite figure would say nothing about the rest of the rows.
    private const double Least = 1e-7;

    /// <summary>Mean excess over rows.</summary>
    /// <param name="truth">True probability of each row, 0..1.</param>
    /// <param name="prediction">Predicted probability of each row; clipped to 1e-7 from 0 and 1.</param>
    /// <param name="weight">Weight of each row, &gt;= 0; empty for equal weights.</param>
    /// <returns>Nats, &gt;= 0; 0 for no rows.</returns>
    public static double Mean(ReadOnlySpan<float> truth, ReadOnlySpan<float> prediction, ReadOnlySpan<float> weight = default)
    {
        if (prediction.Length != truth.Length || (weight.Length != 0 && weight.Length != truth.Length))
        {
            throw new ArgumentException($"There are {truth.Length} truths, {prediction.Length} predictions and {weight.Length} weights; they must be as many.", nameof(prediction));
        }

        double sum = 0, total = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var w = weight.IsEmpty ? 1.0 : weight[i];
            sum += w * Of(truth[i], prediction[i]);
            total += w;
        }

        return total > 0 ? sum / total : 0;
    }

    /// <summary>Excess of one row: p log(p / q) + (1 - p) log((1 - p) / (1 - q)).</summary>
    public static double Of(double truth, double prediction)
    {
        var q = Math.Clamp(prediction, Least, 1 - Least);
        var bought = truth > 0 ? truth * Math.Log(truth / q) : 0;
        var not = truth < 1 ? (1 - truth) * Math.Log((1 - truth) / (1 - q)) : 0;
        return Math.Max(0, bought + not);
    }
}
