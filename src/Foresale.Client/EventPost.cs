using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Foresale.Client;

/// <summary>What became of one attempt: exactly one of the three holds.</summary>
/// <param name="Taken">The server's answer: all but the rejected are durable.</param>
/// <param name="Refusal">Why the same body will never be taken.</param>
/// <param name="Failure">Why nothing is known; the same body may be sent again, since it names its events.</param>
internal readonly record struct PostOutcome(EventsAnswer? Taken, ForesaleException? Refusal, ForesaleUnavailableException? Failure);

/// <summary>Sends a batch to POST /v1/events, once.</summary>
internal sealed class EventPost(ServerCalls calls)
{
    private const string Call = "POST /v1/events";

    public async Task<PostOutcome> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/events") { Content = new ReadOnlyMemoryContent(batch.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (batch.Zipped)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        try
        {
            var answer = await calls.SendAsync(Call, request, calls.Options.SendTimeout, cancellationToken);
            if (answer.IsSuccess)
            {
                return new PostOutcome(Read(answer), Refusal: null, Failure: null);
            }

            return new PostOutcome(Taken: null, new ForesaleException(Refusals.Text(answer), answer.Status), Failure: null);
        }
        catch (ForesaleUnavailableException e)
        {
            return new PostOutcome(Taken: null, Refusal: null, e);
        }
    }

    // A page of some proxy acknowledges nothing, whatever its status.
    private static EventsAnswer Read(ServerAnswer answer)
    {
        try
        {
            return (answer.Status == HttpStatusCode.OK ? JsonSerializer.Deserialize(answer.Body, WireJson.Default.EventsAnswer) : null)
                ?? throw new ForesaleUnavailableException(Refusals.Garbage(answer), answer.Status);
        }
        catch (JsonException e)
        {
            throw new ForesaleUnavailableException(Refusals.Garbage(answer), answer.Status, e);
        }
    }
}
