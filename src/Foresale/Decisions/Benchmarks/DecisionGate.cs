using System.Globalization;
using Foresale.Evaluation;
using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.Benchmarks;

/// <summary>Whether the learned policy ships.</summary>
/// <param name="Learned">The learned policy that was judged.</param>
/// <param name="Baseline">The baseline that did best on the same units.</param>
/// <param name="Gain">Mean of learned minus baseline, a positive number where learned is better, whatever the score; with its 95 % interval.</param>
public sealed record GateVerdict(string Learned, string Baseline, Interval Gain)
{
    /// <summary>What keeps it from shipping whatever its gain; null for nothing.</summary>
    public string? Withheld { get; init; }

    /// <summary>True where nothing withholds it, and the whole interval lies above zero.</summary>
    public bool IsShipped => Withheld is null && Gain.IsAboveZero;

    /// <summary>The verdict in words: <c>ships</c>, or <c>does not ship</c> with what withholds it.</summary>
    public string Outcome => IsShipped ? "ships" : Withheld is null ? "does not ship" : $"does not ship: {Withheld}";
}

/// <summary>
/// The learned policy ships only where it is shown to beat the best baseline: the paired difference on the same units has a 95 % interval
/// above zero. Units and training seeds are drawn at once (the crossed bootstrap; Owen 2007, "The pigeonhole bootstrap"), so that a lucky seed
/// does not ship. A single unit, such as an exact value, has no units to draw: there the interval is Student's over seeds.
/// </summary>
/// <remarks>
/// The baseline is chosen on the very units that judge, which favours it. The learned policy is named beforehand, one a gate, since the best of several after the fact
/// would win by chance. Fewer than three training seeds say too little of a policy that is trained by chance: it does not ship. Where the policy of one seed is to be served
/// (<see cref="PolicyScores.Served"/>), its own gain has to have an interval above zero too.
/// </remarks>
public static class DecisionGate
{
    /// <summary>Fewest training seeds of a policy that ships.</summary>
    public const int FewestSeeds = 3;

    private const int DrawCount = 2_000;
    private const int DrawSeed = 20_071;

    /// <summary>Judges the learned policy of an instance; null where there is none, or no baseline.</summary>
    /// <exception cref="ArgumentException">Policies have different units, or more than one is <see cref="PolicyRole.Learned"/>.</exception>
    public static GateVerdict? Judge(DecisionInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var sign = instance.IsCost ? -1 : 1;
        var learned = instance.Policies.Where(p => p.Role is PolicyRole.Learned).ToList();
        var baseline = instance.Policies.Where(p => p.Role is PolicyRole.Baseline).MaxBy(p => sign * p.Mean);
        if (learned.Count > 1)
        {
            throw new ArgumentException($"'{learned[0].Name}' and '{learned[1].Name}' are both learned. Name the one that would be served before it is judged, and give the others the role {PolicyRole.Compared}.", nameof(instance));
        }

        return learned.Count == 0 || baseline is null ? null : new GateVerdict(learned[0].Name, baseline.Name, Gain(learned[0], baseline, sign)) { Withheld = Withheld(learned[0], baseline, sign) };
    }

    private static string? Withheld(PolicyScores learned, PolicyScores baseline, int sign)
    {
        if (learned.IsSeeded && learned.BySeed.Count < FewestSeeds)
        {
            return string.Create(CultureInfo.InvariantCulture, $"too few seeds, {learned.BySeed.Count} of at least {FewestSeeds}");
        }

        if (learned.Served is { } served && !Gain(learned with { BySeed = [learned.BySeed[served]] }, baseline, sign).IsAboveZero)
        {
            return "the policy of the seed that would be served is not shown to be better by itself";
        }

        return null;
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
        if (units == 1)
        {
            return OverSeeds([.. gains.Select(row => row[0])]);
        }

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

    // Mean +- t sd / sqrt(n) with n - 1 degrees of freedom; without ends for fewer than three seeds.
    private static Interval OverSeeds(double[] gains)
    {
        var mean = gains.Average();
        if (gains.Length < FewestSeeds)
        {
            return new Interval(mean, double.NaN, double.NaN);
        }

        var deviation = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (gains.Length - 1));
        var half = StudentT.InvCDF(0, 1, gains.Length - 1, .975) * deviation / Math.Sqrt(gains.Length);
        return new Interval(mean, mean - half, mean + half);
    }
}
