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
    private static readonly string[] s_pooled = ["user_id", "anonymous_id", "behavior", "item_id", "category", "brand", "currency", "device", "region", "channel", "detail", "seen_as"];
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
        var events = new EventBatch(info.SourceHash, s_pooled, Pooled);
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                events.Open(batch);
                for (var row = 0; row < batch.Length; row++)
                {
                    yield return events.Event(row);
                }
            }
        }
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
}
