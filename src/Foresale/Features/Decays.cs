using System.Runtime.Intrinsics;

namespace Foresale.Features;

/// <summary>Half-lives of fading counts, shortest first.</summary>
internal enum HalfLife
{
    /// <summary>One hour.</summary>
    Hour,

    /// <summary>One day.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>Thirty days.</summary>
    Month,
}

/// <summary>What is left of a count after some time, for each half-life; worked out once an event and shared by all features.</summary>
internal readonly record struct Decays(float Hour, float Day, float Week, float Month)
{
    /// <summary>Nothing faded: no time went by.</summary>
    public static readonly Decays None = new(1f, 1f, 1f, 1f);

    private const float Ln2 = 0.69314718f;
    private const float Nothing = 1e-9f; // Less than this is 0: denormal floats would make later events slow.

    /// <summary>Factors in 0..1 after a number of days, &gt;= 0.</summary>
    public static Decays Over(double days)
    {
        if (days <= 0)
        {
            return None;
        }

        var d = (float)days;
        return new Decays(MathF.Exp(-Ln2 * 24f * d), MathF.Exp(-Ln2 * d), MathF.Exp(-Ln2 / 7f * d), MathF.Exp(-Ln2 / 30f * d));
    }

    /// <summary>The factors in the order of <see cref="HalfLife"/>.</summary>
    public Vector128<float> Vector => Vector128.Create(Hour, Day, Week, Month);

    /// <summary>The factor of one half-life.</summary>
    public float Of(HalfLife halfLife) => halfLife switch
    {
        HalfLife.Hour => Hour,
        HalfLife.Day => Day,
        HalfLife.Week => Week,
        _ => Month,
    };

    /// <summary>A count after fading.</summary>
    public static float Fade(float value, float factor)
    {
        var left = value * factor;
        return left < Nothing ? 0f : left;
    }

    /// <summary>Four counts after fading, each by its own factor.</summary>
    public static Vector128<float> Fade(Vector128<float> values, Vector128<float> factors)
    {
        var left = values * factors;
        return Vector128.AndNot(left, Vector128.LessThan(left, Vector128.Create(Nothing)));
    }

    /// <summary>How columns name a half-life.</summary>
    public static string Suffix(HalfLife halfLife) => halfLife switch
    {
        HalfLife.Hour => "1h",
        HalfLife.Day => "1d",
        HalfLife.Week => "7d",
        _ => "30d",
    };

    /// <summary>How descriptions name a half-life.</summary>
    public static string Words(HalfLife halfLife) => halfLife switch
    {
        HalfLife.Hour => "hour",
        HalfLife.Day => "day",
        HalfLife.Week => "7 days",
        _ => "30 days",
    };
}
