using System.IO.Hashing;
using System.Text;

namespace Foresale.States;

/// <summary>A shopper's fixed place in 0..1: the same in every run and on every machine.</summary>
internal static class UserHash
{
    private const long Seed = 20140415;

    public static double Share(string userId) =>
        (XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(userId), Seed) >> 11) / (double)(1L << 53);
}
