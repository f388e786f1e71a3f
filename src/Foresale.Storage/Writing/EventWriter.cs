using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Apache.Arrow;
using Foresale.Cleaning;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Writing;

/// <summary>
/// Writes cleaned rows, which come by day, into one file a day. Encoding runs on a thread of its own: cleaning one batch and
/// writing the one before share the cores. Three batches' memory goes round between the two.
/// </summary>
internal sealed class EventWriter : IDisposable
{
    private const int BatchRows = 1 << 16;
    private readonly BlockingCollection<(DateOnly Day, EventColumns Columns, RecordBatch Batch)> _queue = [];
    private readonly BlockingCollection<EventColumns> _free = [new EventColumns(), new EventColumns()];
    private readonly string _folder;
    private readonly Thread _thread;
    private EventColumns _columns = new();
    private Exception? _fault;
    private DateOnly _day;

    /// <summary>Starts writing into a dataset folder.</summary>
    public EventWriter(string folder)
    {
        _folder = folder;
        _thread = new Thread(Write) { IsBackground = true, Name = "events writer" };
        _thread.Start();
    }

    /// <summary>Rows in the batch at hand, to come back to by <see cref="Truncate"/>.</summary>
    public int Pending => _columns.Count;

    /// <summary>Null values a field, in rows written so far.</summary>
    public Dictionary<string, long> Nulls { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a row of the day at hand.</summary>
    /// <param name="row">The row.</param>
    /// <param name="session">Its session.</param>
    /// <param name="currency">The money of its price; empty for none.</param>
    public void Add(in EventRow row, ReadOnlySpan<byte> session, ReadOnlySpan<byte> currency) => _columns.Add(row, session, currency);

    /// <summary>The memory of the rows added is about to change.</summary>
    public void EndSource() => _columns.EndRun();

    /// <summary>Takes back the rows of the batch from one on.</summary>
    public void Truncate(int count) => _columns.Truncate(count);

    /// <summary>A shopper's day is over: the batch may go, and must where the day changes.</summary>
    public void EndUserDay(DateOnly day, bool dayEnds)
    {
        _day = day;
        if (_columns.Count > 0 && (dayEnds || _columns.Count >= BatchRows))
        {
            Flush();
        }
    }

    /// <summary>Waits until all is on the disk.</summary>
    public void Finish()
    {
        _queue.CompleteAdding();
        _thread.Join();
        Throw();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_queue.IsAddingCompleted)
        {
            _queue.CompleteAdding();
            while (_queue.TryTake(out _))
            {
                // An import that breaks off writes nothing more.
            }
        }

        _thread.Join();
        _queue.Dispose();
        _free.Dispose();
    }

    private void Throw()
    {
        if (_fault is not null)
        {
            ExceptionDispatchInfo.Throw(_fault);
        }
    }

    private void Flush()
    {
        var batch = _columns.View();
        for (var c = 0; c < batch.ColumnCount; c++)
        {
            var name = batch.Schema.GetFieldByIndex(c).Name;
            Nulls[name] = Nulls.GetValueOrDefault(name) + batch.Column(c).NullCount;
        }

        _queue.Add((_day, _columns, batch));
        EventColumns? free;
        while (!_free.TryTake(out free, 100))
        {
            Throw();
        }

        _columns = free;
    }

    private void Write()
    {
        FileWriter? writer = null;
        var open = default(DateOnly);
        try
        {
            foreach (var (day, columns, batch) in _queue.GetConsumingEnumerable())
            {
                using (batch)
                {
                    if (writer is null || day != open)
                    {
                        writer?.Close();
                        writer?.Dispose();
                        writer = Open(day);
                        open = day;
                    }

                    writer.WriteRecordBatch(batch);
                }

                columns.Truncate(0);
                _free.Add(columns);
            }

            writer?.Close();
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
        finally
        {
            writer?.Dispose();
        }
    }

    private FileWriter Open(DateOnly day)
    {
        var folder = Directory.CreateDirectory(DatasetFiles.Day(_folder, day)).FullName;
        using var properties = new WriterPropertiesBuilder().Compression(Compression.Snappy).DisableDictionary("time").DisableDictionary("seq").DisableDictionary("event_id").Build();
        return new FileWriter(Path.Combine(folder, "shard=00.parquet"), EventColumns.Schema, properties);
    }
}
