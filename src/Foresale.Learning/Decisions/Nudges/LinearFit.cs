using Foresale.Learning.Baselines;
using MathNet.Numerics.LinearAlgebra;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Ridge regression of an outcome on standardised features, logistic where it is 0 or 1; the penalty that predicts held-out rows best, then all rows.</summary>
internal static class LinearFit
{
    private static readonly double[] s_penalties = [1, 10, 100, 1_000, 10_000];

    /// <summary>Fits.</summary>
    public static Mean Of(FeatureRows training, FeatureRows validation, FeatureRows all, bool isBinary, CancellationToken cancellationToken)
    {
        double HeldOut(Mean mean) => Enumerable.Range(0, validation.Count).Sum(i => Loss(mean(validation.Row(i)), validation.Outcome[i], isBinary));
        var fits = Fits(training, isBinary, cancellationToken);
        var penalty = s_penalties.MinBy(p => HeldOut(fits(p)));
        return Fits(all, isBinary, cancellationToken)(penalty);
    }

    private static double Loss(double mean, double outcome, bool isBinary) => isBinary
        ? -Math.Log(Math.Max(1e-12, outcome > .5 ? mean : 1 - mean))
        : (mean - outcome) * (mean - outcome);

    // From a penalty to a fit on these rows.
    private static Func<double, Mean> Fits(FeatureRows rows, bool isBinary, CancellationToken cancellationToken)
    {
        var standardizer = Standardizer.Fit(rows);
        if (isBinary)
        {
            var logistic = new NewtonLogistic(rows, standardizer);
            return penalty => Of(standardizer, logistic.Fit(penalty, start: null, cancellationToken), Logit.Sigmoid);
        }

        var (gram, right) = Equations(rows, standardizer);
        return penalty => Of(standardizer, Solve(gram, right, penalty), x => x);
    }

    private static Mean Of(Standardizer standardizer, double[] b, Func<double, double> link) => x =>
    {
        var score = b[0];
        for (var j = 0; j < x.Length; j++)
        {
            score += b[j + 1] * standardizer.Apply(j, x[j]);
        }

        return link(score);
    };

    // Z'Z and Z'y of z = [1, features].
    private static (Matrix<double> Gram, Vector<double> Right) Equations(FeatureRows rows, Standardizer standardizer)
    {
        var size = rows.Columns + 1;
        var (gram, right, z) = (Matrix<double>.Build.Dense(size, size), Vector<double>.Build.Dense(size), new double[size]);
        for (var i = 0; i < rows.Count; i++)
        {
            var x = rows.Row(i);
            z[0] = 1;
            for (var j = 1; j < size; j++)
            {
                z[j] = standardizer.Apply(j - 1, x[j - 1]);
            }

            for (var r = 0; r < size; r++)
            {
                right[r] += z[r] * rows.Outcome[i];
                for (var c = 0; c < size; c++)
                {
                    gram[r, c] += z[r] * z[c];
                }
            }
        }

        return (gram, right);
    }

    private static double[] Solve(Matrix<double> gram, Vector<double> right, double penalty)
    {
        var matrix = gram.Clone();
        for (var j = 1; j < right.Count; j++)
        {
            matrix[j, j] += penalty;
        }

        return matrix.Cholesky().Solve(right).ToArray();
    }
}
