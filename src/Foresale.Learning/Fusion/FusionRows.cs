namespace Foresale.Learning.Fusion;

/// <summary>Log-odds of M learners for n rows, with a leading 1, and the rows' outcomes.</summary>
internal sealed class FusionRows
{
    private readonly double[][] _inputs; // [n][1 + M]
    private readonly float[] _outcome;

    /// <summary>Takes log-odds of clipped probabilities.</summary>
    /// <param name="probabilities">[M][n]</param>
    /// <param name="outcome">[n]</param>
    public FusionRows(IReadOnlyList<float[]> probabilities, float[] outcome)
    {
        (_outcome, Size) = (outcome, probabilities.Count + 1);
        _inputs = new double[outcome.Length][];
        for (var i = 0; i < outcome.Length; i++)
        {
            var z = new double[Size];
            z[0] = 1;
            for (var m = 1; m < Size; m++)
            {
                z[m] = Logit.Of(probabilities[m - 1][i]);
            }

            _inputs[i] = z;
        }
    }

    /// <summary>1 + M.</summary>
    public int Size { get; }

    /// <summary>Sum of the weighted log-loss, in nats.</summary>
    /// <param name="w">[1 + M]</param>
    /// <param name="weight">[n]</param>
    public double Loss(double[] w, float[] weight)
    {
        var loss = 0.0;
        for (var i = 0; i < _inputs.Length; i++)
        {
            loss += weight[i] == 0 ? 0 : weight[i] * Logit.Loss(Dot(_inputs[i], w), _outcome[i]);
        }

        return loss;
    }

    /// <summary>Adds the gradient and the curvature of <see cref="Loss"/>.</summary>
    public void AddDerivatives(double[] w, float[] weight, double[] gradient, double[,] curvature)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (weight[i] == 0)
            {
                continue;
            }

            var z = _inputs[i];
            var p = Logit.Sigmoid(Dot(z, w));
            var (g, h) = (weight[i] * (p - _outcome[i]), weight[i] * p * (1 - p));
            for (var a = 0; a < Size; a++)
            {
                gradient[a] += g * z[a];
                for (var b = 0; b < Size; b++)
                {
                    curvature[a, b] += h * z[a] * z[b];
                }
            }
        }
    }

    /// <summary>[1 + M] weighted means of the columns.</summary>
    public double[] Means(float[] weight)
    {
        var (means, total) = (new double[Size], 0.0);
        for (var i = 0; i < _inputs.Length; i++)
        {
            total += weight[i];
            for (var m = 0; m < Size; m++)
            {
                means[m] += weight[i] * _inputs[i][m];
            }
        }

        return total == 0 ? means : Array.ConvertAll(means, m => m / total);
    }

    /// <summary>[1 + M] one weight in all, split in proportion to what each learner alone gains over the base rate; evenly where none does.</summary>
    public double[] SplitBySkill(float[] weight)
    {
        var bought = 0.0;
        for (var i = 0; i < weight.Length; i++)
        {
            bought += weight[i] * _outcome[i];
        }

        var one = new double[Size];
        one[0] = Logit.Of(bought / Math.Max(weight.Sum(), 1e-9));
        var floor = Loss(one, weight);
        var gain = new double[Size];
        for (var m = 1; m < Size; m++)
        {
            Array.Clear(one);
            one[m] = 1;
            gain[m] = Math.Max(0, floor - Loss(one, weight) - (1e-6 * floor)); // no share for the base rate's rounding
        }

        var sum = gain.Sum();
        for (var m = 1; m < Size; m++)
        {
            gain[m] = sum > 0 ? gain[m] / sum : 1.0 / (Size - 1);
        }

        return gain;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
