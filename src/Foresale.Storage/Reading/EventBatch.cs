using System.Runtime.InteropServices;
using Apache.Arrow;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>Turns the rows of Arrow batches into events. Its arrays serve batch after batch: a row costs its event and the texts that no row before had.</summary>
/// <param name="sourceHash">Names events whose source has no name for them.</param>
/// <param name="pooled">Fields whose texts are one string in memory over all files.</param>
/// <param name="pool">Gives this one string.</param>
internal sealed class EventBatch(string sourceHash, string[] pooled, Func<string, string> pool)
{
    private static readonly DateTimeOffset s_epoch = DateTimeOffset.UnixEpoch;
    private readonly Dictionary<string, TextWords> _texts = new(StringComparer.Ordinal);
    private readonly NumberColumn _time = new();
    private readonly NumberColumn _received = new();
    private readonly NumberColumn _seq = new();
    private readonly NumberColumn _price = new();
    private readonly NumberColumn _quantity = new();
    private readonly NumberColumn _consent = new();
    private TextWords _user = null!, _anonymous = null!, _session = null!, _behavior = null!, _item = null!, _category = null!, _brand = null!, _currency = null!;
    private TextWords _order = null!, _query = null!, _device = null!, _region = null!, _channel = null!, _detail = null!, _seenAs = null!;
    private StringArray _ids = null!;
    private Behavior[] _behaviors = [];
    private bool _nameless;

    /// <summary>Turns to a batch, which must live as long as its events are read.</summary>
    public void Open(RecordBatch batch)
    {
        (_user, _anonymous, _session, _behavior) = (Texts(batch, "user_id"), Texts(batch, "anonymous_id"), Texts(batch, "session_id"), Texts(batch, "behavior"));
        (_item, _category, _brand, _currency) = (Texts(batch, "item_id"), Texts(batch, "category"), Texts(batch, "brand"), Texts(batch, "currency"));
        (_order, _query, _device, _region) = (Texts(batch, "order_id"), Texts(batch, "query"), Texts(batch, "device"), Texts(batch, "region"));
        (_channel, _detail, _seenAs) = (Texts(batch, "channel"), Texts(batch, "detail"), Texts(batch, "seen_as"));
        _time.Open(batch.Column("time", StringComparer.Ordinal));
        _received.Open(batch.Column("received_at", StringComparer.Ordinal));
        _seq.Open(batch.Column("seq", StringComparer.Ordinal));
        _price.Open(batch.Column("price", StringComparer.Ordinal));
        _quantity.Open(batch.Column("quantity", StringComparer.Ordinal));
        _consent.Open(batch.Column("consent", StringComparer.Ordinal));
        _ids = (StringArray)batch.Column("event_id", StringComparer.Ordinal);
        _nameless = _ids.NullCount == _ids.Length;
        _behaviors = [.. _behavior.Words.Select(w => w is not null && Behaviors.TryParse(w, out var b) ? b : default)];
    }

    /// <summary>The event of a row.</summary>
    public ShopEvent Event(int row) => new()
    {
        EventId = _nameless || _ids.IsNull(row) ? DatasetFolder.MadeEventId(sourceHash, _seq.Known(row)) : _ids.GetString(row),
        UserId = _user[row]!,
        Behavior = _behaviors[_behavior.WordOf(row)],
        Time = s_epoch.AddTicks(_time.Known(row) * TimeSpan.TicksPerMillisecond),
        ReceivedAt = _received[row] is { } received ? s_epoch.AddTicks(received * TimeSpan.TicksPerMillisecond) : null,
        Sequence = _seq.Known(row),
        AnonymousId = _anonymous[row],
        SeenAs = _seenAs[row],
        SessionId = _session[row],
        ItemId = _item[row],
        Category = _category[row],
        Brand = _brand[row],
        Price = Amount(_price[row]),
        Currency = _currency[row],
        Quantity = Amount(_quantity[row]),
        OrderId = _order[row],
        Query = _query[row],
        Device = _device[row],
        Region = _region[row],
        Channel = _channel[row],
        Detail = _detail[row],
        Consent = _consent[row] is { } consent ? consent != 0 : null,
    };

    // As value / 10,000 gives it, without decimal division: no zero stands at the end.
    private static decimal? Amount(long? scaled)
    {
        if (scaled is not { } value)
        {
            return null;
        }

        byte scale = 4;
        while (scale > 0 && value % 10 == 0)
        {
            value /= 10;
            scale--;
        }

        var size = (ulong)Math.Abs(value);
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), 0, value < 0, scale);
    }

    private TextWords Texts(RecordBatch batch, string name)
    {
        ref var words = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, name, out _);
        words ??= new TextWords(System.Array.IndexOf(pooled, name) >= 0 ? pool : null);

        // A dataset of an earlier version lacks the fields that came after it.
        words.Open(batch.Schema.GetFieldIndex(name, StringComparer.Ordinal) < 0 ? null : batch.Column(name, StringComparer.Ordinal), batch.Length);
        return words;
    }
}
