namespace Foresale.Evaluation;

/// <summary>
/// Logistic recalibration: P(bought) = sigmoid(intercept + slope logit(score)), by weighted maximum likelihood (Cox 1958).
/// A calibrated learner has intercept 0 and slope 1.
/// </summary>
/// <param name="Intercept">NaN where it is undefined.</param>
/// <param name="Slope">NaN where it is undefined.</param>
/// <param name="Reason">Why the fit is undefined; null where it is not.</param>
public sealed record CalibrationFit(double Intercept, double Slope, string? Reason = null)
{
    private const int MaxSteps = 50;
    private const double MaxSlope = 1e4;

    /// <summary>Fits a set of predictions.</summary>
    public static CalibrationFit Of(Predictions predictions) => Of(RankedPredictions.Of(predictions));

    internal static CalibrationFit Of(RankedPredictions ranked)
    {
        var (positive, total) = (0.0, 0.0);
        foreach (var row in ranked.Rows)
        {
            positive += (double)row.Weight * row.Outcome;
            total += row.Weight;
        }

        if (positive <= 0 || positive >= total)
        {
            return Undefined(Metrics.OneClass);
        }

        if (ranked.GroupEnds.Length < 2)
        {
            return Undefined("All scores are equal.");
        }

        return Newton(ranked);
    }

    /// <summary>Gradient and curvature of one row at (intercept, slope); the curvature's parts are those of 1, x, x².</summary>
    internal static (double G0, double G1, double H0, double H1, double H2) Terms(RankedPredictions.Row row, double intercept, double slope)
    {
        var x = Logit(row.Score);
        var fitted = Sigmoid(intercept + (slope * x));
        var gradient = row.Weight * (row.Outcome - fitted);
        var curvature = row.Weight * fitted * (1 - fitted);
        return (gradient, gradient * x, curvature, curvature * x, curvature * x * x);
    }

    internal static double Logit(double score)
    {
        var p = Math.Clamp(score, Metrics.Clip, 1 - Metrics.Clip);
        return Math.Log(p / (1 - p));
    }

    private static CalibrationFit Newton(RankedPredictions ranked)
    {
        var (a, b) = (0.0, 1.0);
        var likelihood = LogLikelihood(ranked, a, b);
        for (var step = 0; step < MaxSteps; step++)
        {
            var (g0, g1, h0, h1, h2) = (0.0, 0.0, 0.0, 0.0, 0.0);
            foreach (var row in ranked.Rows)
            {
                var t = Terms(row, a, b);
                (g0, g1, h0, h1, h2) = (g0 + t.G0, g1 + t.G1, h0 + t.H0, h1 + t.H1, h2 + t.H2);
            }

            var (da, db) = Solve(g0, g1, h0, h1, h2);
            if (double.IsNaN(da))
            {
                break;
            }

            // Newton's last digits: a further step would be rounding.
            if (Math.Abs(da) + Math.Abs(db) < 1e-9 * (1 + Math.Abs(a) + Math.Abs(b)))
            {
                return new CalibrationFit(a + da, b + db);
            }

            // Newton may overshoot far from the optimum: halve until the likelihood does not fall.
            var scale = 1.0;
            var next = LogLikelihood(ranked, a + da, b + db);
            while (next < likelihood - (1e-12 * Math.Abs(likelihood)) && scale > 1e-6)
            {
                scale /= 2;
                next = LogLikelihood(ranked, a + (scale * da), b + (scale * db));
            }

            (a, b, likelihood) = (a + (scale * da), b + (scale * db), Math.Max(next, likelihood));
            if (Math.Abs(b) > MaxSlope)
            {
                break;
            }
        }

        return Undefined("A threshold on the score separates buyers from the rest: the slope has no bound.");
    }

    /// <summary>Solves the 2 x 2 system of one Newton step; NaN where it is singular.</summary>
    internal static (double Intercept, double Slope) Solve(double g0, double g1, double h0, double h1, double h2)
    {
        var determinant = (h0 * h2) - (h1 * h1);
        return determinant > 1e-14 * h0 * h2
            ? (((h2 * g0) - (h1 * g1)) / determinant, ((h0 * g1) - (h1 * g0)) / determinant)
            : (double.NaN, double.NaN);
    }

    private static double LogLikelihood(RankedPredictions ranked, double a, double b)
    {
        var sum = 0.0;
        foreach (var row in ranked.Rows)
        {
            var z = a + (b * Logit(row.Score));
            sum += row.Weight * ((row.Outcome * z) - SoftPlus(z));
        }

        return sum;
    }

    private static double Sigmoid(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

    private static double SoftPlus(double z) => z > 0 ? z + Math.Log(1 + Math.Exp(-z)) : Math.Log(1 + Math.Exp(z));

    private static CalibrationFit Undefined(string reason) => new(double.NaN, double.NaN, reason);
}
