namespace Foresale.Features.Text;

/// <summary>
/// Logistic regression with a ridge on sparse rows, by Newton's method whose steps come from conjugate gradients (Lin, Weng and Keerthi 2008):
/// minimises the sum of log-losses + penalty / 2 |w|^2. The intercept bears no penalty.
/// </summary>
/// <remarks>Coefficients: [V] weights, then the intercept.</remarks>
internal static class SparseLogistic
{
    private const int MostSteps = 30, MostTurns = 30, MostHalvings = 20;
    private const double Tolerance = 1e-3; // of the gradient at the start
    private const double StepTolerance = .1; // of the gradient at each step

    /// <summary>Fits coefficients.</summary>
    /// <param name="rows">[n] sparse rows.</param>
    /// <param name="outcome">[n] 0 or 1.</param>
    /// <param name="penalty">Above 0.</param>
    /// <param name="start">[V + 1] where to begin; not changed.</param>
    /// <returns>[V + 1].</returns>
    public static double[] Fit(IReadOnlyList<(int Term, float Weight)[]> rows, IReadOnlyList<float> outcome, double penalty, double[] start)
    {
        var w = (double[])start.Clone();
        var loss = Loss(rows, outcome, penalty, w);
        var first = double.NaN;
        for (var step = 0; step < MostSteps; step++)
        {
            var p = new double[rows.Count];
            var residual = new double[rows.Count];
            for (var i = 0; i < p.Length; i++)
            {
                p[i] = 1 / (1 + Math.Exp(-LogOdds(rows[i], w)));
                residual[i] = p[i] - outcome[i];
            }

            var gradient = Transposed(rows, residual, penalty, w);
            var size = Math.Sqrt(Dot(gradient, gradient));
            first = double.IsNaN(first) ? size : first;
            if (size <= Tolerance * Math.Max(first, 1))
            {
                break;
            }

            var direction = Direction(rows, p, penalty, gradient, size);
            var (next, nextLoss) = (Plus(w, direction, 1), 0.0);
            var scale = 1.0;
            for (var halving = 0; halving < MostHalvings && !((nextLoss = Loss(rows, outcome, penalty, next)) < loss); halving++)
            {
                scale /= 2;
                next = Plus(w, direction, scale);
            }

            if (!(nextLoss < loss))
            {
                break;
            }

            (w, loss) = (next, nextLoss);
        }

        return w;
    }

    /// <summary>Log-odds of a row.</summary>
    public static double LogOdds((int Term, float Weight)[] row, ReadOnlySpan<double> coefficients)
    {
        var sum = coefficients[^1];
        foreach (var (term, weight) in row)
        {
            sum += weight * coefficients[term];
        }

        return sum;
    }

    /// <summary>Log-loss of log-odds z, ln(1 + exp(z)) - y z, where no exponential overflows.</summary>
    public static double LogLoss(double z, double y) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - (y * z);

    private static double Loss(IReadOnlyList<(int Term, float Weight)[]> rows, IReadOnlyList<float> outcome, double penalty, double[] w)
    {
        double sum = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            sum += LogLoss(LogOdds(rows[i], w), outcome[i]);
        }

        return sum + (penalty / 2 * (Dot(w, w) - (w[^1] * w[^1])));
    }

    // Solves (X' D X + penalty) s = -gradient, D = p (1 - p), to a share of the gradient.
    private static double[] Direction(IReadOnlyList<(int Term, float Weight)[]> rows, double[] p, double penalty, double[] gradient, double size)
    {
        var solution = new double[gradient.Length];
        var residual = Array.ConvertAll(gradient, g => -g);
        var conjugate = (double[])residual.Clone();
        var square = size * size;
        var curved = new double[rows.Count];
        for (var turn = 0; turn < MostTurns && Math.Sqrt(square) > StepTolerance * size; turn++)
        {
            for (var i = 0; i < curved.Length; i++)
            {
                curved[i] = p[i] * (1 - p[i]) * LogOdds(rows[i], conjugate);
            }

            var image = Transposed(rows, curved, penalty, conjugate);
            var length = square / Dot(conjugate, image);
            solution = Plus(solution, conjugate, length);
            residual = Plus(residual, image, -length);
            var next = Dot(residual, residual);
            conjugate = Plus(residual, conjugate, next / square);
            square = next;
        }

        return solution;
    }

    // X' values + penalty w, without a penalty on the intercept.
    private static double[] Transposed(IReadOnlyList<(int Term, float Weight)[]> rows, double[] values, double penalty, double[] w)
    {
        var result = Array.ConvertAll(w, x => penalty * x);
        result[^1] = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var (term, weight) in rows[i])
            {
                result[term] += weight * values[i];
            }

            result[^1] += values[i];
        }

        return result;
    }

    private static double[] Plus(double[] a, double[] b, double factor)
    {
        var sum = (double[])a.Clone();
        for (var j = 0; j < sum.Length; j++)
        {
            sum[j] += factor * b[j];
        }

        return sum;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }
}
