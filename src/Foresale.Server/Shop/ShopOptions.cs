using System.ComponentModel.DataAnnotations;

namespace Foresale.Server.Shop;

/// <summary>Settings under <c>Foresale:Shop</c>: how shoppers are followed.</summary>
public sealed record ShopOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Shop";

    private const string Whole = "Give a whole number from {1} to {2}.";

    /// <summary>Parts that shoppers are divided into. Another number than that of the snapshots replays the log at the next start.</summary>
    [Range(1, 1024, ErrorMessage = Whole)]
    public int Shards { get; init; } = 4;

    /// <summary>Minutes between snapshots; what came since is replayed at start. 0 for one at the end only.</summary>
    [Range(0, 1440, ErrorMessage = Whole)]
    public int SnapshotMinutes { get; init; } = 10;

    /// <summary>Memory for the states of shoppers, MB: who is not there lies on the disk. Where a third of it changed, a snapshot is taken ahead of time.</summary>
    [Range(1, 1_000_000, ErrorMessage = Whole)]
    public int StateMegabytes { get; init; } = 32;

    /// <summary>Events that are written and flushed together, at most.</summary>
    [Range(1, 1_000_000, ErrorMessage = Whole)]
    public int EventsPerCommit { get; init; } = 5_000;

    /// <summary>Requests that may wait for the log; further ones are answered with 503.</summary>
    [Range(1, 1_000_000, ErrorMessage = Whole)]
    public int Waiting { get; init; } = 2_000;

    /// <summary>Dataset folder whose users.parquet and items.parquet are read at start; empty for none.</summary>
    public string? Side { get; init; }

    /// <summary>True where the shop's clock is that of its events (<c>received_at</c> is believed, days begin with them): to send a log again.</summary>
    public bool EventClock { get; init; }

    /// <summary>ISO 4217 code of the prices that values are told in; empty for that of <see cref="Side"/>, where there is one.</summary>
    public string? Currency { get; init; }

    /// <summary>Model folder that scores unseen from the start; empty for none.</summary>
    public string? Shadow { get; init; }

    /// <summary>Model folder whose scores a share of shoppers sees from the start; empty for none.</summary>
    public string? Challenger { get; init; }

    /// <summary>Share of shoppers who see the challenger's scores, by a hash of their name.</summary>
    [Range(0.0, 1.0, ErrorMessage = "Give a number from 0 to 1.")]
    public double ChallengerShare { get; init; } = .1;
}
