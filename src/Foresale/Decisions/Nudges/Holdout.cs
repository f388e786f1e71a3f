using System.IO.Hashing;
using System.Text;
using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>
/// A share of shoppers who never get an offer, so that what offers earn can be seen. Who they are follows from a hash of their name and the salt
/// alone: the same in every run and on every machine. A larger share keeps those who were in.
/// </summary>
public sealed class Holdout
{
    /// <summary>The usual share.</summary>
    public const double UsualShare = .1;

    /// <summary>The salt where none is given.</summary>
    public const string UsualSalt = "nudges";

    // Not the seed of shards, slices or challengers: else one of those would be held out as a whole.
    private const long Seed = 0x686f6c646f7574;
    private readonly long _seed;

    /// <summary>Creates a holdout.</summary>
    /// <param name="share">Share of shoppers, 0 up to, not including, 1.</param>
    /// <param name="salt">Another salt holds out others; keep it as long as a report is to span.</param>
    /// <exception cref="UserFaultException">The share is none.</exception>
    public Holdout(double share = UsualShare, string salt = UsualSalt)
    {
        ArgumentNullException.ThrowIfNull(salt);
        if (share is not (>= 0 and < 1))
        {
            throw new UserFaultException("--holdout", FormattableString.Invariant($"{share} is no share of shoppers to hold out."), "Give one from 0 to below 1, such as .1.");
        }

        (Share, Salt, _seed) = (share, salt, (long)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(salt), Seed));
    }

    /// <summary>Share of shoppers.</summary>
    public double Share { get; }

    /// <summary>What decides who is held out.</summary>
    public string Salt { get; }

    /// <summary>True where a shopper is held out.</summary>
    public bool Holds(string userId) => PlaceOf(userId) < Share;

    /// <summary>Where a shopper stands in 0..1.</summary>
    internal double PlaceOf(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(userId), _seed) >> 11) / (double)(1L << 53);
    }
}
