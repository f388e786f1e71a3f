using Foresale.Evaluation;

namespace Foresale.Decisions.Benchmarks;

/// <summary>Whether the learned policy ships.</summary>
/// <param name="Learned">The learned policy that was judged: the best one, where there are several.</param>
/// <param name="Baseline">The baseline that did best on the same units.</param>
/// <param name="Gain">Mean of learned minus baseline, a positive number where learned is better, whatever the score; with its 95 % interval.</param>
public sealed record GateVerdict(string Learned, string Baseline, Interval Gain)
{
    /// <summary>True where the whole interval lies above zero.</summary>
    public bool IsShipped => Gain.IsAboveZero;
}

/// <summary>
/// The learned policy ships only where it is shown to beat the best baseline: the paired difference on the same units has a 95 % interval
/// above zero. Units and training seeds are drawn at once (the crossed bootstrap; Owen 2007, "The pigeonhole bootstrap"), so that a lucky seed
/// does not ship.
/// </summary>
/// <remarks>The baseline is chosen on the very units that judge, which favours it. With a single training seed the interval is over units alone.</remarks>
public static class DecisionGate
{
    private const int DrawCount = 2_000;
    private const int DrawSeed = 20_071;

    /// <summary>Judges the learned policies of an instance; null where there is none, or no baseline.</summary>
    /// <exception cref="ArgumentException">Policies have different units.</exception>
    public static GateVerdict? Judge(DecisionInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var sign = instance.IsCost ? -1 : 1;
        var learned = instance.Policies.Where(p => p.Role is PolicyRole.Learned).MaxBy(p => sign * p.Mean);
        var baseline = instance.Policies.Where(p => p.Role is PolicyRole.Baseline).MaxBy(p => sign * p.Mean);
        return learned is null || baseline is null ? null : new GateVerdict(learned.Name, baseline.Name, Gain(learned, baseline, sign));
    }

    /// <summary>Paired gain of one policy over another.</summary>
    /// <param name="policy">The one.</param>
    /// <param name="other">The other, with the same units.</param>
    /// <param name="sign">1 where more is better, -1 where less is.</param>
    /// <exception cref="ArgumentException">They have different units.</exception>
    public static Interval Gain(PolicyScores policy, PolicyScores other, int sign)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(other);
        var units = policy.BySeed[0].Count;
        if (policy.BySeed.Concat(other.BySeed).Any(row => row.Count != units))
        {
            throw new ArgumentException($"'{policy.Name}' and '{other.Name}' were not scored on the same units. A paired gain needs one score a unit of both.", nameof(policy));
        }

        var theirs = Enumerable.Range(0, units).Select(u => other.BySeed.Average(row => row[u])).ToArray();
        double[][] gains = [.. policy.BySeed.Select(row => row.Select((score, u) => sign * (score - theirs[u])).ToArray())];
        var random = new Random(DrawSeed);
        var draws = new double[DrawCount];
        var (drawnUnits, sums) = (new int[units], new double[gains.Length]);
        for (var draw = 0; draw < draws.Length; draw++)
        {
            for (var i = 0; i < units; i++)
            {
                drawnUnits[i] = random.Next(units);
            }

            for (var seed = 0; seed < gains.Length; seed++)
            {
                sums[seed] = drawnUnits.Average(u => gains[seed][u]);
            }

            draws[draw] = Enumerable.Range(0, gains.Length).Average(_ => sums[random.Next(gains.Length)]);
        }

        return Interval.OfDraws(gains.Average(row => row.Average()), draws, level: .95);
    }
}
