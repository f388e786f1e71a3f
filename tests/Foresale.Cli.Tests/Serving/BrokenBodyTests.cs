using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Foresale.Intake;
using Foresale.Tests.Intake;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Broken bodies over HTTP: never a 5xx, and whatever of a body is taken or not is told.</summary>
[Trait("Speed", "slow")]
public sealed class BrokenBodyTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-broken-").FullName;

    [Fact]
    public async Task No_broken_body_makes_a_5xx_and_each_event_of_one_is_accounted_for()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, "--Foresale:Limits:RequestsPerSecond=0");
        var (taken, refused) = (0, 0);

        BrokenBodies.Any.Sample(
            sent =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(sent.Format)) { Content = new ByteArrayContent(sent.Body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(sent.Format is CloudEventsFormat ? sent.Body is [(byte)'[', ..] ? "application/cloudevents-batch+json" : "application/cloudevents+json" : "application/json");
                using var answer = server.Client.Send(request, TestContext.Current.CancellationToken);
                var text = new StreamReader(answer.Content.ReadAsStream()).ReadToEnd();
                Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} {text}");
                var json = JsonDocument.Parse(text).RootElement;
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref refused);
                    Assert.True(json.GetProperty("found").GetString() is { Length: > 0 } && json.GetProperty("remedy").GetString() is { Length: > 0 }, text);
                    return;
                }

                Interlocked.Increment(ref taken);
                var read = sent.Format.Read(sent.Body, new IntakeContext { ReceivedAt = TimeProvider.System.GetUtcNow(), ContentType = request.Content.Headers.ContentType.ToString() });
                Assert.Equal(
                    (read.Accepted.Count(a => a.Event is not null), read.Ignored.Values.Sum(), read.Faults.Count),
                    (json.GetProperty("accepted").GetInt32() + json.GetProperty("duplicates").GetInt32(), json.GetProperty("ignored").GetInt32(), json.GetProperty("rejected").GetArrayLength()));
            },
            iter: BrokenBodies.Count(2_000), print: sent => $"{sent.Format.Name}: {Encoding.UTF8.GetString(sent.Body)}");

        Assert.True(taken > 100 && refused > 100, $"{taken} bodies were taken, {refused} refused.");
        TestContext.Current.SendDiagnosticMessage($"{taken} bodies taken, {refused} refused");
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(new Uri("health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Uri PathOf(IIntakeFormat format) => new(
        format switch
        {
            Ga4Format => "v1/mp/collect",
            SegmentFormat => "v1/batch",
            SnowplowFormat => "v1/com.snowplowanalytics.snowplow/tp2",
            CloudEventsFormat => "v1/cloudevents",
            _ => "v1/events",
        },
        UriKind.Relative);
}
