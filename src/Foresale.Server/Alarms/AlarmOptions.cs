using System.ComponentModel.DataAnnotations;

namespace Foresale.Server.Alarms;

/// <summary>Settings under <c>Foresale:Alarms</c>: when the server says that something is wrong with the shop's events or scores.</summary>
public sealed record AlarmOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Alarms";

    /// <summary>A behavior has stopped where its absence would have this chance, by the shop's own rate. 0: never.</summary>
    [Range(0.0, .01, ErrorMessage = "Give a number from 0 to 0.01.")]
    public double Improbable { get; init; } = 1e-6;

    /// <summary>Days after which what the rate was learnt from weighs half.</summary>
    [Range(1.0, 365.0, ErrorMessage = "Give a number from 1 to 365.")]
    public double HalfLifeDays { get; init; } = 14;

    /// <summary>Population stability index of shown scores, against those of the model's first window, above which they have drifted.</summary>
    [Range(.01, 100.0, ErrorMessage = "Give a number from 0.01 to 100.")]
    public double Drift { get; init; } = .2;

    /// <summary>Shoppers that a window of scores has at least, each counted once.</summary>
    [Range(100, 100_000, ErrorMessage = "Give a whole number from {1} to {2}.")]
    public int DriftShoppers { get; init; } = 1_000;

    /// <summary>Hours that a window lasts at least: one of an evening would drift from one of a morning.</summary>
    [Range(0.0, 720.0, ErrorMessage = "Give a number from 0 to 720.")]
    public double DriftHours { get; init; } = 24;

    /// <summary>Share of the last thousand or so events, above which too many cannot be used.</summary>
    [Range(.001, 1.0, ErrorMessage = "Give a number from 0.001 to 1.")]
    public double Rejected { get; init; } = .05;
}
