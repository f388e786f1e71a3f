using Foresale.Events;

namespace Foresale.Storage.Export;

/// <summary>What to export of a server's log, and where to.</summary>
public sealed record ExportOptions
{
    /// <summary>The server's data folder, with <c>log</c> and <c>log-keys</c>.</summary>
    public required string Data { get; init; }

    /// <summary>The dataset folder to write.</summary>
    public required string Out { get; init; }

    /// <summary>IANA name of the shop's zone: that of the model that the server follows the shop with.</summary>
    public required string Zone { get; init; }

    /// <summary>Dataset folder whose users and items the server knew from the start; null for none.</summary>
    public string? Side { get; init; }

    /// <summary>Dated rates of a log in several currencies; null for none.</summary>
    public string? Rates { get; init; }

    /// <summary>Threads of sorting.</summary>
    public int Threads { get; init; } = 2;
}

/// <summary>What an export did.</summary>
/// <param name="Info">What the dataset says of itself.</param>
/// <param name="Out">The folder.</param>
/// <param name="Late">Events that came too late for any state: they stay in the log.</param>
/// <param name="OfErased">Events of erased shoppers: what items count of them.</param>
/// <param name="Logins">Guests who turned out to be somebody.</param>
/// <param name="DamagedBytes">Bytes of the log that are no entries any more.</param>
public sealed record ExportReport(DatasetInfo Info, string Out, long Late, long OfErased, long Logins, long DamagedBytes);
