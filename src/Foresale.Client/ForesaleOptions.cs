namespace Foresale.Client;

/// <summary>Settings of the client, under <c>Foresale</c> in the configuration. Checked when the host starts.</summary>
public sealed class ForesaleOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale";

    /// <summary>Where the server is, such as <c>https://foresale.internal:8443/</c>. Needed.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>The key of the server; its scopes say what may be called. Needed.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The key that readings of intent are made with; null: <see cref="ApiKey"/>. A key has one scope: with an ingest key above and a read key here a shop needs no admin key.</summary>
    public string? ReadKey { get; set; }

    /// <summary>Most events of one request, 1 to 10,000.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>Longest wait for a batch to fill, 1 ms to a minute.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events that may wait in memory, from <see cref="BatchSize"/> to 10,000,000. What comes when it is full is dropped.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>Bodies of more bytes than this are sent as gzip.</summary>
    public int GzipAbove { get; set; } = 1_024;

    /// <summary>Longest wait for the answer to one batch, one list of items or one erasure.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for one reading of intent: a page would rather do without.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A batch is given up at the first failure this long after its first attempt. Also the longest Retry-After that is waited for.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Ceiling of the wait after the first failure; it doubles with each.</summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Highest ceiling of a wait between attempts.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Failed readings in a row after which readings fail at once, without a call.</summary>
    public int BreakAfter { get; set; } = 5;

    /// <summary>Longest time that a stopping host is held up to send what waits; keep it below the host's own ShutdownTimeout.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
