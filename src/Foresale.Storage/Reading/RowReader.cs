using Apache.Arrow;
using Foresale.Cleaning;

namespace Foresale.Storage.Reading;

/// <summary>Reads the rows of Arrow batches into <see cref="EventRow"/>s over memory of its own.</summary>
internal sealed class RowReader
{
    private static readonly string[] s_names =
    [
        "event_id", "user_id", "anonymous_id", "session_id", "item_id", "category", "brand", "currency", "order_id", "query", "device", "region", "channel", "detail",
    ];

    private readonly TextRange[] _ranges = new TextRange[EventRow.TextCount];
    private readonly List<(EventText Field, StringArray Array)> _texts = [];
    private byte[] _memory = new byte[1 << 12];
    private RecordBatch _batch = null!;
    private StringArray _fault = null!;
    private Int64Array _seq = null!;
    private Int64Array _record = null!;
    private Int32Array _file = null!;
    private Int32Array _day = null!;
    private Int64Array _time = null!;
    private Int64Array _received = null!;
    private Int8Array _behavior = null!;
    private Int64Array? _price;
    private Int64Array? _quantity;
    private BooleanArray? _consent;
    private BooleanArray? _merged;

    /// <summary>The Parquet column of a text field.</summary>
    public static string NameOf(EventText field) => s_names[(int)field];

    /// <summary>Turns to a batch.</summary>
    public void Open(RecordBatch batch)
    {
        _batch = batch;
        _seq = Column<Int64Array>("seq")!;
        _record = Column<Int64Array>("record")!;
        _file = Column<Int32Array>("file")!;
        _day = Column<Int32Array>("day")!;
        _time = Column<Int64Array>("time_ms")!;
        _received = Column<Int64Array>("received_ms")!;
        _behavior = Column<Int8Array>("behavior")!;
        _fault = Column<StringArray>("fault")!;
        _price = Column<Int64Array>("price");
        _quantity = Column<Int64Array>("quantity");
        _consent = Column<BooleanArray>("consent");
        _merged = Column<BooleanArray>("merged");
        _texts.Clear();
        for (var field = EventText.EventId; field <= EventText.Detail; field++)
        {
            if (Column<StringArray>(NameOf(field)) is { } array)
            {
                _texts.Add((field, array));
            }
        }
    }

    /// <summary>File and record of a row, for its place.</summary>
    public (int File, long Record) PlaceOf(int index) => (_file.Values[index], _record.Values[index]);

    /// <summary>A row of the batch; valid until the next call.</summary>
    public EventRow Read(int index)
    {
        var used = 0;
        foreach (var (field, array) in _texts)
        {
            var text = array.GetBytes(index);
            if (used + text.Length > _memory.Length)
            {
                System.Array.Resize(ref _memory, Math.Max(_memory.Length * 2, used + text.Length));
            }

            text.CopyTo(_memory.AsSpan(used));
            _ranges[(int)field] = new TextRange(used, text.Length);
            used += text.Length;
        }

        return new EventRow
        {
            Sequence = _seq.Values[index],
            Day = _day.GetValue(index) ?? int.MinValue,
            TimeMs = _time.GetValue(index),
            ReceivedMs = _received.GetValue(index),
            Behavior = _behavior.Values[index],
            Price = _price?.GetValue(index),
            Quantity = _quantity?.GetValue(index),
            Consent = _consent?.GetValue(index),
            Merged = _merged?.GetValue(index) is true,
            Fault = _fault.IsNull(index) ? default : _fault.GetBytes(index),
            Texts = new EventTexts(_memory, _ranges),
        };
    }

    private T? Column<T>(string name)
        where T : class => _batch.Schema.GetFieldIndex(name) is >= 0 and var index ? (T)_batch.Column(index) : null;
}
