using Foresale.Learning.Agents.Intent;
using Foresale.States;

namespace Foresale.Quality.Tabular;

/// <summary>A session as a learner sees it.</summary>
/// <param name="States">In order.</param>
/// <param name="Next">Behavior after each; that after the last may be hidden by the cut.</param>
/// <param name="IsCut">True where observation ended before the session did.</param>
internal sealed record SeenSession(int[] States, sbyte[] Next, bool IsCut)
{
    /// <summary>True where the last state is followed by a purchase that was seen.</summary>
    public bool Bought => !IsCut && Next[^1] == TabularShopper.Purchase;
}

/// <summary>
/// One number a state: the mean of its targets, shrunk to the base rate by <see cref="Prior"/> visits. Monte Carlo and temporal differences
/// are the same estimate with other targets, by the network's own <see cref="LambdaTargets"/>.
/// </summary>
internal static class TabularEstimates
{
    /// <summary>Visits that the base rate counts for in each state.</summary>
    public const double Prior = 1;

    private const int MostPasses = 2000;
    private const double Tolerance = 1e-9;

    /// <summary>[S] chance of a purchase: the fixed point of targets and means (at lambda 1 the first pass is it).</summary>
    /// <param name="sessions">Cut ones bootstrap at the cut; without a bootstrap (lambda 1) their states have no target.</param>
    /// <param name="lambda">0..1.</param>
    public static double[] Fit(IReadOnlyList<SeenSession> sessions, float lambda)
    {
        var rate = BaseRate(sessions);
        var values = Enumerable.Repeat(rate, TabularShopper.States).ToArray();
        return FixedPoint(values, current => Means(sessions, rate, session => Targets(session, current, lambda)));
    }

    /// <summary>[S] the same with the article's backup: the best behavior's mean stands for the next state's value.</summary>
    /// <param name="sessions">None cut.</param>
    public static double[] FitMax(IReadOnlyList<SeenSession> sessions)
    {
        var values = Enumerable.Repeat(BaseRate(sessions), TabularShopper.States).ToArray();
        return FixedPoint(values, current => Greedy(sessions, current));
    }

    private static double[] FixedPoint(double[] values, Func<double[], double[]> pass)
    {
        for (var i = 0; i < MostPasses; i++)
        {
            var next = pass(values);
            var moved = next.Zip(values, (a, b) => Math.Abs(a - b)).Max();
            values = next;
            if (moved < Tolerance)
            {
                break;
            }
        }

        return values;
    }

    private static double BaseRate(IReadOnlyList<SeenSession> sessions)
    {
        var whole = sessions.Where(s => !s.IsCut).ToList();
        return whole.Sum(s => s.Bought ? s.States.Length : 0.0) / Math.Max(1, whole.Sum(s => s.States.Length));
    }

    private static double[] Means(IReadOnlyList<SeenSession> sessions, double rate, Func<SeenSession, float[]> targets)
    {
        var (sum, count) = (new double[TabularShopper.States], new double[TabularShopper.States]);
        foreach (var session in sessions)
        {
            var y = targets(session);
            for (var t = 0; t < y.Length; t++)
            {
                if (!float.IsNaN(y[t]))
                {
                    sum[session.States[t]] += y[t];
                    count[session.States[t]]++;
                }
            }
        }

        return [.. sum.Select((s, i) => (s + (Prior * rate)) / (count[i] + Prior))];
    }

    private static float[] Targets(SeenSession session, double[] values, float lambda)
    {
        var n = session.States.Length;
        var (ends, targets) = (new NodeEnd[n], new float[n]);
        Array.Fill(ends, NodeEnd.Continues);
        ends[^1] = session.IsCut ? NodeEnd.Truncated : session.Bought ? NodeEnd.Bought : NodeEnd.NotBought;
        if (session.IsCut && lambda >= 1)
        {
            Array.Fill(targets, float.NaN); // Monte Carlo has nothing to say of an end that it did not see.
            return targets;
        }

        LambdaTargets.Fill(ends, session.Next, Array.ConvertAll(session.States, s => (float)values[s]), lambda, targets);
        return targets;
    }

    // Q(s, k) = mean value of what followed k in s; V(s) = max over the behaviors seen in s. Leave is no behavior.
    private static double[] Greedy(IReadOnlyList<SeenSession> sessions, double[] values)
    {
        var (sum, count) = (new double[TabularShopper.States, TabularShopper.Leave], new double[TabularShopper.States, TabularShopper.Leave]);
        foreach (var session in sessions)
        {
            for (var t = 0; t < session.States.Length; t++)
            {
                var (state, next) = (session.States[t], session.Next[t]);
                if (next < TabularShopper.Leave)
                {
                    sum[state, next] += next == TabularShopper.Purchase ? 1 : values[session.States[t + 1]];
                    count[state, next]++;
                }
            }
        }

        return [.. values.Select((value, s) => Enumerable.Range(0, TabularShopper.Leave).Where(k => count[s, k] > 0).Select(k => sum[s, k] / count[s, k]).DefaultIfEmpty(value).Max())];
    }
}
