using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Foresale.Storage.EventLog;

/// <summary>Seals the personal part of an event with its shopper's key: nonce (12 bytes), AES-256-GCM of the part, tag (16).</summary>
/// <remarks>
/// The nonce is random. A counter would come back with a restored backup or after a kill, and one repeated nonce opens both texts. A key seals the events of one
/// shopper only: a million of them repeat a nonce with a chance of 2^-57 (NIST SP 800-38D allows 2^32 for a key).
/// </remarks>
internal static class EventSeal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static ByteString Close(SealedPart part, UserKey key)
    {
        var text = part.ToByteArray();
        var bytes = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = bytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.Secret.Span, TagBytes);
        cipher.Encrypt(nonce, text, bytes.AsSpan(NonceBytes, text.Length), bytes.AsSpan(NonceBytes + text.Length), Owner(key));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <exception cref="CryptographicException">It was sealed with another key, or is damaged.</exception>
    public static SealedPart Open(ReadOnlySpan<byte> bytes, UserKey key)
    {
        if (bytes.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException($"The sealed part has {bytes.Length} bytes; it has at least {NonceBytes + TagBytes}.");
        }

        var text = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key.Secret.Span, TagBytes);
        cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], text, Owner(key));
        return SealedPart.Parser.ParseFrom(text);
    }

    private static byte[] Owner(UserKey key)
    {
        var owner = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(owner, key.Number);
        return owner;
    }
}
