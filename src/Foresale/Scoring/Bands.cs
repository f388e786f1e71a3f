namespace Foresale.Scoring;

/// <summary>How strong an intent is, against the shop's base rate.</summary>
public enum Band : byte
{
    /// <summary>Below half the base rate.</summary>
    Low = 0,

    /// <summary>From half to twice the base rate.</summary>
    Medium = 1,

    /// <summary>From twice to five times the base rate.</summary>
    High = 2,

    /// <summary>At least five times the base rate, or a probability of .8.</summary>
    VeryHigh = 3,
}

/// <summary>The edges between bands, as probabilities. A score on an edge belongs to the band above.</summary>
/// <param name="Medium">Lowest probability of <see cref="Band.Medium"/>.</param>
/// <param name="High">Lowest probability of <see cref="Band.High"/>.</param>
/// <param name="VeryHigh">Lowest probability of <see cref="Band.VeryHigh"/>.</param>
public sealed record Bands(double Medium, double High, double VeryHigh)
{
    /// <summary>No edge lies above this probability: with a high base rate five times it would be out of reach.</summary>
    public const double Cap = .8;

    private static readonly string[] s_words = ["low", "medium", "high", "very_high"];

    /// <summary>The edges of a base rate: .5, 2 and 5 times it, at most <see cref="Cap"/>.</summary>
    /// <param name="baseRate">Share of buyers in the training slice, 0..1.</param>
    public static Bands Of(double baseRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(baseRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(baseRate, 1);
        return new Bands(Math.Min(Cap, .5 * baseRate), Math.Min(Cap, 2 * baseRate), Math.Min(Cap, 5 * baseRate));
    }

    /// <summary>The word of a band in files: <c>low</c>, <c>medium</c>, <c>high</c>, <c>very_high</c>.</summary>
    public static string Word(Band band) => s_words[(int)band];

    /// <summary>The band of a calibrated probability.</summary>
    public Band For(double probability) =>
        probability >= VeryHigh ? Band.VeryHigh
        : probability >= High ? Band.High
        : probability >= Medium ? Band.Medium
        : Band.Low;
}
