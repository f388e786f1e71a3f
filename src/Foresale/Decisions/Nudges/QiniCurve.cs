using Foresale.Evaluation;

namespace Foresale.Decisions.Nudges;

/// <summary>
/// What is won by making the offer to the first shoppers of a ranking and to no others. Y and N are orders and shoppers, t and c with and without
/// the offer, φ the share of the ranking that is taken from the top:
/// Q(φ) = (Y_t(φ) - Y_c(φ) N_t(φ) / N_c(φ)) / N_t (Radcliffe 2007), additional orders over all shoppers, and
/// U(φ) = (Y_t(φ) / N_t(φ) - Y_c(φ) / N_c(φ)) φ, the uplift curve.
/// </summary>
/// <remarks>
/// The Qini coefficient is the area between Q and the straight line of a random order; AUUC is the area below U. Both end at the mean effect.
/// Shoppers with equal scores enter together: the curve is straight between their ends, as it is on average over random orders of them.
/// </remarks>
public sealed record QiniCurve
{
    private QiniCurve(IReadOnlyList<CurvePoint> points, double coefficient, double auuc) => (Points, Coefficient, Auuc) = (points, coefficient, auuc);

    /// <summary>Share of shoppers across, additional orders a shopper up; from (0, 0) to (1, mean effect).</summary>
    public IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>Qini coefficient, orders a shopper; 0 for a random order.</summary>
    public double Coefficient { get; }

    /// <summary>Area under the uplift curve; half the mean effect for a random order.</summary>
    public double Auuc { get; }

    /// <summary>Effect over all shoppers.</summary>
    public double MeanEffect => Points[^1].Y;

    /// <summary>The curve of a ranking in an experiment.</summary>
    /// <param name="scores">[n] higher is taken earlier.</param>
    /// <param name="isTreated">[n]; both arms occur.</param>
    /// <param name="outcome">[n] orders, or money.</param>
    public static QiniCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isTreated, ReadOnlySpan<double> outcome) =>
        Ranking.Of(scores).Curve(isTreated, outcome, multiplicity: [], withPoints: true);

    /// <summary>The curve of a ranking where the true effect on each shopper is known: no chance but that of who is there.</summary>
    /// <param name="scores">[n] higher is taken earlier.</param>
    /// <param name="uplift">[n] true effects.</param>
    public static QiniCurve OfTruth(ReadOnlySpan<double> scores, ReadOnlySpan<double> uplift)
    {
        var ranking = Ranking.Of(scores);
        var (area, x, y, taken, sum) = (0.0, 0.0, 0.0, 0, 0.0);
        var points = new List<CurvePoint> { new(0, 0) };
        foreach (var end in ranking.Ends)
        {
            for (; taken < end; taken++)
            {
                sum += uplift[ranking.Order[taken]];
            }

            var (nextX, nextY) = ((double)taken / scores.Length, sum / scores.Length);
            area += (nextX - x) * (y + nextY) / 2;
            (x, y) = (nextX, nextY);
            points.Add(new(x, y));
        }

        return new QiniCurve(points, area - (y / 2), area);
    }

    /// <summary>Additional orders a shopper where the first <paramref name="share"/> of the ranking is taken, 0..1; straight between points.</summary>
    public double At(double share)
    {
        var after = 1;
        while (after < Points.Count - 1 && Points[after].X < share)
        {
            after++;
        }

        var (from, to) = (Points[after - 1], Points[after]);
        return to.X > from.X ? from.Y + ((to.Y - from.Y) * Math.Clamp((share - from.X) / (to.X - from.X), 0, 1)) : to.Y;
    }

    /// <summary>The curve with few points, for drawing.</summary>
    public IReadOnlyList<CurvePoint> Thinned(int most = 200) =>
        Points.Count <= most ? Points : [.. Enumerable.Range(0, most).Select(i => Points[(int)((long)i * (Points.Count - 1) / (most - 1))])];

    /// <summary>Shoppers in the order of a score, from the highest; ties stand together.</summary>
    /// <param name="Order">[n] shoppers.</param>
    /// <param name="Ends">Places after the last shopper of each score.</param>
    internal sealed record Ranking(int[] Order, int[] Ends)
    {
        public static Ranking Of(ReadOnlySpan<double> scores)
        {
            var keys = new double[scores.Length];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = -scores[i];
            }

            int[] order = [.. Enumerable.Range(0, keys.Length)];
            Array.Sort(keys, order);
            var ends = new List<int>();
            for (var i = 1; i <= keys.Length; i++)
            {
                if (i == keys.Length || !keys[i].Equals(keys[i - 1]))
                {
                    ends.Add(i);
                }
            }

            return new Ranking(order, [.. ends]);
        }

        /// <summary>The curve where each shopper counts so many times; empty for once.</summary>
        public QiniCurve Curve(ReadOnlySpan<bool> isTreated, ReadOnlySpan<double> outcome, ReadOnlySpan<int> multiplicity, bool withPoints)
        {
            var (all, allTreated) = Totals(isTreated, multiplicity);
            var (treated, untreated, treatedSum, untreatedSum) = (0.0, 0.0, 0.0, 0.0);
            var (qini, auuc, x, q, u, taken) = (0.0, 0.0, 0.0, 0.0, 0.0, 0);
            List<CurvePoint> points = [new(0, 0)];
            foreach (var end in Ends)
            {
                for (; taken < end; taken++)
                {
                    var shopper = Order[taken];
                    double times = multiplicity.IsEmpty ? 1 : multiplicity[shopper];
                    if (isTreated[shopper])
                    {
                        treated += times;
                        treatedSum += times * outcome[shopper];
                    }
                    else
                    {
                        untreated += times;
                        untreatedSum += times * outcome[shopper];
                    }
                }

                // Until both arms have somebody there is nothing to compare.
                var isKnown = treated > 0 && untreated > 0;
                var nextX = (treated + untreated) / all;
                var nextQ = isKnown ? (treatedSum - (untreatedSum * treated / untreated)) / allTreated : 0;
                var nextU = isKnown ? ((treatedSum / treated) - (untreatedSum / untreated)) * nextX : 0;
                qini += (nextX - x) * (q + nextQ) / 2;
                auuc += (nextX - x) * (u + nextU) / 2;
                (x, q, u) = (nextX, nextQ, nextU);
                if (withPoints)
                {
                    points.Add(new(x, q));
                }
            }

            if (!withPoints)
            {
                points.Add(new(x, q));
            }

            return new QiniCurve(points, qini - (q / 2), auuc);
        }

        private static (double All, double Treated) Totals(ReadOnlySpan<bool> isTreated, ReadOnlySpan<int> multiplicity)
        {
            var (all, treated) = (0.0, 0.0);
            for (var i = 0; i < isTreated.Length; i++)
            {
                double times = multiplicity.IsEmpty ? 1 : multiplicity[i];
                all += times;
                treated += isTreated[i] ? times : 0;
            }

            return (all, treated);
        }
    }
}
