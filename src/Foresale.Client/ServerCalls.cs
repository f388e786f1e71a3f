using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Foresale.Client;

/// <summary>An answer that says yes or no; "not now" is a <see cref="ForesaleUnavailableException"/>.</summary>
/// <param name="Call">Method and route, for messages.</param>
/// <param name="Status">Of the answer, below 500.</param>
/// <param name="MediaType">Of the body; null where it has none.</param>
/// <param name="Body">All of it.</param>
internal readonly record struct ServerAnswer(string Call, HttpStatusCode Status, string? MediaType, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Problem details, and not the 404 of some other program at this address.</summary>
    public bool IsProblem => string.Equals(MediaType, "application/problem+json", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Calls the server with a limit of time, and tells "not now" from an answer.</summary>
internal sealed class ServerCalls(IHttpClientFactory clients, IOptions<ForesaleOptions> options, TimeProvider time)
{
    /// <summary>Name of the HttpClient, for shops that add handlers of their own.</summary>
    public const string ClientName = "Foresale";

    /// <summary>Settings that the calls are held to.</summary>
    public ForesaleOptions Options => options.Value;

    /// <summary>Sends one request.</summary>
    /// <param name="call">Method and route without ids, for messages: an id is the shopper's, and messages end in logs.</param>
    /// <param name="request">The request; the caller disposes it.</param>
    /// <param name="timeout">Longest wait for the whole answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForesaleUnavailableException">No answer, not in time, or 3xx, 408, 429, 5xx.</exception>
    public async Task<ServerAnswer> SendAsync(string call, HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var response = await client.SendAsync(request, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            var answer = new ServerAnswer(call, response.StatusCode, response.Content.Headers.ContentType?.MediaType, body);
            return (int)response.StatusCode switch
            {
                >= 300 and < 400 or 408 or 429 or >= 500 => throw new ForesaleUnavailableException(Refusals.Text(answer), answer.Status) { RetryAfter = RetryAfter(response) },
                _ => answer,
            };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ForesaleUnavailableException($"{call}: no answer within {timeout}. See whether the server is up and not overloaded.", status: null, e);
        }
        catch (HttpRequestException e)
        {
            throw new ForesaleUnavailableException($"{call}: no whole answer: {Refusals.Line(e.Message)} See whether the server is up and Foresale:BaseAddress is right.", status: null, e);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }
}

/// <summary>The words for an answer that is not what was asked for.</summary>
internal static class Refusals
{
    private const int LongestText = 300;

    /// <summary><c>call: what was found. What to do.</c></summary>
    public static string Text(ServerAnswer answer) => $"{answer.Call}: {(int)answer.Status} {answer.Status}. {Detail(answer)}{Remedy(answer.Status)}";

    /// <summary>One line, short enough for a log: what others wrote must not forge lines.</summary>
    public static string Line(string text)
    {
        var line = string.Concat(text.Take(LongestText).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length == 0 || line[^1] is '.' or '!' or '?' ? line : line + (text.Length > LongestText ? "..." : ".");
    }

    /// <summary>The answer is none of this server's.</summary>
    public static string Garbage(ServerAnswer answer) =>
        $"{answer.Call}: {(int)answer.Status} {answer.Status} with a body that is none of Foresale's: {Line(System.Text.Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 80))))} See what answers at Foresale:BaseAddress.";

    private static string Detail(ServerAnswer answer)
    {
        if (!answer.IsProblem)
        {
            return "";
        }

        try
        {
            var problem = JsonSerializer.Deserialize(answer.Body, WireJson.Default.ProblemAnswer);
            var text = Line(problem?.Detail ?? problem?.Title ?? "");
            return text.Length > 0 ? text + " " : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Remedy(HttpStatusCode status) => (int)status switch
    {
        401 => "Check Foresale:ApiKey, and Foresale:ReadKey where there is one.",
        403 => "Use a key whose scopes allow this call.",
        404 => "See whether Foresale answers at Foresale:BaseAddress.",
        413 => "Send less at once: lower Foresale:BatchSize.",
        408 or 429 => "Call less often, or raise the key's limit.",
        >= 300 and < 400 => "Give the address that it leads to as Foresale:BaseAddress.",
        >= 500 => "See the server's log.",
        _ => "See the reason; the same again gives the same.",
    };
}
