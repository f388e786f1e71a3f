using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Foresale.Client;

/// <summary>Reads intent over HTTP, behind a circuit.</summary>
internal sealed class IntentReader(ServerCalls calls, Circuit circuit) : IForesaleIntent
{
    private const int MostItems = 500;

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
