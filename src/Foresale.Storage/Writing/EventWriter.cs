using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Writing;

/// <summary>
/// Writes cleaned rows, which come by day, into one file a day. Encoding runs on a thread of its own: cleaning one batch and
/// writing the one before share the two cores.
/// </summary>
internal sealed class EventWriter : IDisposable
{
    private const int BatchRows = 1 << 16;
    private static readonly TimestampType s_instant = new(Apache.Arrow.Types.TimeUnit.Millisecond, "UTC");
    private static readonly Decimal128Type s_amount = new(18, 4);
    private static readonly byte[][] s_words = [.. Behaviors.Words.Select(System.Text.Encoding.UTF8.GetBytes)];
    private static readonly Schema s_schema = MakeSchema();
    private readonly BlockingCollection<(DateOnly Day, RecordBatch Batch)> _queue = new(2);
    private readonly Dictionary<string, TextBuilder> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NumberBuilder> _numbers = new(StringComparer.Ordinal);
    private readonly (EventText Field, TextBuilder Builder)[] _plain;
    private readonly TextBuilder _session;
    private readonly TextBuilder _behavior;
    private readonly NumberBuilder _time;
    private readonly NumberBuilder _received;
    private readonly NumberBuilder _seq;
    private readonly NumberBuilder _price;
    private readonly NumberBuilder _quantity;
    private readonly NumberBuilder _consent;
    private readonly string _folder;
    private readonly Thread _thread;
    private Exception? _fault;
    private DateOnly _day;
    private int _count;

    /// <summary>Starts writing into a dataset folder.</summary>
    public EventWriter(string folder)
    {
        _folder = folder;
        foreach (var field in s_schema.FieldsList)
        {
            if (field.DataType is StringType)
            {
                _texts[field.Name] = new TextBuilder();
            }
            else
            {
                _numbers[field.Name] = new NumberBuilder();
            }
        }

        (_session, _behavior) = (_texts["session_id"], _texts["behavior"]);
        (_time, _received, _seq) = (_numbers["time"], _numbers["received_at"], _numbers["seq"]);
        (_price, _quantity, _consent) = (_numbers["price"], _numbers["quantity"], _numbers["consent"]);
        _plain = [.. Enum.GetValues<EventText>().Where(f => f is not EventText.SessionId).Select(f => (f, _texts[RowReader.NameOf(f)]))];
        _thread = new Thread(Write) { IsBackground = true, Name = "events writer" };
        _thread.Start();
    }

    /// <summary>Rows in the batch at hand, to come back to by <see cref="Truncate"/>.</summary>
    public int Pending => _count;

    /// <summary>Null values a field, in rows written so far.</summary>
    public Dictionary<string, long> Nulls { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a row of the day at hand.</summary>
    /// <param name="row">The row.</param>
    /// <param name="session">Its session.</param>
    /// <param name="currency">The money of its price; empty for none.</param>
    public void Add(in EventRow row, ReadOnlySpan<byte> session, ReadOnlySpan<byte> currency)
    {
        _count++;
        foreach (var (field, builder) in _plain)
        {
            builder.Add(field is EventText.Currency && row.Price is not null ? currency : row.Text(field));
        }

        _session.Add(session);
        _behavior.Add(s_words[row.Behavior]);
        _time.Add(row.TimeMs);
        _received.Add(row.ReceivedMs);
        _seq.Add(row.Sequence);
        _price.Add(row.Price);
        _quantity.Add(row.Quantity);
        _consent.Add(row.Consent is { } consent ? (consent ? 1 : 0) : null);
    }

    /// <summary>Takes back the rows of the batch from one on.</summary>
    public void Truncate(int count)
    {
        _count = count;
        foreach (var builder in _texts.Values)
        {
            builder.Truncate(count);
        }

        foreach (var builder in _numbers.Values)
        {
            builder.Truncate(count);
        }
    }

    /// <summary>A shopper's day is over: the batch may go, and must where the day changes.</summary>
    public void EndUserDay(DateOnly day, bool dayEnds)
    {
        _day = day;
        if (_count > 0 && (dayEnds || _count >= BatchRows))
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
        var arrays = new List<IArrowArray>();
        foreach (var field in s_schema.FieldsList)
        {
            int nulls;
            if (field.DataType is StringType)
            {
                arrays.Add(_texts[field.Name].Take(out nulls));
            }
            else
            {
                arrays.Add(Numbers(field, out nulls));
            }

            Nulls[field.Name] = Nulls.GetValueOrDefault(field.Name) + nulls;
        }

        var batch = new RecordBatch(s_schema, arrays, _count);
        _count = 0;
        while (!_queue.TryAdd((_day, batch), 100))
        {
            Throw();
        }
    }

    private IArrowArray Numbers(Field field, out int nulls)
    {
        var builder = _numbers[field.Name];
        var (valid, values, length, missing) = field.DataType switch
        {
            Decimal128Type => builder.TakeDecimal(),
            BooleanType => builder.TakeBits(),
            _ => builder.Take(),
        };
        nulls = missing;
        return ArrowArrayFactory.BuildArray(new ArrayData(field.DataType, length, missing, 0, [valid, values]));
    }

    private void Write()
    {
        FileWriter? writer = null;
        var open = default(DateOnly);
        try
        {
            foreach (var (day, batch) in _queue.GetConsumingEnumerable())
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
        return new FileWriter(Path.Combine(folder, "shard=00.parquet"), s_schema, properties);
    }

    private static Schema MakeSchema()
    {
        var fields = EventFields.All.Select(name => new Field(
            name,
            name switch
            {
                "time" or "received_at" => s_instant,
                "seq" => Int64Type.Default,
                "price" or "quantity" => s_amount,
                "consent" => BooleanType.Default,
                _ => StringType.Default,
            },
            nullable: true));
        return new Schema([.. fields], null);
    }
}
