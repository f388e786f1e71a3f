using System.ComponentModel.DataAnnotations;

namespace Foresale.Server.Settings;

/// <summary>Settings under <c>Foresale</c>: where things are.</summary>
public sealed record ServerOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale";

    /// <summary>The folder that holds keys, log and snapshots. Command line or environment only: `appsettings.json` is read from it.</summary>
    [Required(ErrorMessage = "Give a folder by --data.")]
    public string Data { get; init; } = "foresale-data";

    /// <summary>The model folder to serve; empty for a server that only takes events.</summary>
    public string? Model { get; init; }

    /// <summary>Addresses to listen on, apart by semicolons.</summary>
    [ListenUrls]
    public string Urls { get; init; } = "http://127.0.0.1:8080";
}
