using MathNet.Numerics.LinearAlgebra;
using Lanes = System.Numerics.Vector<double>;

namespace Foresale.Learning.Baselines;

/// <summary>
/// Ridge logistic regression by Newton's method (iteratively reweighted least squares):
/// minimises sum_i w_i loss(b . z_i, y_i) + penalty / 2 |b without intercept|^2 over standardised rows z = [1, features].
/// </summary>
/// <remarks>O(n F^2) a step; steps are halved until the objective falls, so it converges from any start.</remarks>
internal sealed class NewtonLogistic(FeatureRows rows, Standardizer standardizer)
{
    private const int MaxSteps = 50;
    private const double Tolerance = 1e-9;

    private readonly int _size = rows.Columns + 1;

    /// <summary>Coefficients [1 + F], the intercept first.</summary>
    /// <param name="penalty">&gt; 0.</param>
    /// <param name="start">Where to begin; null for zeros.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public double[] Fit(double penalty, double[]? start, CancellationToken cancellationToken)
    {
        var b = (double[])(start?.Clone() ?? new double[_size]);
        var objective = Objective(b, penalty);
        for (var step = 0; step < MaxSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var direction = Direction(b, penalty);
            var (next, reached) = Descend(b, direction, objective, penalty);
            var gained = objective - reached;
            (b, objective) = (next, reached);
            if (gained <= Tolerance * (1 + Math.Abs(objective)))
            {
                break;
            }
        }

        return b;
    }

    private (double[] Next, double Objective) Descend(double[] b, double[] direction, double objective, double penalty)
    {
        for (var size = 1.0; size > 1e-6; size /= 2)
        {
            var next = new double[_size];
            for (var j = 0; j < _size; j++)
            {
                next[j] = b[j] - (size * direction[j]);
            }

            var reached = Objective(next, penalty);
            if (reached < objective)
            {
                return (next, reached);
            }
        }

        return (b, objective);
    }

    // (Z' W Z + penalty I)^-1 gradient
    private double[] Direction(double[] b, double penalty)
    {
        var gradient = new double[_size];
        var curvature = new double[_size * _size];
        var z = new double[_size];
        for (var i = 0; i < rows.Count; i++)
        {
            var p = Logit.Sigmoid(ScoreInto(z, i, b));
            var g = rows.Weight[i] * (p - rows.Outcome[i]);
            var h = rows.Weight[i] * p * (1 - p);
            for (var j = 0; j < _size; j++)
            {
                gradient[j] += g * z[j];
                if (z[j] != 0)
                {
                    AddScaled(curvature.AsSpan((j * _size) + j, _size - j), h * z[j], z.AsSpan(j));
                }
            }
        }

        for (var j = 1; j < _size; j++)
        {
            gradient[j] += penalty * b[j];
            curvature[(j * _size) + j] += penalty;
        }

        curvature[0] += 1e-9; // rows that are all certain have no curvature
        var matrix = Matrix<double>.Build.Dense(_size, _size, (r, c) => curvature[(Math.Min(r, c) * _size) + Math.Max(r, c)]);
        return matrix.Cholesky().Solve(Vector<double>.Build.Dense(gradient)).ToArray();
    }

    private double Objective(double[] b, double penalty)
    {
        var loss = 0.0;
        var z = new double[_size];
        for (var i = 0; i < rows.Count; i++)
        {
            loss += rows.Weight[i] * Logit.Loss(ScoreInto(z, i, b), rows.Outcome[i]);
        }

        for (var j = 1; j < _size; j++)
        {
            loss += penalty / 2 * b[j] * b[j];
        }

        return loss;
    }

    private double ScoreInto(double[] z, int row, double[] b)
    {
        var x = rows.Row(row);
        z[0] = 1;
        var score = b[0];
        for (var j = 0; j < x.Length; j++)
        {
            z[j + 1] = standardizer.Apply(j, x[j]);
            score += b[j + 1] * z[j + 1];
        }

        return score;
    }

    private static void AddScaled(Span<double> into, double scale, ReadOnlySpan<double> values)
    {
        var k = 0;
        for (; k + Lanes.Count <= values.Length; k += Lanes.Count)
        {
            var sum = new Lanes(into[k..]) + (scale * new Lanes(values[k..]));
            sum.CopyTo(into[k..]);
        }

        for (; k < values.Length; k++)
        {
            into[k] += scale * values[k];
        }
    }
}
