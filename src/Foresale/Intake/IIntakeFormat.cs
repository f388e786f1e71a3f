namespace Foresale.Intake;

/// <summary>A way in which shops send events over HTTP, read into events of the fold. Instances keep nothing between bodies: one serves all threads.</summary>
public interface IIntakeFormat
{
    /// <summary>Name in metrics and in made event ids: <c>ga4</c>.</summary>
    string Name { get; }

    /// <summary>Reads one body. Whatever the bytes are, this gives a result and throws nothing.</summary>
    /// <param name="body">UTF-8, decompressed; read only during the call.</param>
    /// <param name="context">What the server knows of the request.</param>
    IntakeResult Read(ReadOnlyMemory<byte> body, IntakeContext context);
}

/// <summary>What the server knows of a request besides its body.</summary>
public sealed record IntakeContext
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>When the server received it: arrival of its events, and their time where the source gives none.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Bounds, and what the shop leaves out.</summary>
    public IntakeOptions Options { get; init; } = new();

    /// <summary>The header of that name, parameters such as a charset included; null where there was none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Headers by their name in lower case; only CloudEvents in binary mode reads them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = s_none;
}
