using System.Buffers.Binary;
using System.Security.Cryptography;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.ShopStates;

/// <summary>
/// Seals the state of a shopper with their key, as events are: nonce (12 bytes), AES-256-GCM of the state, tag (16). Who is erased is so in every copy of the file, and the tag finds damage.
/// </summary>
public static class StateSeal
{
    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>Seals a state.</summary>
    public static byte[] Close(ReadOnlySpan<byte> state, UserKey key)
    {
        var bytes = new byte[NonceBytes + state.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key.Secret.Span, TagBytes);
        cipher.Encrypt(bytes.AsSpan(0, NonceBytes), state, bytes.AsSpan(NonceBytes, state.Length), bytes.AsSpan(NonceBytes + state.Length), Owner(key));
        return bytes;
    }

    /// <summary>Opens what was sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or is damaged.</exception>
    public static byte[] Open(ReadOnlySpan<byte> bytes, UserKey key)
    {
        if (bytes.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException($"The sealed state has {bytes.Length} bytes; it has at least {NonceBytes + TagBytes}.");
        }

        var state = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key.Secret.Span, TagBytes);
        cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], state, Owner(key));
        return state;
    }

    // An event's seal names the number alone: one must never open as the other.
    private static byte[] Owner(UserKey key)
    {
        var owner = new byte[sizeof(long) + 1];
        BinaryPrimitives.WriteInt64LittleEndian(owner, key.Number);
        owner[^1] = (byte)'s';
        return owner;
    }
}
