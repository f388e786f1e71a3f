using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Foresale.Intake;

/// <summary>Ids of events that their source did not name: the same request sent again gives the same ids.</summary>
internal static class MadeId
{
    /// <summary><c>format:hash</c>.</summary>
    /// <param name="format">Name of the format.</param>
    /// <param name="shopper">Who did it, where that stands outside the event.</param>
    /// <param name="timeMs">When it happened; where the source does not say, when it was received, since two such requests may be two deeds.</param>
    /// <param name="index">Place in the body.</param>
    /// <param name="source">The event as it was sent, its name included.</param>
    public static string Of(string format, string? shopper, long timeMs, int index, JsonElement source)
    {
        var hash = new XxHash128();
        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, timeMs);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], index);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[12..], shopper?.Length ?? -1);
        hash.Append(numbers);
        hash.Append(Encoding.UTF8.GetBytes(shopper ?? ""));
        hash.Append(JsonMarshal.GetRawUtf8Value(source));
        Span<byte> sum = stackalloc byte[16];
        hash.GetCurrentHash(sum);
        return $"{format}:{Convert.ToHexStringLower(sum)}";
    }
}
