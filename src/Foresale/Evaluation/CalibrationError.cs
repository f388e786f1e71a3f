namespace Foresale.Evaluation;

/// <summary>The calibration error that right scores would show on as many rows.</summary>
/// <param name="Mean">On average, 0..1; NaN without rows.</param>
/// <param name="High">What 95 of 100 draws do not exceed, 0..1; NaN without rows.</param>
public readonly record struct CalibrationFloor(double Mean, double High);

/// <summary>
/// Expected calibration error: |mean score - share of buyers| over 15 bins of equal mass, weighted by mass. Even perfect scores do not
/// reach zero on finitely many rows, so the error is read beside its floor: the errors of 200 redraws of the outcomes from the scores.
/// </summary>
public static class CalibrationError
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 15;

    /// <summary>Redraws that the floor is read from.</summary>
    public const int Redraws = 200;

    /// <summary>The error, 0..1; NaN without rows.</summary>
    public static double Of(Predictions predictions) => Of(RankedPredictions.Of(predictions));

    /// <summary>The error that calibrated scores would show on as many rows.</summary>
    /// <param name="predictions">Outcomes are not looked at.</param>
    /// <param name="seed">Equal seeds give equal floors.</param>
    public static CalibrationFloor Floor(Predictions predictions, int seed) => Floor(RankedPredictions.Of(predictions), seed);

    internal static double Of(RankedPredictions ranked)
    {
        var total = Total(ranked);
        var bins = new EqualMassBins(total, Bins);
        var row = 0;
        foreach (var end in ranked.GroupEnds)
        {
            var (mass, outcomes) = (0.0, 0.0);
            var score = ranked.Rows[row].Score;
            for (; row < end; row++)
            {
                mass += ranked.Rows[row].Weight;
                outcomes += (double)ranked.Rows[row].Weight * ranked.Rows[row].Outcome;
            }

            bins.Add(mass, score, outcomes);
        }

        return bins.AbsoluteError / total;
    }

    internal static CalibrationFloor Floor(RankedPredictions ranked, int seed)
    {
        var total = Total(ranked);
        var random = new Random(seed);
        var errors = new double[Redraws];
        var draws = new float[ranked.ClusterCount]; // rows of one session buy together, so they share a draw
        for (var redraw = 0; redraw < Redraws; redraw++)
        {
            for (var cluster = 0; cluster < draws.Length; cluster++)
            {
                draws[cluster] = random.NextSingle();
            }

            var bins = new EqualMassBins(total, Bins);
            var row = 0;
            foreach (var end in ranked.GroupEnds)
            {
                var (mass, outcomes) = (0.0, 0.0);
                var score = ranked.Rows[row].Score;
                for (; row < end; row++)
                {
                    var weight = ranked.Rows[row].Weight;
                    mass += weight;
                    outcomes += draws[ranked.Rows[row].Cluster] < score ? weight : 0;
                }

                bins.Add(mass, score, outcomes);
            }

            errors[redraw] = bins.AbsoluteError / total;
        }

        return new CalibrationFloor(errors.Average(), Interval.OfDraws(double.NaN, errors, level: .9).High); // one-sided: 5 % lie above
    }

    private static double Total(RankedPredictions ranked)
    {
        var total = 0.0;
        foreach (var row in ranked.Rows)
        {
            total += row.Weight;
        }

        return total > 0 ? total : double.NaN;
    }
}
