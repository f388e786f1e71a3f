namespace Foresale.Description;

/// <summary>
/// How sure figures on a test slice can be, from the number of positives and negatives in it. All widths are of 95 % intervals.
/// Units are taken as independent: sessions, or shoppers in windows that do not overlap.
/// </summary>
public static class Sufficiency
{
    /// <summary>Share of units in the test slice.</summary>
    public const double TestShare = .15;

    /// <summary>The ROC-AUC that the widths are computed at; a width shrinks as the true value rises above it.</summary>
    public const double AssumedAuc = .8;

    /// <summary>The width of the ROC-AUC's interval that counts as enough.</summary>
    public const double EnoughWidth = .05;

    private const double Z = 1.959963984540054;

    /// <summary>Standard error of a ROC-AUC (Hanley and McNeil 1982, eq. 1 and 2).</summary>
    /// <param name="auc">The true area, 0..1.</param>
    /// <param name="positives">Positives, &gt; 0.</param>
    /// <param name="negatives">Negatives, &gt; 0.</param>
    public static double AucError(double auc, double positives, double negatives)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(positives);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(negatives);
        var twoPositives = auc / (2 - auc);              // P(two random positives both above a random negative)
        var twoNegatives = 2 * auc * auc / (1 + auc);    // P(one random positive above two random negatives)
        var variance = (auc * (1 - auc)) + ((positives - 1) * (twoPositives - (auc * auc))) + ((negatives - 1) * (twoNegatives - (auc * auc)));
        return Math.Sqrt(variance / (positives * negatives));
    }

    /// <summary>Width of the interval of a ROC-AUC of <see cref="AssumedAuc"/>: 2 z SE, at most 1.</summary>
    public static double AucWidth(double positives, double negatives) =>
        positives <= 0 || negatives <= 0 ? 1 : Math.Min(1, 2 * Z * AucError(AssumedAuc, positives, negatives));

    /// <summary>Width of the interval of a mean log-loss, for a model that knows the base rate p alone: 2 z sqrt(p (1 - p)) |ln((1 - p) / p)| / sqrt(n).</summary>
    /// <returns>Nats; null where the base rate is 0 or 1.</returns>
    public static double? LogLossWidth(double positives, double negatives)
    {
        var units = positives + negatives;
        if (positives <= 0 || negatives <= 0)
        {
            return null;
        }

        // Near p = .5 a constant prediction loses the same on both answers; a real model does not, so its spread is at least that of p = .25.
        var rate = positives / units;
        var spread = Math.Max(Deviation(rate), rate is > .25 and < .75 ? Deviation(.25) : 0);
        return 2 * Z * spread / Math.Sqrt(units);

        static double Deviation(double p) => Math.Sqrt(p * (1 - p)) * Math.Abs(Math.Log((1 - p) / p));
    }

    /// <summary>Width of the interval of an average precision at its widest, .5: the binomial 2 z sqrt(.25 / positives), at most 1 (Boyd, Eng and Page 2013, binomial interval).</summary>
    public static double AveragePrecisionWidth(double positives) => positives <= 0 ? 1 : Math.Min(1, 2 * Z * .5 / Math.Sqrt(positives));

    /// <summary>The fewest positives in all, at an unchanged base rate, whose test slice gives an AUC interval of a width.</summary>
    /// <param name="rate">Share of positives, within (0, 1).</param>
    /// <param name="width">The width.</param>
    public static long PositivesNeeded(double rate, double width = EnoughWidth)
    {
        if (rate is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The share of positives lies between 0 and 1.");
        }

        var negativesEach = (1 - rate) / rate;
        double Width(long all) => AucWidth(TestShare * all, TestShare * all * negativesEach);
        long low = 0, high = 1;
        while (Width(high) > width)
        {
            (low, high) = (high, high * 2);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Width(middle) > width ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The verdict on a width of the ROC-AUC's interval: <c>enough</c>, <c>fair</c>, <c>thin</c> or <c>too_little</c>.</summary>
    internal static string Word(double width) => width switch { <= EnoughWidth => "enough", <= .1 => "fair", <= .2 => "thin", _ => "too_little" };

    /// <summary>What the data allows for a target.</summary>
    /// <param name="counts">Its independent units.</param>
    /// <param name="spanDays">Days that the log covers, &gt; 0.</param>
    public static TargetSufficiency Judge(TargetCounts counts, double spanDays)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var negatives = counts.Units - counts.Positives;
        var (testPositives, testNegatives) = (TestShare * counts.Positives, TestShare * negatives);
        var width = AucWidth(testPositives, testNegatives);
        var rate = counts.Units == 0 ? 0 : (double)counts.Positives / counts.Units;
        long? needed = rate is > 0 and < 1 ? PositivesNeeded(rate) : null;
        return new TargetSufficiency
        {
            Target = counts.Target,
            HorizonDays = counts.HorizonDays,
            Units = counts.Units,
            Positives = counts.Positives,
            Buyers = counts.Buyers,
            BaseRate = rate,
            TestPositives = testPositives,
            TestNegatives = testNegatives,
            AucWidth = width,
            LogLossWidth = LogLossWidth(testPositives, testNegatives),
            AveragePrecisionWidth = AveragePrecisionWidth(testPositives),
            PositivesNeeded = needed,
            MorePositivesNeeded = needed is { } n ? Math.Max(0, n - counts.Positives) : null,
            MoreBuyersNeeded = needed is { } all && counts.Positives > 0
                ? (long)Math.Ceiling(Math.Max(0, all - counts.Positives) * (double)counts.Buyers / counts.Positives)
                : null,
            MoreDaysNeeded = needed is { } total && counts.Positives > 0 ? Math.Max(0, ((double)total / counts.Positives) - 1) * spanDays : null,
            Verdict = counts.Units == 0 ? "too_short" : Word(width),
        };
    }
}

