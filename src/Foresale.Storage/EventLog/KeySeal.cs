using System.Security.Cryptography;

namespace Foresale.Storage.EventLog;

/// <summary>Bytes sealed with a shopper's key: nonce (12 bytes), AES-256-GCM of the bytes, tag (16). Who destroys the key destroys them in every copy, and the tag finds damage.</summary>
/// <remarks>
/// The nonce is random. A counter would come back with a restored backup or after a kill, and one repeated nonce opens both texts. A key seals what is one
/// shopper's only: a million times repeat a nonce with a chance of 2^-57 (NIST SP 800-38D allows 2^32 for a key).
/// </remarks>
internal static class KeySeal
{
    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>Seals bytes.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="key">Of the shopper whose they are.</param>
    /// <param name="owner">What they are and whose: what is sealed as one thing never opens as another.</param>
    public static byte[] Close(ReadOnlySpan<byte> text, UserKey key, ReadOnlySpan<byte> owner)
    {
        var bytes = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = bytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.Secret.Span, TagBytes);
        cipher.Encrypt(nonce, text, bytes.AsSpan(NonceBytes, text.Length), bytes.AsSpan(NonceBytes + text.Length), owner);
        return bytes;
    }

    /// <summary>Opens what was sealed.</summary>
    /// <param name="bytes">The sealed bytes.</param>
    /// <param name="key">The key that they were sealed with.</param>
    /// <param name="owner">As on sealing.</param>
    /// <param name="what">The thing, for messages.</param>
    /// <exception cref="CryptographicException">It was sealed with another key or as another thing, or is damaged.</exception>
    public static byte[] Open(ReadOnlySpan<byte> bytes, UserKey key, ReadOnlySpan<byte> owner, string what)
    {
        if (bytes.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException($"The sealed {what} has {bytes.Length} bytes; it has at least {NonceBytes + TagBytes}.");
        }

        var text = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key.Secret.Span, TagBytes);
        cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], text, owner);
        return text;
    }
}
