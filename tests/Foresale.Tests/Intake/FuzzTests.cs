using System.Text;
using System.Text.Json;
using CsCheck;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

/// <summary>Sound bodies of every format, broken at random.</summary>
public class FuzzTests
{
    [Fact]
    public void Whatever_is_sent_nothing_is_thrown_and_every_event_is_accounted_for()
    {
        var context = new IntakeContext { ReceivedAt = Sent.ReceivedAt };

        BrokenBodies.Any.Sample(
            sent =>
            {
                var result = sent.Format.Read(sent.Body, context);
                Account(result, EventsOf(sent.Format, sent.Body));
                Assert.All(result.Faults, f => Assert.True(f.Place.Length > 0 && f.Found.EndsWith('.') && f.Remedy.EndsWith('.'), f.ToString()));
            },
            iter: BrokenBodies.Count(20_000), print: sent => $"{sent.Format.Name}: {Encoding.UTF8.GetString(sent.Body)}");
    }

    [Fact]
    public void The_samples_are_sound() => Assert.All(BrokenBodies.Samples, s => Assert.True(s.Format.Read(s.Body) is { Faults.Count: 0, Accepted.Count: > 0 }, s.Body));

    /// <summary>Each event of a body that can be parsed is accepted, ignored or a fault; an event of several items is each of its items.</summary>
    private static void Account(IntakeResult result, (int Count, bool IsExact)? sent)
    {
        Assert.Equal(result.Count, result.IsUnreadable ? 0 : result.Accepted.Count + result.Ignored.Values.Sum() + result.Faults.Count);
        Assert.True(result.IsUnreadable ? result is { Faults.Count: 1, Accepted.Count: 0 } : sent is not var (count, isExact) || (isExact ? result.Count == count : result.Count >= count), $"{result.Count} of {sent}");
    }

    /// <summary>Elements of the list of events, counted without the formats, and whether each is one event; null where there is no such list.</summary>
    private static (int Count, bool IsExact)? EventsOf(IIntakeFormat format, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var list = format.Name switch { "segment" => "batch", "snowplow" => "data", _ => "events" };
            var events = json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty(list, out var inner) ? inner : json.RootElement;
            return events.ValueKind is JsonValueKind.Array ? (events.GetArrayLength(), json.RootElement.ValueKind is JsonValueKind.Array) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
