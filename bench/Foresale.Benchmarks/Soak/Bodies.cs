using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foresale.Benchmarks.Soak;

/// <summary>Something that a shopper did.</summary>
/// <param name="Visit">In which visit.</param>
/// <param name="Word">What, a place in the words of all formats.</param>
/// <param name="Number">Of all deeds of the run: makes its id.</param>
/// <param name="TimeMs">When, Unix milliseconds.</param>
/// <param name="Item">On which item; a search has none.</param>
internal readonly record struct Deed(Visit Visit, int Word, long Number, long TimeMs, int Item)
{
    public string Id => string.Create(CultureInfo.InvariantCulture, $"deed-{Number}");

    public string? ItemId => Bodies.IsSearch(Word) ? null : string.Create(CultureInfo.InvariantCulture, $"item-{Item:D5}");

    public string Category => string.Create(CultureInfo.InvariantCulture, $"c{Item % 60}");

    public string Brand => string.Create(CultureInfo.InvariantCulture, $"b{Item % 200}");

    public decimal Price => 5.95m + (Item % 90);

    public string? Order => Bodies.IsPurchase(Word) ? string.Create(CultureInfo.InvariantCulture, $"order-{Number}") : null;

    public string? Query => Bodies.IsSearch(Word) ? $"{Brand} {Category}" : null;
}

/// <summary>A request's path, type and body.</summary>
internal sealed record Body(string Format, string Path, string Type, byte[] Bytes, string? Encoding = null);

/// <summary>The same deeds in each format that the server reads.</summary>
internal static class Bodies
{
    /// <summary>Formats that a page may speak.</summary>
    public const int Formats = 6;

    private const string Json = "application/json";

    // Each deed by its share, and by the words of native, GA4, Segment and Snowplow; Snowplow has no wish list.
    private static readonly (double Share, string Native, string Ga4, string Segment, string Snowplow)[] s_words =
    [
        (.75, "view", "view_item", "Product Viewed", "product_view"),
        (.08, "search", "search", "Products Searched", "site_search"),
        (.04, "favorite", "add_to_wishlist", "Product Added to Wishlist", "list_click"),
        (.08, "cart", "add_to_cart", "Product Added", "add_to_cart"),
        (.01, "uncart", "remove_from_cart", "Product Removed", "remove_from_cart"),
        (.04, "purchase", "purchase", "Order Completed", "transaction"),
    ];

    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static bool IsSearch(int word) => word == 1;

    public static bool IsPurchase(int word) => word == 5;

    /// <summary>A word by its share, of a number from 0 to 1.</summary>
    public static int Word(double draw)
    {
        var word = 0;
        while (word < s_words.Length - 1 && (draw -= s_words[word].Share) >= 0)
        {
            word++;
        }

        return word;
    }

