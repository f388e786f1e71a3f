using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Foresale.Server.Keys;

/// <summary>The text of a key: <c>fsk_ingest_</c> and 256 random bits. The prefix lets people and scanners of repositories see what they have found.</summary>
/// <remarks>
/// One SHA-256 is enough at rest. Slow hashes (Argon2, bcrypt) defend passwords, which people choose and a thief of the file can guess; nobody guesses
/// 256 random bits, at any speed. A slow hash on each request would only be a way to overload the server.
/// </remarks>
internal static class KeyText
{
    private const int SecretBytes = 32;
    private const int IdDigits = 12;

    /// <summary>Longest text that can be a key, in characters.</summary>
    public const int Longest = 64;

    public static string New(Scope scope) => $"fsk_{NameOf(scope)}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The key's id. Who reads it in a log learns 48 bits of a hash, from which no key follows.</summary>
    public static string IdOf(string hash) => $"k_{hash.AsSpan(0, IdDigits)}";

    /// <summary>Compares in a time that does not depend on where two hashes differ.</summary>
    public static bool AreSame(string hash, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(other));

    /// <summary>The scope as it stands in keys, files and answers.</summary>
    public static string NameOf(Scope scope) => scope switch
    {
        Scope.Ingest => "ingest",
        Scope.Read => "read",
        _ => "admin",
    };
}
