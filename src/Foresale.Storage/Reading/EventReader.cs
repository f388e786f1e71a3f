using System.Runtime.InteropServices;
using Apache.Arrow;
using Foresale.Cleaning;
using Foresale.Events;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Reading;

/// <summary>
/// Reads events of one file. Text columns come as dictionaries, so a shopper, an item or a device is decoded once a file and is one
/// string in memory over all files.
/// </summary>
internal sealed class EventReader(DatasetInfo info)
{
    private static readonly string[] s_pooled = ["user_id", "anonymous_id", "behavior", "item_id", "category", "brand", "currency", "device", "region", "channel", "detail"];
    private static readonly DateTimeOffset s_epoch = DateTimeOffset.UnixEpoch;
    private readonly Dictionary<string, string> _pool = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The events of a file, in its order.</summary>
    public IEnumerable<ShopEvent> Read(string path)
    {
        using var properties = ArrowReaderProperties.GetDefault();
        properties.PreBuffer = false;
        properties.UseThreads = false;
        properties.BatchSize = 1 << 15;
        for (var c = 0; c < EventFields.All.Count; c++)
        {
            if (System.Array.IndexOf(s_pooled, EventFields.All[c]) >= 0)
            {
                properties.SetReadDictionary(c, true);
            }
        }

        using var reader = new FileReader(path, null, properties);
        using var batches = reader.GetRecordBatchReader();
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            ShopEvent[] events;
            using (batch)
            {
                events = Events(batch);
            }

            foreach (var shopEvent in events)
            {
                yield return shopEvent;
            }
        }
    }

    private ShopEvent[] Events(RecordBatch batch)
    {
        var (user, anonymous, session, behavior) = (Texts(batch, "user_id"), Texts(batch, "anonymous_id"), Texts(batch, "session_id"), Texts(batch, "behavior"));
        var (item, category, brand, currency) = (Texts(batch, "item_id"), Texts(batch, "category"), Texts(batch, "brand"), Texts(batch, "currency"));
        var (order, query, device, region, channel) = (Texts(batch, "order_id"), Texts(batch, "query"), Texts(batch, "device"), Texts(batch, "region"), Texts(batch, "channel"));
        var detail = Texts(batch, "detail");
        var ids = (StringArray)batch.Column("event_id", StringComparer.Ordinal);
        var idless = ids.NullCount == ids.Length;
        var times = ((TimestampArray)batch.Column("time", StringComparer.Ordinal)).Values;
        var received = (TimestampArray)batch.Column("received_at", StringComparer.Ordinal);
        var sequences = ((Int64Array)batch.Column("seq", StringComparer.Ordinal)).Values;
        var (price, quantity) = (Amounts(batch, "price"), Amounts(batch, "quantity"));
        var consent = (BooleanArray)batch.Column("consent", StringComparer.Ordinal);
        var behaviors = behavior.Words.Select(w => w is not null && Behaviors.TryParse(w, out var b) ? b : default).ToArray();
        var events = new ShopEvent[batch.Length];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = new ShopEvent
            {
                EventId = idless || ids.IsNull(i) ? DatasetFolder.MadeEventId(info.SourceHash, sequences[i]) : ids.GetString(i),
                UserId = user[i]!,
                Behavior = behaviors[behavior.Indices[i]],
                Time = s_epoch.AddTicks(times[i] * TimeSpan.TicksPerMillisecond),
                ReceivedAt = received.NullCount == received.Length || received.IsNull(i) ? null : s_epoch.AddTicks(received.Values[i] * TimeSpan.TicksPerMillisecond),
                Sequence = sequences[i],
                AnonymousId = anonymous[i],
                SessionId = session[i],
                ItemId = item[i],
                Category = category[i],
                Brand = brand[i],
                Price = price?[i],
                Currency = currency[i],
                Quantity = quantity?[i],
                OrderId = order[i],
                Query = query[i],
                Device = device[i],
                Region = region[i],
                Channel = channel[i],
                Detail = detail[i],
                Consent = consent.NullCount == consent.Length ? null : consent.GetValue(i),
            };
        }

        return events;
    }

    private TextColumn Texts(RecordBatch batch, string name)
    {
        // A dataset of an earlier version lacks the fields that came after it.
        if (batch.Schema.GetFieldIndex(name, StringComparer.Ordinal) < 0)
        {
            return new TextColumn([null], new int[batch.Length]);
        }

        var pooled = System.Array.IndexOf(s_pooled, name) >= 0;
        if (batch.Column(name, StringComparer.Ordinal) is DictionaryArray dictionary)
        {
            if (dictionary.Indices.NullCount == dictionary.Length)
            {
                return new TextColumn([null], new int[dictionary.Length]);
            }

            var words = (StringArray)dictionary.Dictionary;
            var indices = new int[dictionary.Length];
            ((Int32Array)dictionary.Indices).Values.CopyTo(indices);
            var texts = new string?[words.Length + 1];
            for (var w = 0; w < words.Length; w++)
            {
                texts[w] = pooled ? Pooled(words.GetString(w)) : words.GetString(w);
            }

            if (dictionary.Indices.NullCount > 0)
            {
                for (var i = 0; i < indices.Length; i++)
                {
                    indices[i] = dictionary.Indices.IsNull(i) ? words.Length : indices[i];
                }
            }

            return new TextColumn(texts, indices);
        }

        return Plain((StringArray)batch.Column(name, StringComparer.Ordinal));
    }

    // Sessions, orders and queries are many, and repeat in a row where they repeat.
    private static TextColumn Plain(StringArray array)
    {
        var indices = new int[array.Length];
        if (array.NullCount == array.Length)
        {
            return new TextColumn([null], indices);
        }

        var words = new List<string?>();
        var last = default(ReadOnlySpan<byte>);
        for (var i = 0; i < indices.Length; i++)
        {
            var text = array.GetBytes(i);
            if (words.Count == 0 || !text.SequenceEqual(last))
            {
                words.Add(text.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(text));
                last = text;
            }

            indices[i] = words.Count - 1;
        }

        return new TextColumn([.. words], indices);
    }

    private string Pooled(string word)
    {
        lock (_lock)
        {
            if (!_pool.TryGetValue(word, out var one))
            {
                _pool[word] = one = word;
            }

            return one;
        }
    }

    // 16-byte decimals of scale 4; what import writes fits into the low half.
    private static decimal?[]? Amounts(RecordBatch batch, string name)
    {
        var array = (Decimal128Array)batch.Column(name, StringComparer.Ordinal);
        if (array.NullCount == array.Length)
        {
            return null;
        }

        var halves = MemoryMarshal.Cast<byte, long>(array.ValueBuffer.Span);
        var amounts = new decimal?[array.Length];
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = array.IsNull(i) ? null : halves[2 * i] / (decimal)EventRow.PriceScale;
        }

        return amounts;
    }

    private readonly record struct TextColumn(string?[] Words, int[] Indices)
    {
        public string? this[int row] => Words[Indices[row]];
    }
}
