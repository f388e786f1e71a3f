using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foresale.Client;

/// <summary>How strongly a shopper intends to buy, as of an instant. docs/scores.md has the meaning of each number.</summary>
public sealed record ShopperIntent
{
    /// <summary>The shopper; null in the answer about a visit that is not known to be theirs.</summary>
    public string? UserId { get; init; }

    /// <summary>The visit; null in the answer about a shopper.</summary>
    public string? SessionId { get; init; }

    /// <summary>Calibrated probability of the target within the horizon, 0 to 1.</summary>
    public required double Intent { get; init; }

    /// <summary>Share of the calibration slice with less intent, 0 to 100.</summary>
    public required double Percentile { get; init; }

    /// <summary>The intent beside the base rate.</summary>
    public required IntentBand Band { get; init; }

    /// <summary>Probability of the average shopper.</summary>
    public double? BaseRate { get; init; }

    /// <summary>The question with its horizon: <c>session</c>, <c>user 7d</c>, ...</summary>
    public string? Target { get; init; }

    /// <summary>The behavior most likely next.</summary>
    public string? Next { get; init; }

    /// <summary>The behavior that the shopper should be led to next.</summary>
    public string? Nudge { get; init; }

    /// <summary>Gain in value that goes with the nudge.</summary>
    public double? Lift { get; init; }

    /// <summary>What is at stake: intent times price, and times margin where that is known; null where no price is.</summary>
    public double? Value { get; init; }

    /// <summary><c>margin</c>, or <c>revenue</c> where no margin is known.</summary>
    public string? ValueIs { get; init; }

    /// <summary>Whose price: what lies in the <c>cart</c>, else the <c>item</c> in focus, else the mean of what was <c>viewed</c>.</summary>
    public string? ValueOf { get; init; }

    /// <summary>ISO 4217 code of <see cref="Value"/>; null where it is not known.</summary>
    public string? Currency { get; init; }

    /// <summary>Probability by horizon, where the model has several.</summary>
    public IReadOnlyDictionary<string, double>? Horizons { get; init; }

    /// <summary>Version of the model.</summary>
    public string? Model { get; init; }

    /// <summary>The instant that the intent is read at.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Events of the shopper that the intent knows of.</summary>
    public long? Events { get; init; }
}

/// <summary>How likely a shopper is to buy one item.</summary>
public sealed record ItemIntent
{
    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Calibrated probability, 0 to 1.</summary>
    public required double Intent { get; init; }

    /// <summary>Share of the calibration slice with less intent, 0 to 100.</summary>
    public required double Percentile { get; init; }

    /// <summary>The intent beside the base rate.</summary>
    public required IntentBand Band { get; init; }

    /// <summary>Intent times the item's price, and times its margin where that is known; null where its price is not.</summary>
    public double? Value { get; init; }

    /// <summary><c>margin</c>, or <c>revenue</c> where no margin is known.</summary>
    public string? ValueIs { get; init; }
}

/// <summary>How likely a shopper is to buy each of some items.</summary>
public sealed record ItemScores
{
    /// <summary>The items, in the order in which they were asked for.</summary>
    public required IReadOnlyList<ItemIntent> Scores { get; init; }

    /// <summary>Version of the model.</summary>
    public string? Model { get; init; }

    /// <summary>ISO 4217 code of the values; null where it is not known.</summary>
    public string? Currency { get; init; }
}

/// <summary>The intent beside the base rate of the shop.</summary>
[JsonConverter(typeof(IntentBandConverter))]
public enum IntentBand
{
    /// <summary>Below half the base rate.</summary>
    Low,

    /// <summary>Below twice the base rate.</summary>
    Medium,

    /// <summary>Below five times the base rate.</summary>
    High,

    /// <summary>Five times the base rate and more.</summary>
    VeryHigh,
}

/// <summary>Bands as the server writes them.</summary>
internal sealed class IntentBandConverter() : JsonStringEnumConverter<IntentBand>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
