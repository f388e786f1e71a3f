namespace Foresale.Evaluation;

/// <summary>
/// Sums per user of everything additive in a learner's predictions. A bootstrap draw, which counts each user some number of times,
/// gets its sums from here without looking at rows again.
/// </summary>
internal sealed class UserSums
{
    public const int Weight = 0;
    public const int Positive = 1;
    public const int LogLoss = 2;
    public const int Brier = 3;
    public const int Called = 4;
    public const int Hits = 5;
    public const int RightAtHalf = 6;

    // Newton's gradient and curvature at the fit on all rows: one step from there is the fit of a draw to first order.
    public const int Gradient0 = 7;
    public const int Gradient1 = 8;
    public const int Curvature0 = 9;
    public const int Curvature1 = 10;
    public const int Curvature2 = 11;
    public const int Size = 12;

    private readonly double[] _sums; // [U, Size]

    public UserSums(RankedPredictions ranked, double threshold)
    {
        Fit = CalibrationFit.Of(ranked);
        _sums = new double[ranked.UserCount * Size];
        var fitted = Fit.Reason is null;
        foreach (var row in ranked.Rows)
        {
            var sums = _sums.AsSpan(row.User * Size, Size);
            double weight = row.Weight;
            var positive = weight * row.Outcome;
            var p = Math.Clamp(row.Score, Metrics.Clip, 1 - Metrics.Clip);
            sums[Weight] += weight;
            sums[Positive] += positive;
            sums[LogLoss] -= (positive * Math.Log(p)) + ((weight - positive) * Math.Log(1 - p));
            sums[Brier] += weight * (row.Score - row.Outcome) * (row.Score - row.Outcome);
            sums[RightAtHalf] += row.Score >= .5 ? positive : weight - positive;
            if (row.Score >= threshold)
            {
                sums[Called] += weight;
                sums[Hits] += positive;
            }

            if (fitted)
            {
                var terms = CalibrationFit.Terms(row, Fit.Intercept, Fit.Slope);
                sums[Gradient0] += terms.G0;
                sums[Gradient1] += terms.G1;
                sums[Curvature0] += terms.H0;
                sums[Curvature1] += terms.H1;
                sums[Curvature2] += terms.H2;
            }
        }
    }

    /// <summary>The recalibration on all rows.</summary>
    public CalibrationFit Fit { get; }

    /// <summary>Sums of a draw.</summary>
    /// <param name="multiplicity">How often each user was drawn; empty for all rows once.</param>
    /// <param name="into">[Size]</param>
    public void Total(ReadOnlySpan<int> multiplicity, Span<double> into)
    {
        into.Clear();
        for (var user = 0; user < _sums.Length / Size; user++)
        {
            var times = multiplicity.IsEmpty ? 1 : multiplicity[user];
            if (times == 0)
            {
                continue;
            }

            var sums = _sums.AsSpan(user * Size, Size);
            for (var i = 0; i < Size; i++)
            {
                into[i] += times * sums[i];
            }
        }
    }
}
