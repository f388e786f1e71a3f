using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Foresale.Intake;

/// <summary>A self-describing JSON inside a parameter: as text, or as base64 in the alphabet of URLs.</summary>
internal sealed class SnowplowPart : IDisposable
{
    private readonly JsonBody _json;

    private SnowplowPart(JsonBody json, JsonPlace place)
    {
        _json = json;
        Place = place;
    }

    /// <summary>The parameter.</summary>
    public JsonPlace Place { get; }

    /// <summary>What it holds: another self-describing JSON, or a list of them; undefined for neither.</summary>
    public JsonElement Data => _json.Root.ValueKind is JsonValueKind.Object && _json.Root.TryGetProperty("data"u8, out var data) ? data : default;

    /// <summary>Reads a parameter.</summary>
    /// <param name="source">The event.</param>
    /// <param name="plain">Its name as text.</param>
    /// <param name="encoded">Its name as base64.</param>
    /// <param name="place">Where the event stands.</param>
    /// <param name="sheet">Has the bounds.</param>
    /// <param name="fault">What is wrong with it; of no rule where there is nothing wrong.</param>
    /// <returns>Null where the event has neither, or where it cannot be read.</returns>
    public static SnowplowPart? Of(JsonElement source, string plain, string encoded, JsonPlace place, IntakeSheet sheet, out IntakeFault fault)
    {
        fault = default;
        var isPlain = source.TryGetProperty(plain, out var value) && value.ValueKind is not JsonValueKind.Null;
        if (!isPlain && (!source.TryGetProperty(encoded, out value) || value.ValueKind is JsonValueKind.Null))
        {
            return null;
        }

        var at = place.At(isPlain ? plain : encoded);
        if (value.ValueKind is not JsonValueKind.String || (isPlain ? Encoding.UTF8.GetBytes(value.GetString()!) : Decode(value.GetString()!)) is not { } utf8)
        {
            fault = new IntakeFault("wrong_type", at.Of(""), isPlain ? $"this is {IntakeText.Kind(value)}." : "this is no base64.", isPlain ? "Give JSON as a text." : "Encode JSON as base64url.");
            return null;
        }

        var json = JsonBody.Parse(utf8, sheet.Options.MaxDepth, at.Of(""), 0, out fault);
        if (json is null)
        {
            fault = fault with { Rule = "broken_part" };
            return null;
        }

        if (json.IsBroken(json.Root, at, deep: true, out fault))
        {
            json.Dispose();
            return null;
        }

        return new SnowplowPart(json, at);
    }

    /// <summary>The entities that name their schema, with the schema's name.</summary>
    public IReadOnlyList<(string Name, JsonElement Entity, JsonPlace Place)> Entities() => Data.ValueKind is JsonValueKind.Array
        ? [.. Data.EnumerateArray().Select((e, i) => (Name: SchemaName(e)!, e, Place.At("data", i))).Where(e => e.Name is not null)]
        : [];

    /// <summary>Name in <c>iglu:vendor/name/format/version</c>, whatever the version; null for none.</summary>
    public static string? SchemaName(JsonElement self) =>
        self.ValueKind is JsonValueKind.Object && self.TryGetProperty("schema"u8, out var schema) && schema.ValueKind is JsonValueKind.String
        && schema.GetString()!.Split('/') is [var vendor, var name, _, _] && vendor.StartsWith("iglu:com.snowplowanalytics.", StringComparison.Ordinal)
            ? name
            : null;

    /// <summary>The words of a site search.</summary>
    public static string Terms(JsonElement search) =>
        search.ValueKind is JsonValueKind.Object && search.TryGetProperty("terms"u8, out var terms) && terms.ValueKind is JsonValueKind.Array
            ? string.Join(' ', terms.EnumerateArray().Where(t => t.ValueKind is JsonValueKind.String).Select(t => t.GetString()))
            : "";

    public void Dispose() => _json.Dispose();

    private static byte[]? Decode(string text)
    {
        var url = text.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var bytes = new byte[Base64Url.GetMaxDecodedLength(url.Length)];
        return Base64Url.DecodeFromChars(url, bytes, out _, out var written) is OperationStatus.Done ? bytes[..written] : null;
    }
}

/// <summary>When a Snowplow event happened, by the collector's clock: the true time where the tracker knows it, else received - (stm - dtm).</summary>
internal static class SnowplowTime
{
    /// <summary>Unix milliseconds; the time of receiving where the event has none.</summary>
    public static long Read(JsonElement source, JsonPlace place, long receivedMs, EventDraft draft)
    {
        var (truth, created, sent) = (One(source, place, "ttm", draft), One(source, place, "dtm", draft), One(source, place, "stm", draft));
        draft.From(Field.Time, place, truth is null ? "dtm" : "ttm");
        return truth ?? (created is null ? receivedMs : sent is null ? created.Value : receivedMs - (sent.Value - created.Value));
    }

    private static long? One(JsonElement source, JsonPlace place, string name, EventDraft draft)
    {
        if (!source.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (IntakeText.TryUnix(value, 1m, out var milliseconds))
        {
            return milliseconds;
        }

        draft.Fail("bad_time", place.Of(name), $"'{IntakeText.Show(value)}' is no time.", "Give milliseconds since 1970.");
        return null;
    }
}
