using System.Text.Json.Serialization;

namespace Foresale.Client;

/// <summary>Answer to POST /v1/events: all events but the rejected are durable.</summary>
internal sealed record EventsAnswer
{
    public required int Accepted { get; init; }

    public IReadOnlyList<RejectedEvent>? Rejected { get; init; }
}

/// <summary>An event that the server cannot use: one of these an event.</summary>
internal sealed record RejectedEvent(string? Place, string? Found, string? Remedy);

/// <summary>RFC 9457, as far as it is read.</summary>
internal sealed record ProblemAnswer(string? Title, string? Detail);

internal sealed record ScoreRequest(string UserId, IReadOnlyList<string> ItemIds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(ScoreRequest))]
[JsonSerializable(typeof(ItemScores))]
[JsonSerializable(typeof(ShopperIntent))]
[JsonSerializable(typeof(Recommendations))]
[JsonSerializable(typeof(OfferDecision))]
[JsonSerializable(typeof(IReadOnlyList<ShopItem>))]
internal sealed partial class WireJson : JsonSerializerContext;
