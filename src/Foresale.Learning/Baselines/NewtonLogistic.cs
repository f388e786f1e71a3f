using Foresale.Learning.Native;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;

namespace Foresale.Learning.Baselines;

/// <summary>
/// Ridge logistic regression by Newton's method (iteratively reweighted least squares):
/// minimises sum_i w_i loss(b . z_i, y_i) + penalty / 2 |b without intercept|^2 over standardised rows z = [1, features].
/// </summary>
/// <remarks>
/// O(n F^2) a step, in torch's matrix product; steps are halved until the objective falls, so it converges from any start.
/// The curvature is summed in float32, gradient and objective in double: they alone decide where it ends.
/// </remarks>
internal sealed class NewtonLogistic
{
    private const int MaxSteps = 50, RowsPerProduct = 4096;
    private const double Tolerance = 1e-9;

    private readonly FeatureRows _rows;
    private readonly float[] _inputs; // [n, F + 1], the first column is 1
    private readonly int _size;

    /// <summary>Standardises the rows once.</summary>
    public NewtonLogistic(FeatureRows rows, Standardizer standardizer)
    {
        TorchNative.Ensure();
        (_rows, _size) = (rows, rows.Columns + 1);
        _inputs = new float[checked(rows.Count * _size)];
        for (var i = 0; i < rows.Count; i++)
        {
            var x = rows.Row(i);
            var z = _inputs.AsSpan(i * _size, _size);
            z[0] = 1;
            for (var j = 0; j < x.Length; j++)
            {
                z[j + 1] = standardizer.Apply(j, x[j]);
            }
        }
    }

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
        using var scope = torch.NewDisposeScope();
        var gradient = new double[_size];
        var sum = torch.zeros(_size, _size, torch.float64);
        for (var from = 0; from < _rows.Count; from += RowsPerProduct)
        {
            AddBlock(from, Math.Min(RowsPerProduct, _rows.Count - from), b, gradient, sum);
        }

        var curvature = sum.data<double>().ToArray();
        for (var j = 1; j < _size; j++)
        {
            gradient[j] += penalty * b[j];
            curvature[(j * _size) + j] += penalty;
        }

        curvature[0] += 1e-9; // rows that are all certain have no curvature
        var matrix = Matrix<double>.Build.Dense(_size, _size, (r, c) => curvature[(Math.Min(r, c) * _size) + Math.Max(r, c)]);
        return matrix.Cholesky().Solve(Vector<double>.Build.Dense(gradient)).ToArray();
    }

    private void AddBlock(int from, int count, double[] b, double[] gradient, torch.Tensor curvature)
    {
        using var scope = torch.NewDisposeScope();
        var root = new float[count]; // of the curvature's weights
        for (var i = 0; i < count; i++)
        {
            var z = InputOf(from + i);
            var p = Logit.Sigmoid(Score(z, b));
            var g = _rows.Weight[from + i] * (p - _rows.Outcome[from + i]);
            root[i] = (float)Math.Sqrt(_rows.Weight[from + i] * p * (1 - p));
            for (var j = 0; j < _size; j++)
            {
                gradient[j] += g * z[j];
            }
        }

        var inputs = torch.frombuffer(_inputs, torch.ScalarType.Float32, (long)count * _size, (long)from * _size).reshape(count, _size); // no copy
        var scaled = inputs * torch.tensor(root, [count, 1]);
        curvature.add_(torch.matmul(scaled.t(), scaled).to(torch.float64), Numbers.One);
    }

    private double Objective(double[] b, double penalty)
    {
        var loss = 0.0;
        for (var i = 0; i < _rows.Count; i++)
        {
            loss += _rows.Weight[i] * Logit.Loss(Score(InputOf(i), b), _rows.Outcome[i]);
        }

        for (var j = 1; j < _size; j++)
        {
            loss += penalty / 2 * b[j] * b[j];
        }

        return loss;
    }

    private ReadOnlySpan<float> InputOf(int row) => _inputs.AsSpan(row * _size, _size);

    private static double Score(ReadOnlySpan<float> z, double[] b)
    {
        var score = 0.0;
        for (var j = 0; j < z.Length; j++)
        {
            score += b[j] * z[j];
        }

        return score;
    }
}
