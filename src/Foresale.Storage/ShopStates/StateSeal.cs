using System.Buffers.Binary;
using System.Security.Cryptography;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.ShopStates;

/// <summary>Seals the state of a shopper with their key, as events are.</summary>
public static class StateSeal
{
    /// <summary>Seals a state.</summary>
    public static byte[] Close(ReadOnlySpan<byte> state, UserKey key) => KeySeal.Close(state, key, Owner(key));

    /// <summary>Opens what was sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or is damaged.</exception>
    public static byte[] Open(ReadOnlySpan<byte> bytes, UserKey key) => KeySeal.Open(bytes, key, Owner(key), "state");

    // An event's seal names the number alone: one must never open as the other.
    private static byte[] Owner(UserKey key)
    {
        var owner = new byte[sizeof(long) + 1];
        BinaryPrimitives.WriteInt64LittleEndian(owner, key.Number);
        owner[^1] = (byte)'s';
        return owner;
    }
}
