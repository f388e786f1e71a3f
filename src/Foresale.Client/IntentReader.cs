using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Foresale.Client;

/// <summary>Reads intent and decisions over HTTP, behind a circuit.</summary>
internal sealed class IntentReader(ServerCalls calls, Circuit circuit) : IForesaleIntent, IForesaleDecisions
{
    private const int MostItems = 500, MostShown = 100;

    /// <inheritdoc/>
    public Task<ShopperIntent?> GetUserAsync(string userId, CancellationToken cancellationToken = default) => GetAsync("users", userId, cancellationToken);

    /// <inheritdoc/>
    public Task<ShopperIntent?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default) => GetAsync("sessions", sessionId, cancellationToken);

    /// <inheritdoc/>
    public async Task<ItemScores> ScoreAsync(string userId, IReadOnlyList<string> itemIds, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentNullException.ThrowIfNull(itemIds);
        if (itemIds.Count is 0 or > MostItems)
        {
            throw new ArgumentException($"Got {itemIds.Count} items. Ask for 1 to {MostItems} at once.", nameof(itemIds));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/score") { Content = JsonContent.Create(new ScoreRequest(userId, itemIds), WireJson.Default.ScoreRequest) };
        var answer = await CallAsync("POST /v1/score", request, cancellationToken);
        return Read(answer, WireJson.Default.ItemScores);
    }

    /// <inheritdoc/>
    public async Task<Recommendations> RecommendAsync(string userId, int top = 20, string? itemId = null, CancellationToken cancellationToken = default)
    {
        if (top is < 1 or > MostShown)
        {
            throw new ArgumentOutOfRangeException(nameof(top), top, $"Ask for 1 to {MostShown} items.");
        }

        var query = itemId is null ? "" : $"&item={Uri.EscapeDataString(itemId)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"v1/recommendations/{PathSegment.Of(userId)}?top={top}{query}"));
        return Read(await CallAsync("GET /v1/recommendations/{user}", request, cancellationToken), WireJson.Default.Recommendations);
    }

    /// <inheritdoc/>
    public async Task<OfferDecision> OfferAsync(string userId, string? itemId = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/offers/{PathSegment.Of(userId)}{(itemId is null ? "" : $"?item={Uri.EscapeDataString(itemId)}")}");
        return Read(await CallAsync("GET /v1/offers/{user}", request, cancellationToken), WireJson.Default.OfferDecision);
    }

    private async Task<ShopperIntent?> GetAsync(string kind, string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/intent/{kind}/{PathSegment.Of(id)}");
        var answer = await CallAsync($"GET /v1/intent/{kind}/{{id}}", request, cancellationToken);
        return answer is { Status: HttpStatusCode.NotFound, IsProblem: true } ? null : Read(answer, WireJson.Default.ShopperIntent);
    }

    private async Task<ServerAnswer> CallAsync(string call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!circuit.TryEnter())
        {
            throw new ForesaleUnavailableException($"{call}: not called: the readings before got no answer. Do without; a reading tries again by itself.");
        }

        try
        {
            request.Headers.Authorization = calls.Options.ReadKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null; // else the client's own
            var answer = await calls.SendAsync(call, request, calls.Options.ReadTimeout, cancellationToken);
            circuit.Succeeded();
            return answer;
        }
        catch (ForesaleUnavailableException e)
        {
            circuit.Failed(e.Message);
            throw;
        }
        catch
        {
            circuit.Left();
            throw;
        }
    }

    private static T Read<T>(ServerAnswer answer, JsonTypeInfo<T> type)
    {
        if (!answer.IsSuccess)
        {
            throw new ForesaleException(Refusals.Text(answer), answer.Status);
        }

        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw new ForesaleException(Refusals.Garbage(answer), answer.Status);
        }
        catch (JsonException e)
        {
            throw new ForesaleException(Refusals.Garbage(answer), answer.Status, e);
        }
    }
}

/// <summary>An id as part of an address.</summary>
internal static class PathSegment
{
    public static string Of(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);

        // An address with these would name another route, however they are escaped.
        return id is "." or ".." ? throw new ArgumentException($"'{id}' cannot stand in an address. Use ids of more than dots.", nameof(id)) : Uri.EscapeDataString(id);
    }
}
