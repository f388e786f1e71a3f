using System.ComponentModel.DataAnnotations;

namespace Foresale.Server.Settings;

/// <summary>Settings under <c>Foresale:Cors</c>: which web pages may call the server from a browser.</summary>
public sealed record CorsOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Cors";

    /// <summary>Origins as browsers send them, such as <c>https://shop.example</c>. Empty: no page of another origin.</summary>
    [ExactOrigins]
    public IReadOnlyList<string> Origins { get; init; } = [];
}

/// <summary>Settings under <c>Foresale:Proxies</c>: whose word is taken for a caller's address.</summary>
public sealed record ProxyOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Proxies";

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of proxies that set <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>.</summary>
    [Networks]
    public IReadOnlyList<string> Trusted { get; init; } = [];
}

/// <summary>Settings under <c>Foresale:Keys</c>.</summary>
public sealed record KeyOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Keys";

    /// <summary>Days after which a key ends that was made without an end; 0 for never.</summary>
    [Range(0, 3650, ErrorMessage = "Give a whole number from {1} to {2}.")]
    public int ExpireDays { get; init; }

    /// <summary>Most keys that the server keeps, revoked ones included.</summary>
    [Range(1, 100_000, ErrorMessage = "Give a whole number from {1} to {2}.")]
    public int Most { get; init; } = 1_000;
}

/// <summary>Settings under <c>Foresale:Retention</c>.</summary>
public sealed record RetentionOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Retention";

    /// <summary>Days that events are kept; 0 for ever.</summary>
    [Range(0, 36_500, ErrorMessage = "Give a whole number from {1} to {2}.")]
    public int Days { get; init; }
}

/// <summary>Settings under <c>Foresale:Telemetry</c>: what the server tells of itself.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Telemetry";

    /// <summary>The form of the log: <c>json</c>, <c>text</c>, or <c>auto</c>, which is text in a terminal and JSON elsewhere.</summary>
    [AllowedValues("auto", "json", "text", ErrorMessage = "Give auto, json or text.")]
    public string Logs { get; init; } = "auto";

    /// <summary>True for a line of log for each request.</summary>
    public bool RequestLog { get; init; }

    /// <summary>Where traces are sent by OTLP, such as <c>http://collector:4317</c>; empty for no traces.</summary>
    [HttpAddress]
    public string? Otlp { get; init; }

    /// <summary>How traces are sent: <c>grpc</c> or <c>http</c> (protobuf, with <c>/v1/traces</c> in the address).</summary>
    [AllowedValues("grpc", "http", ErrorMessage = "Give grpc or http.")]
    public string OtlpProtocol { get; init; } = "grpc";
}
