using System.Text.Json;

namespace Foresale.Intake;

/// <summary>
/// When a Segment message happened, by the server's clock: received - (sentAt - originalTimestamp), since sending and receiving are
/// taken to be one instant. A message with both <c>originalTimestamp</c> and <c>timestamp</c> was corrected by whoever passed it on.
/// </summary>
internal static class SegmentTime
{
    /// <summary>Unix milliseconds; the time of receiving where the message has none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="batch">What holds it; undefined for none.</param>
    /// <param name="place">Where the message stands.</param>
    /// <param name="receivedMs">When the server received it.</param>
    /// <param name="draft">Takes a fault.</param>
    public static long Read(JsonElement message, JsonElement batch, JsonPlace place, long receivedMs, EventDraft draft)
    {
        var original = One(message, place, "originalTimestamp", draft);
        var given = One(message, place, "timestamp", draft);
        var sent = One(message, place, "sentAt", draft);
        if (sent is null && batch.ValueKind is JsonValueKind.Object)
        {
            sent = One(batch, JsonPlace.Root, "sentAt", draft);
        }

        draft.From(Field.Time, place, original is not null && given is null ? "originalTimestamp" : "timestamp");
        return (original, given) switch
        {
            (not null, not null) => given.Value,
            (null, null) => receivedMs,
            _ when sent is not null => receivedMs - (sent.Value - (original ?? given)!.Value),
            _ => (original ?? given)!.Value,
        };
    }

    private static long? One(JsonElement holder, JsonPlace place, string name, EventDraft draft)
    {
        if (!holder.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (IntakeText.TryIso(value, needsOffset: false, out var milliseconds))
        {
            return milliseconds;
        }

        draft.Fail("bad_time", place.Of(name), $"'{IntakeText.Show(value)}' is no time.", "Give ISO 8601, such as 2026-05-01T10:00:00.000Z.");
        return null;
    }
}
