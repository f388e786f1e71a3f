using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Foresale.Storage.EventLog;

/// <summary>Seals the personal part of an event with its shopper's key.</summary>
internal static class EventSeal
{
    public static ByteString Close(SealedPart part, UserKey key) => UnsafeByteOperations.UnsafeWrap(KeySeal.Close(part.ToByteArray(), key, Owner(key)));

    /// <exception cref="CryptographicException">It was sealed with another key, or is damaged.</exception>
    public static SealedPart Open(ReadOnlySpan<byte> bytes, UserKey key) => SealedPart.Parser.ParseFrom(KeySeal.Open(bytes, key, Owner(key), "part"));

    private static byte[] Owner(UserKey key)
    {
        var owner = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(owner, key.Number);
        return owner;
    }
}
