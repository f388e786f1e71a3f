using MathNet.Numerics.LinearAlgebra;

namespace Foresale.Learning.Fusion;

/// <summary>Penalised log-loss of the fusion's weights, solved by projected Newton steps.</summary>
internal sealed class FusionFit
{
    private const int MaxSteps = 100;
    private const double Tolerance = 1e-10;

    private readonly FusionRows _rows;
    private readonly float[] _weight;
    private readonly double[] _centre; // of the prior
    private readonly double[] _means; // of the log-odds
    private readonly double _level; // the mean score at the prior's centre
    private readonly double _precision;

    private FusionFit(FusionRows rows, float[] weight, double deviation)
    {
        (_rows, _weight, _precision) = (rows, weight, 1 / (deviation * deviation));
        _means = rows.Means(weight);
        _centre = rows.SplitBySkill(weight);
        _level = LevelOf(_centre);
    }

    /// <summary>[1 + M] w0 and the weights.</summary>
    /// <param name="rows">What to fit on.</param>
    /// <param name="weight">[n] 0 leaves a row out.</param>
    /// <param name="deviation">Standard deviation of the prior on each weight and, in log-odds, on the mean score.</param>
    public static double[] Solve(FusionRows rows, float[] weight, double deviation)
    {
        var fit = new FusionFit(rows, weight, deviation);
        var w = (double[])fit._centre.Clone();
        var objective = fit.Objective(w);
        for (var step = 0; step < MaxSteps; step++)
        {
            var (next, reached) = fit.Step(w, objective);
            var gained = objective - reached;
            (w, objective) = (next, reached);
            if (gained <= Tolerance * (1 + Math.Abs(objective)))
            {
                break;
            }
        }

        return w;
    }

    // The prior is on the mean score, not on w0: scores far from 0 would tie w0 to the sum of the weights.
    private double LevelOf(double[] w) => w[0] + w.Skip(1).Zip(_means.Skip(1), (a, b) => a * b).Sum();

    private double Objective(double[] w)
    {
        var shift = LevelOf(w) - _level;
        var penalty = shift * shift;
        for (var m = 1; m < w.Length; m++)
        {
            penalty += (w[m] - _centre[m]) * (w[m] - _centre[m]);
        }

        return _rows.Loss(w, _weight) + (.5 * _precision * penalty);
    }

    /// <summary>A Newton step in the weights that are free to move, projected on w >= 0, halved until the objective falls.</summary>
    private (double[] Next, double Objective) Step(double[] w, double objective)
    {
        var (gradient, curvature) = Derivatives(w);
        int[] free = [.. Enumerable.Range(0, w.Length).Where(m => m == 0 || w[m] > 0 || gradient[m] < 0)];
        var matrix = Matrix<double>.Build.Dense(free.Length, free.Length, (r, c) => curvature[free[r], free[c]]);
        var direction = matrix.Cholesky().Solve(Vector<double>.Build.Dense(free.Length, r => gradient[free[r]]));
        for (var size = 1.0; size > 1e-8; size /= 2)
        {
            var next = (double[])w.Clone();
            for (var r = 0; r < free.Length; r++)
            {
                var moved = w[free[r]] - (size * direction[r]);
                next[free[r]] = free[r] == 0 ? moved : Math.Max(0, moved);
            }

            var reached = Objective(next);
            if (reached < objective)
            {
                return (next, reached);
            }
        }

        return (w, objective);
    }

    private (double[] Gradient, double[,] Curvature) Derivatives(double[] w)
    {
        var (gradient, curvature) = (new double[w.Length], new double[w.Length, w.Length]);
        _rows.AddDerivatives(w, _weight, gradient, curvature);
        var shift = LevelOf(w) - _level;
        for (var a = 0; a < w.Length; a++)
        {
            var mean = a == 0 ? 1 : _means[a];
            gradient[a] += _precision * ((shift * mean) + (a == 0 ? 0 : w[a] - _centre[a]));
            curvature[a, a] += a == 0 ? 0 : _precision;
            for (var b = 0; b < w.Length; b++)
            {
                curvature[a, b] += _precision * mean * (b == 0 ? 1 : _means[b]);
            }
        }

        return (gradient, curvature);
    }
}
