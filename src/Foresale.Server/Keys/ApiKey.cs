namespace Foresale.Server.Keys;

/// <summary>What a key may do.</summary>
public enum Scope
{
    /// <summary>Send events and nothing else: the one kind that may stand in a web page.</summary>
    Ingest,

    /// <summary>Read scores.</summary>
    Read,

    /// <summary>Everything, keys included.</summary>
    Admin,
}

/// <summary>A key as the server keeps it: never the key's text.</summary>
/// <param name="Id">Its public name, from the first digits of the hash.</param>
/// <param name="Name">What it is for, in the words of whoever made it.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="Hash">SHA-256 of the key's text, in hexadecimal.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">From when on it is refused; null for never.</param>
/// <param name="Revoked">Since when it is refused; null while it is good.</param>
/// <param name="LastUsed">The last day it was used, in UTC; null for never.</param>
public sealed record ApiKey(string Id, string Name, Scope Scope, string Hash, DateTimeOffset Created, DateTimeOffset? Expires = null, DateTimeOffset? Revoked = null, DateOnly? LastUsed = null)
{
    /// <summary>True where the key opens something at an instant.</summary>
    public bool IsGood(DateTimeOffset now) => Revoked is null && !(Expires <= now);
}
