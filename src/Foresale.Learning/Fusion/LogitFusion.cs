using MathNet.Numerics.LinearAlgebra;

namespace Foresale.Learning.Fusion;

/// <summary>
/// One probability out of several: logit I = w0 + sum_m w_m logit p_m with w_m >= 0, fitted by weighted log-loss
/// (LEARNING.md section 4, P4). A learner that adds nothing gets weight 0; a single learner gets its scale and level mended (Platt).
/// </summary>
/// <param name="Intercept">w0.</param>
/// <param name="Weights">[M] w, each &gt;= 0.</param>
public sealed record LogitFusion(double Intercept, IReadOnlyList<double> Weights)
{
    // A normal prior on each weight around 1/M with this deviation: it settles how twins share their weight and fades as rows come in.
    private const double PriorDeviation = .5;
    private const int MaxSteps = 100;
    private const double Tolerance = 1e-10;

    /// <summary>Fits by projected Newton steps.</summary>
    /// <param name="probabilities">[M][n] each learner's probabilities.</param>
    /// <param name="outcome">[n] 1 bought, 0 not.</param>
    /// <param name="weight">[n] &gt;= 0.</param>
    public static LogitFusion Fit(IReadOnlyList<float[]> probabilities, float[] outcome, float[] weight)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(weight);
        var problem = new Problem(probabilities, outcome, weight);
        var w = problem.Start();
        var objective = problem.Objective(w);
        for (var step = 0; step < MaxSteps; step++)
        {
            var (next, reached) = problem.Step(w, objective);
            var gained = objective - reached;
            (w, objective) = (next, reached);
            if (gained <= Tolerance * (1 + Math.Abs(objective)))
            {
                break;
            }
        }

        return new LogitFusion((float)w[0], [.. w.Skip(1).Select(x => (double)(float)x)]); // floats, as the graph holds them
    }

    /// <summary>The fused probability of one row.</summary>
    /// <param name="probabilities">[M]</param>
    public double Fuse(ReadOnlySpan<float> probabilities)
    {
        var score = Intercept;
        for (var m = 0; m < probabilities.Length; m++)
        {
            score += Weights[m] * Logit.Of(probabilities[m]);
        }

        return Logit.Sigmoid(score);
    }

    private sealed class Problem
    {
        private readonly double[][] _logits; // [n][1 + M], the first is 1
        private readonly float[] _outcome;
        private readonly float[] _weight;
        private readonly int _size;
        private readonly bool[] _constant; // a learner that says the same for everyone is the intercept's twin

        public Problem(IReadOnlyList<float[]> probabilities, float[] outcome, float[] weight)
        {
            (_outcome, _weight, _size) = (outcome, weight, probabilities.Count + 1);
            _constant = new bool[_size];
            for (var m = 0; m < probabilities.Count; m++)
            {
                var p = probabilities[m];
                _constant[m + 1] = p.Length > 0 && Array.TrueForAll(p, x => x.Equals(p[0]));
            }

            _logits = new double[outcome.Length][];
            for (var i = 0; i < outcome.Length; i++)
            {
                var z = new double[_size];
                z[0] = 1;
                for (var m = 1; m < _size; m++)
                {
                    z[m] = _constant[m] ? 0 : Logit.Of(probabilities[m - 1][i]);
                }

                _logits[i] = z;
            }
        }

        private double Prior => 1.0 / Math.Max(1, _size - 1 - _constant.Count(c => c));

        public double[] Start()
        {
            var w = new double[_size];
            for (var m = 1; m < _size; m++)
            {
                w[m] = _constant[m] ? 0 : Prior;
            }

            return w;
        }

        public double Objective(double[] w)
        {
            var loss = 0.0;
            for (var i = 0; i < _logits.Length; i++)
            {
                loss += _weight[i] * Logit.Loss(Dot(_logits[i], w), _outcome[i]);
            }

            for (var m = 1; m < _size; m++)
            {
                loss += _constant[m] ? 0 : (w[m] - Prior) * (w[m] - Prior) / (2 * PriorDeviation * PriorDeviation);
            }

            // Keeps w0 finite where every row has one outcome.
            return loss + (w[0] * w[0] * 1e-6);
        }

        /// <summary>A Newton step in the weights that are free to move, projected on w >= 0, halved until the objective falls.</summary>
        public (double[] Next, double Objective) Step(double[] w, double objective)
        {
            var (gradient, curvature) = Derivatives(w);
            int[] free = [.. Enumerable.Range(0, _size).Where(m => m == 0 || (!_constant[m] && (w[m] > 0 || gradient[m] < 0)))];
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
            var (gradient, curvature) = (new double[_size], new double[_size, _size]);
            for (var i = 0; i < _logits.Length; i++)
            {
                var z = _logits[i];
                var p = Logit.Sigmoid(Dot(z, w));
                var (g, h) = (_weight[i] * (p - _outcome[i]), _weight[i] * p * (1 - p));
                for (var a = 0; a < _size; a++)
                {
                    gradient[a] += g * z[a];
                    for (var b = 0; b < _size; b++)
                    {
                        curvature[a, b] += h * z[a] * z[b];
                    }
                }
            }

            for (var m = 1; m < _size; m++)
            {
                gradient[m] += _constant[m] ? 0 : (w[m] - Prior) / (PriorDeviation * PriorDeviation);
                curvature[m, m] += 1 / (PriorDeviation * PriorDeviation);
            }

            gradient[0] += 2e-6 * w[0];
            curvature[0, 0] += 2e-6;
            return (gradient, curvature);
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
}
