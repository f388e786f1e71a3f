namespace Foresale.Decisions.Nudges;

/// <summary>
/// The best timing by going through every way in which a session can run, 4^T of them, with Bayes' rule event by event. It knows nothing of counts:
/// what <see cref="TimingTable"/> finds by them has to agree.
/// </summary>
public static class TimingHistories
{
    /// <summary>What a session earns under the best rule that sees no kind.</summary>
    public static double Optimum(SessionProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return AfterNext(process, [.. process.Kinds.Select(k => k.Share)], events: 0);
    }

    // Weights: P(kind, what happened so far). Values are weighted by them too, and add up to a mean.
    private static double AfterNext(SessionProcess process, double[] weights, int events)
    {
        var sum = 0.0;
        for (var b = 0; b < SessionProcess.BehaviorNames.Count; b++)
        {
            var seen = new double[weights.Length];
            var (offered, earned) = (0.0, 0.0);
            for (var k = 0; k < weights.Length; k++)
            {
                var here = weights[k] * process.Kinds[k].Behaviors[b];
                offered += here * process.OfferedValue(k, events + 1);
                earned += here * process.Kinds[k].Buys;
                seen[k] = here * (1 - process.Kinds[k].Buys - process.Kinds[k].Leaves);
            }

            var wait = events + 1 == process.MaxEvents ? earned : earned + AfterNext(process, seen, events + 1);
            sum += Math.Max(offered, wait);
        }

        return sum;
    }
}
