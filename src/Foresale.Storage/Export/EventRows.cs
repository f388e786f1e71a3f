using Apache.Arrow;
using Apache.Arrow.Types;
using Foresale.Events;
using Foresale.Storage.Writing;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Export;

/// <summary>Writes events one after the other into a Parquet file of the native columns.</summary>
internal sealed class EventRows : IDisposable
{
    private const int BatchRows = 1 << 16;
    private static readonly Field[] s_mapped = [.. EventColumns.Schema.FieldsList.Where(f => f.Name is not "seq")];
    private readonly Schema _schema;
    private readonly FileWriter _file;
    private readonly List<ShopEvent> _rows = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isDataset">True for a file of a dataset, which has the place in the source; false for one to be imported.</param>
    public EventRows(string path, bool isDataset = false)
    {
        _schema = isDataset ? EventColumns.Schema : new Schema(s_mapped, null);
        _file = new FileWriter(path, _schema);
    }

    /// <summary>Rows so far: the place of the next one.</summary>
    public long Count { get; private set; }

    /// <summary>How the file is read back.</summary>
    public static Mapping Mapping { get; } = new()
    {
        Name = "event-log",
        Columns = s_mapped.ToDictionary(f => f.Name, f => f.Name, StringComparer.Ordinal),
        Optional = [.. s_mapped.Select(f => f.Name)],
    };

    /// <summary>Adds an event.</summary>
    public void Add(ShopEvent shopEvent)
    {
        _rows.Add(shopEvent);
        Count++;
        if (_rows.Count == BatchRows)
        {
            Flush();
        }
    }

    /// <summary>Ends the file.</summary>
    public void Finish()
    {
        Flush();
        _file.Close();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        if (_rows.Count > 0)
        {
            using var batch = new RecordBatch(_schema, _schema.FieldsList.Select(Column), _rows.Count);
            _file.WriteRecordBatch(batch);
            _rows.Clear();
        }
    }

    private IArrowArray Column(Field field) => field.Name switch
    {
        "event_id" => Texts(e => e.EventId),
        "time" => Times(field, e => e.Time),
        "received_at" => Times(field, e => e.ReceivedAt),
        "seq" => Places(),
        "user_id" => Texts(e => e.UserId),
        "anonymous_id" => Texts(e => e.AnonymousId),
        "session_id" => Texts(e => e.SessionId),
        "behavior" => Texts(e => e.Behavior.Word()),
        "item_id" => Texts(e => e.ItemId),
        "category" => Texts(e => e.Category),
        "brand" => Texts(e => e.Brand),
        "price" => Amounts(field, e => e.Price),
        "currency" => Texts(e => e.Currency),
        "quantity" => Amounts(field, e => e.Quantity),
        "order_id" => Texts(e => e.OrderId),
        "query" => Texts(e => e.Query),
        "device" => Texts(e => e.Device),
        "region" => Texts(e => e.Region),
        "channel" => Texts(e => e.Channel),
        "consent" => Flags(e => e.Consent),
        "detail" => Texts(e => e.Detail),
        "seen_as" => Texts(e => e.SeenAs),
        _ => throw new InvalidOperationException($"The field {field.Name} has no column here."),
    };

    private Int64Array Places()
    {
        var builder = new Int64Array.Builder();
        _rows.ForEach(e => builder.Append(e.Sequence));
        return builder.Build();
    }

    private StringArray Texts(Func<ShopEvent, string?> of)
    {
        var builder = new StringArray.Builder();
        _rows.ForEach(e => builder.Append(of(e)));
        return builder.Build();
    }

    private TimestampArray Times(Field field, Func<ShopEvent, DateTimeOffset?> of)
    {
        var builder = new TimestampArray.Builder((TimestampType)field.DataType);
        foreach (var shopEvent in _rows)
        {
            _ = of(shopEvent) is { } time ? builder.Append(DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds())) : builder.AppendNull();
        }

        return builder.Build();
    }

    private Decimal128Array Amounts(Field field, Func<ShopEvent, decimal?> of)
    {
        var builder = new Decimal128Array.Builder((Decimal128Type)field.DataType);
        foreach (var shopEvent in _rows)
        {
            _ = of(shopEvent) is { } amount ? builder.Append(decimal.Round(amount, 4)) : builder.AppendNull();
        }

        return builder.Build();
    }

    private BooleanArray Flags(Func<ShopEvent, bool?> of)
    {
        var builder = new BooleanArray.Builder();
        foreach (var shopEvent in _rows)
        {
            _ = of(shopEvent) is { } flag ? builder.Append(flag) : builder.AppendNull();
        }

        return builder.Build();
    }
}