/// <summary>What the data allows for a target. Formulas: docs/describe.md.</summary>
public sealed record TargetSufficiency
{
    /// <summary><c>session</c> or <c>user</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Days; null for a session.</summary>
    public int? HorizonDays { get; init; }

    /// <summary>Independent units.</summary>
    public long Units { get; init; }

    /// <summary>Units with the answer yes.</summary>
    public long Positives { get; init; }

    /// <summary>Distinct shoppers among these.</summary>
    public long Buyers { get; init; }

    /// <summary>Positives by units, 0..1.</summary>
    public double BaseRate { get; init; }

    /// <summary>Positives expected in the test slice.</summary>
    public double TestPositives { get; init; }

    /// <summary>Negatives expected in the test slice.</summary>
    public double TestNegatives { get; init; }

    /// <summary>Width of the 95 % interval of a ROC-AUC of .8 there.</summary>
    public double AucWidth { get; init; }

    /// <summary>Width of the 95 % interval of the log-loss there, in nats; null where one answer never occurs.</summary>
    public double? LogLossWidth { get; init; }

    /// <summary>Width of the 95 % interval of the average precision there, at its widest.</summary>
    public double AveragePrecisionWidth { get; init; }

    /// <summary>Positives in all that give an AUC interval of width .05; null where one answer never occurs.</summary>
    public long? PositivesNeeded { get; init; }

    /// <summary>Positives that are lacking for it.</summary>
    public long? MorePositivesNeeded { get; init; }

    /// <summary>Buyers who are lacking for it, at as many positives a buyer as now.</summary>
    public long? MoreBuyersNeeded { get; init; }

    /// <summary>Days of log that are lacking for it, at the traffic of now.</summary>
    public double? MoreDaysNeeded { get; init; }

    /// <summary><c>enough</c> (AUC width up to .05), <c>fair</c> (.1), <c>thin</c> (.2) or <c>too_little</c>; <c>too_short</c> where the log is shorter than two horizons.</summary>
    public required string Verdict { get; init; }
}
