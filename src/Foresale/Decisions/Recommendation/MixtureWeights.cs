namespace Foresale.Decisions.Recommendation;

/// <summary>Weights of a mixture by expectation maximisation (Dempster, Laird and Rubin 1977).</summary>
internal static class MixtureWeights
{
    private const int Steps = 200;

    /// <summary>The likeliest weights: each >= 0, their sum 1. Cases that no model gives any chance do not count.</summary>
    /// <param name="likelihood">[cases][models] what each model gave to what happened.</param>
    /// <param name="models">Models.</param>
    /// <param name="importance">[cases] how often each counts, >= 0; null for once.</param>
    public static double[] Likeliest(float[][] likelihood, int models, float[]? importance = null)
    {
        var weights = new double[models];
        Array.Fill(weights, 1.0 / models);
        for (var step = 0; step < Steps; step++)
        {
            var shares = new double[models];
            for (var c = 0; c < likelihood.Length; c++)
            {
                var p = likelihood[c];
                double total = 0;
                for (var k = 0; k < models; k++)
                {
                    total += weights[k] * p[k];
                }

                for (var k = 0; k < models && total > 0; k++)
                {
                    shares[k] += (importance?[c] ?? 1) * weights[k] * p[k] / total;
                }
            }

            var sum = shares.Sum();
            if (sum > 0)
            {
                weights = Array.ConvertAll(shares, s => s / sum);
            }
        }

        return weights;
    }
}
