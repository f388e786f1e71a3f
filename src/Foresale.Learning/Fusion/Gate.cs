using Foresale.Evaluation;

namespace Foresale.Learning.Fusion;

/// <summary>What the gate found.</summary>
/// <param name="Gain">Log-loss of the best single learner minus the fusion's on rows that neither's weights were fitted on, with its 95 % interval; above 0 the fusion is better.</param>
/// <param name="ShipsFusion">False where the fusion is shown worse, or its mean is below the tolerance by more than a standard error.</param>
/// <param name="IsBetter">True only where the whole interval is above 0: only then may the report say "better".</param>
public sealed record GateVerdict(Interval Gain, bool ShipsFusion, bool IsBetter);

/// <summary>
/// Ships the fusion unless it is shown worse than the best single learner (LEARNING.md section 4, P5, as docs/adr/0008 reads it): the paired
/// bootstrap over users has its 95 % upper bound below 0, or the mean gain is below -.0005 by more than a standard error.
/// </summary>
public static class Gate
{
    /// <summary>A mean gain below this, in nats, holds the fusion back where chance alone would seldom show it.</summary>
    public const double Tolerance = -.0005;

    private const double OneErrorCoverage = .683; // coverage of an interval of one to either side

    private const int Draws = 1000;

    /// <summary>Compares two learners on the same rows.</summary>
    /// <param name="fusion">The fusion on the judging rows.</param>
    /// <param name="single">The best single learner on the judging rows.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static GateVerdict Judge(Predictions fusion, Predictions single, int seed)
    {
        var (value, draws) = DrawGains(fusion, single, seed);
        var gain = Interval.OfDraws(value, draws, .95);
        var worse = gain.IsBelowZero || (value < Tolerance && Interval.OfDraws(value, draws, OneErrorCoverage).IsBelowZero);
        return new GateVerdict(gain, !worse, gain.IsAboveZero);
    }

    /// <summary>Mean log-loss of the reference minus that of the learner, with the paired interval of drawing users with replacement.</summary>
    public static Interval GainOf(Predictions learner, Predictions reference, int seed)
    {
        var (value, draws) = DrawGains(learner, reference, seed);
        return Interval.OfDraws(value, draws, .95);
    }

    /// <summary>Weighted mean log-loss, with the metrics' clipping.</summary>
    public static double LogLoss(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        double loss = 0, total = 0;
        for (var i = 0; i < predictions.Count; i++)
        {
            loss += predictions.Weight[i] * LossOf(predictions, i);
            total += predictions.Weight[i];
        }

        return loss / total;
    }

    private static (double Value, double[] Draws) DrawGains(Predictions learner, Predictions reference, int seed)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(reference);
        var (gain, weight) = ByUser(learner, reference);
        var random = new Random(seed);
        var draws = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            double g = 0, w = 0;
            for (var k = 0; k < gain.Length; k++)
            {
                var user = random.Next(gain.Length);
                g += gain[user];
                w += weight[user];
            }

            draws[draw] = g / w;
        }

        return (gain.Sum() / weight.Sum(), draws);
    }

    private static (double[] Gain, double[] Weight) ByUser(Predictions learner, Predictions reference)
    {
        var places = new Dictionary<int, int>();
        var (gain, weight) = (new List<double>(), new List<double>());
        for (var i = 0; i < learner.Count; i++)
        {
            if (!places.TryGetValue(learner.User[i], out var place))
            {
                place = gain.Count;
                places.Add(learner.User[i], place);
                gain.Add(0);
                weight.Add(0);
            }

            gain[place] += learner.Weight[i] * (LossOf(reference, i) - LossOf(learner, i));
            weight[place] += learner.Weight[i];
        }

        return ([.. gain], [.. weight]);
    }

    private static double LossOf(Predictions predictions, int row)
    {
        var p = Math.Clamp((double)predictions.Probability[row], Metrics.Clip, 1 - Metrics.Clip);
        return -((predictions.Outcome[row] * Math.Log(p)) + ((1 - predictions.Outcome[row]) * Math.Log(1 - p)));
    }
}
