using System.ComponentModel.DataAnnotations;

namespace Foresale.Server.Settings;

/// <summary>Settings under <c>Foresale:Limits</c>: what one caller may take of the server.</summary>
public sealed record LimitOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Limits";

    private const string Whole = "Give a whole number from {1} to {2}.";

    /// <summary>Largest body as it comes over the wire, in bytes.</summary>
    [Range(1024L, 1L << 30, ErrorMessage = Whole)]
    public long BodyBytes { get; init; } = 8 << 20;

    /// <summary>Largest body after decompression, in bytes.</summary>
    [Range(1024L, 1L << 32, ErrorMessage = Whole)]
    public long DecompressedBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of bodies in hand at once, unpacked and over all callers; one body alone may have more. One of 8 KB and less is never refused.</summary>
    [Range(1024L, 1L << 40, ErrorMessage = Whole)]
    public long BodyBytesAtOnce { get; init; } = 64 << 20;

    /// <summary>Most events in one request.</summary>
    [Range(1, 1_000_000, ErrorMessage = Whole)]
    public int EventsPerBody { get; init; } = 10_000;

    /// <summary>Seconds within which all headers of a request have to be there.</summary>
    [Range(1, 600, ErrorMessage = Whole)]
    public int HeaderSeconds { get; init; } = 10;

    /// <summary>Largest sum of all headers of a request, in bytes.</summary>
    [Range(1024, 1 << 20, ErrorMessage = Whole)]
    public int HeaderBytes { get; init; } = 16 << 10;

    /// <summary>Bytes a second below which a body is given up, after five seconds of grace; 0 for no such limit.</summary>
    [Range(0, 1 << 20, ErrorMessage = Whole)]
    public int BodyBytesPerSecond { get; init; } = 240;

    /// <summary>Requests a second for each key; twice as many may come at once. 0 for no such limit.</summary>
    [Range(0, 1_000_000, ErrorMessage = Whole)]
    public int RequestsPerSecond { get; init; } = 2_000;

    /// <summary>Requests a second of each address (IPv6: each /64) for each ingest key, which may stand in a page: one visitor must not use it up for the others. Twice as many may come at once; 0 for no such limit.</summary>
    [Range(0, 1_000_000, ErrorMessage = Whole)]
    public int RequestsPerSecondOfVisitor { get; init; } = 100;

    /// <summary>Addresses or networks of the shop's own servers, which send for many shoppers: the limit of a visitor is not theirs, that of the key is.</summary>
    [Networks]
    public IReadOnlyList<string> OwnServers { get; init; } = [];

    /// <summary>Requests a second for each address (IPv6: each /64) that sends no valid key; 0 for no such limit.</summary>
    [Range(0, 1_000_000, ErrorMessage = Whole)]
    public int RequestsPerSecondWithoutKey { get; init; } = 100;

    /// <summary>Requests in hand at once, over all callers.</summary>
    [Range(1, 100_000, ErrorMessage = Whole)]
    public int Concurrent { get; init; } = 1_000;

    /// <summary>Connections at once, over all callers.</summary>
    [Range(1, 1_000_000, ErrorMessage = Whole)]
    public int Connections { get; init; } = 10_000;

    /// <summary>Seconds after which a request is given up.</summary>
    [Range(1, 3600, ErrorMessage = Whole)]
    public int RequestSeconds { get; init; } = 30;

    /// <summary>Seconds that requests in hand get to finish when the server stops.</summary>
    [Range(0, 3600, ErrorMessage = Whole)]
    public int DrainSeconds { get; init; } = 20;
}
