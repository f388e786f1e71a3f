using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Foresale.Client;

/// <summary>Some events as the body of one request: JSON Lines, as gzip where that is worth it. Written once, so that every resend is the same bytes.</summary>
internal sealed class EventBatch(int gzipAbove)
{
    private static readonly string[] s_behaviors = ["view", "search", "favorite", "cart", "purchase", "uncart", "refund"];
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Lines in the body.</summary>
    public int Count { get; private set; }

    /// <summary>What is sent.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Whether the body is gzip.</summary>
    public bool Zipped { get; private set; }

    /// <summary>Writes the body anew.</summary>
    /// <param name="events">In the order of tracking.</param>
    /// <param name="onUnwritable">Gets each event that no JSON can be made of, and why.</param>
    public void Write(List<QueuedEvent> events, Action<ShopperEvent, string> onUnwritable)
    {
        _lines.ResetWrittenCount();
        Count = 0;
        using var json = new Utf8JsonWriter(_line, s_json);
        foreach (var queued in events)
        {
            _line.ResetWrittenCount();
            json.Reset(_line);
            try
            {
                WriteEvent(json, queued);
            }
            catch (ArgumentException e)
            {
                onUnwritable(queued.Event, e.Message); // half a surrogate pair, say: one bad text must not cost the other events
                continue;
            }

            _lines.Write(_line.WrittenSpan);
            _lines.Write("\n"u8);
            Count++;
        }

        Zipped = _lines.WrittenCount > gzipAbove;
        Body = Zipped ? Zip(_lines.WrittenSpan) : _lines.WrittenMemory;
    }

    private static void WriteEvent(Utf8JsonWriter json, in QueuedEvent queued)
    {
        var e = queued.Event;
        json.WriteStartObject();
        json.WriteString("event_id", e.EventId ?? queued.Id.ToString());
        json.WriteString("time", queued.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("behavior", (int)e.Behavior is >= 0 and < 7 ? s_behaviors[(int)e.Behavior] : throw new ArgumentException($"{(int)e.Behavior} is no behavior.", nameof(queued)));
        Write(json, "user_id", e.UserId);
        Write(json, "anonymous_id", e.AnonymousId);
        Write(json, "session_id", e.SessionId);
        Write(json, "item_id", e.ItemId);
        Write(json, "category", e.Category);
        Write(json, "brand", e.Brand);
        Write(json, "price", e.Price);
        Write(json, "currency", e.Currency);
        Write(json, "quantity", e.Quantity);
        Write(json, "order_id", e.OrderId);
        Write(json, "query", e.Query);
        Write(json, "device", e.Device);
        Write(json, "region", e.Region);
        Write(json, "channel", e.Channel);
        Write(json, "detail", e.Detail);
        if (e.Consent is { } consent)
        {
            json.WriteBoolean("consent", consent);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void Write(Utf8JsonWriter json, string field, string? value)
    {
        if (value is not null)
        {
            json.WriteString(field, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string field, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(field, number);
        }
    }

    private static byte[] Zip(ReadOnlySpan<byte> bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