    /// <summary>Deeds of one visit, as its page sends them.</summary>
    public static Body Page(Visit visit, IReadOnlyList<Deed> deeds) => visit.Format switch
    {
        0 => new Body("native", "/v1/events", Json, Write(new { events = deeds.Select(Native) })),
        1 => new Body("native, gzip", "/v1/events", Json, Packed(Write(deeds.Select(Native))), "gzip"),
        2 => Ga4(visit, deeds),
        3 => new Body("segment", "/v1/batch", Json, Write(new { sentAt = Iso(deeds[^1].TimeMs), batch = deeds.Select(Segment) })),
        4 => new Body("snowplow", "/v1/com.snowplowanalytics.snowplow/tp2", Json, Write(new { schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", data = deeds.Select(Snowplow) })),
        _ => new Body("cloudevents", "/v1/cloudevents", "application/cloudevents-batch+json", Write(deeds.Select(d => new { specversion = "1.0", type = "shop.foresale.event.v1", source = "/soak", id = d.Id, time = Iso(d.TimeMs), data = Native(d) }))),
    };

    /// <summary>Deeds of many visits, as a shop's own server sends them.</summary>
    public static Body Lines(IEnumerable<Deed> deeds) => new("native, lines", "/v1/events", "application/x-ndjson", Encoding.UTF8.GetBytes(string.Join('\n', deeds.Select(d => JsonSerializer.Serialize(Native(d), s_json)))));

    /// <summary>That a guest is somebody, in Segment's words.</summary>
    public static Body Identify(Visit visit, string id, long timeMs) => new("segment, identify", "/v1/identify", Json, Write(new { type = "identify", messageId = id, anonymousId = visit.Guest, userId = visit.User, timestamp = Iso(timeMs) }));

    /// <summary>One sound event and one whose price is none.</summary>
    public static Body WithBadEvent(Deed deed) => new("native, a bad event", "/v1/events", Json, Write(new { events = (object[])[Native(deed), new { event_id = $"bad-{deed.Number}", time = deed.TimeMs, user_id = "nobody", behavior = "view", item_id = "i", price = -1 }] }));

    /// <summary>A body that cannot be read, in one of several ways.</summary>
    public static Body Broken(IReadOnlyList<Deed> deeds, int way)
    {
        var sound = Write(deeds.Select(Native));
        return (way % 7) switch
        {
            0 => new Body("broken", "/v1/events", Json, sound[..(sound.Length / 2)]),
            1 => new Body("broken", "/v1/events", Json, sound, "gzip"),
            2 => new Body("broken", "/v1/events", Json, Packed(sound)[..20], "gzip"),
            3 => new Body("broken", "/v1/events", Json, sound, "br"),
            4 => new Body("broken", "/v1/events", Json, Encoding.ASCII.GetBytes(new string('[', 400))),
            5 => new Body("broken", "/v1/mp/collect", Json, "\"\u00ff"u8[..2].ToArray()),
            _ => new Body("broken", "/v1/batch", Json, []),
        };
    }

    private static object Native(Deed d) => new
    {
        event_id = d.Id, time = d.TimeMs, user_id = d.Visit.User, anonymous_id = d.Visit.Guest, session_id = d.Visit.Session, behavior = s_words[d.Word].Native, item_id = d.ItemId, category = d.Category, brand = d.Brand,
        price = d.Price, currency = "EUR", order_id = d.Order, query = d.Query, device = "mobile",
    };

    // With an event that is ignored, as pages send many.
    private static Body Ga4(Visit visit, IReadOnlyList<Deed> deeds)
    {
        static object Of(Deed d) => new
        {
            name = s_words[d.Word].Ga4,
            timestamp_micros = (d.TimeMs * 1_000) + (d.Number % 1_000), // two equal deeds of a millisecond are two
            @params = new
            {
                session_id = d.Visit.Session, transaction_id = d.Order, search_term = d.Query, currency = "EUR",
                items = d.ItemId is { } id ? new[] { new { item_id = id, item_category = d.Category, item_brand = d.Brand, price = d.Price, quantity = 1 } } : null,
            },
        };
        return new Body("ga4", "/v1/mp/collect", Json, Write(new { client_id = visit.Guest, user_id = visit.User, device = new { category = "mobile" }, events = deeds.Select(Of).Append(new { name = "scroll" }) }));
    }

    private static object Segment(Deed d) => new
    {
        type = "track", @event = s_words[d.Word].Segment, messageId = d.Id, userId = d.Visit.User, anonymousId = d.Visit.Guest, originalTimestamp = Iso(d.TimeMs), context = new { sessionId = d.Visit.Session },
        properties = new { product_id = d.ItemId, category = d.Category, brand = d.Brand, price = d.Price, currency = "EUR", order_id = d.Order, query = d.Query },
    };

    private static object Snowplow(Deed d)
    {
        const string Iglu = "iglu:com.snowplowanalytics.snowplow";
        var inner = IsSearch(d.Word)
            ? (object)new { schema = $"{Iglu}/site_search/jsonschema/1-0-0", data = new { terms = new[] { d.Query } } }
            : new { schema = $"{Iglu}.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2", data = new { type = s_words[d.Word].Snowplow } };
        var product = new { schema = $"{Iglu}.ecommerce/product/jsonschema/1-0-0", data = (object)new { id = d.ItemId, category = d.Category, brand = d.Brand, price = d.Price, currency = "EUR" } };
        object[] entities = d.ItemId is null ? [] : d.Order is null ? [product] : [product, new { schema = $"{Iglu}.ecommerce/transaction/jsonschema/1-0-0", data = new { transaction_id = d.Order } }];
        var time = d.TimeMs.ToString(CultureInfo.InvariantCulture);
        return new
        {
            e = "ue", eid = d.Id, uid = d.Visit.User, duid = d.Visit.Guest, sid = d.Visit.Session, dtm = time, stm = time, p = "mob",
            ue_pr = Text(new { schema = $"{Iglu}/unstruct_event/jsonschema/1-0-0", data = inner }), co = Text(new { schema = $"{Iglu}/contexts/jsonschema/1-0-0", data = entities }),
        };
    }

    private static byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, s_json);

    private static string Text(object value) => JsonSerializer.Serialize(value, s_json);

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
