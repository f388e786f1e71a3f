using Apache.Arrow;
using Foresale.Cleaning;

namespace Foresale.Storage.Reading;

/// <summary>Reads the rows of Arrow batches into <see cref="EventRow"/>s over memory of its own: a batch is copied column by column, a row is only looked at.</summary>
internal sealed class RowReader
{
    private static readonly string[] s_names =
    [
        "event_id", "user_id", "anonymous_id", "session_id", "item_id", "category", "brand", "currency", "order_id", "query", "device", "region", "channel", "detail", "seen_as",
    ];

    private readonly NumberColumn _seq = new();
    private readonly NumberColumn _record = new();
    private readonly NumberColumn _file = new();
    private readonly NumberColumn _day = new();
    private readonly NumberColumn _time = new();
    private readonly NumberColumn _received = new();
    private readonly NumberColumn _behavior = new();
    private readonly NumberColumn _price = new();
    private readonly NumberColumn _quantity = new();
    private readonly NumberColumn _consent = new();
    private readonly NumberColumn _merged = new();
    private StringArray? _fault;

    /// <summary>The text of the batch at hand; the same object for every batch.</summary>
    public EventTexts Texts { get; } = new();

    /// <summary>The Parquet column of a text field.</summary>
    public static string NameOf(EventText field) => s_names[(int)field];

    /// <summary>Turns to a batch, which must live as long as its rows are read.</summary>
    public void Open(RecordBatch batch)
    {
        IArrowArray? Column(string name) => batch.Schema.GetFieldIndex(name) is >= 0 and var index ? batch.Column(index) : null;

        _seq.Open(Column("seq"));
        _record.Open(Column("record"));
        _file.Open(Column("file"));
        _day.Open(Column("day"));
        _time.Open(Column("time_ms"));
        _received.Open(Column("received_ms"));
        _behavior.Open(Column("behavior"));
        _price.Open(Column("price"));
        _quantity.Open(Column("quantity"));
        _consent.Open(Column("consent"));
        _merged.Open(Column("merged"));
        var fault = (StringArray)Column("fault")!;
        _fault = fault.NullCount == fault.Length ? null : fault;
        Texts.Clear();
        for (var field = EventText.EventId; field <= EventText.SeenAs; field++)
        {
            if (Column(NameOf(field)) is StringArray array && array.NullCount < array.Length)
            {
                Texts.Set(field, array.Values, array.ValueOffsets);
            }
        }
    }

    /// <summary>File and record of a row, for its place.</summary>
    public (int File, long Record) PlaceOf(int index) => ((int)_file.Known(index), _record.Known(index));

    /// <summary>A row of the batch; valid until the next batch.</summary>
    public EventRow Read(int index) => new()
    {
        Sequence = _seq.Known(index),
        Day = (int)(_day[index] ?? int.MinValue),
        TimeMs = _time[index],
        ReceivedMs = _received[index],
        Behavior = (sbyte)_behavior.Known(index),
        Price = _price[index],
        Quantity = _quantity[index],
        Consent = _consent[index] is { } consent ? consent != 0 : null,
        Merged = _merged[index] is 1,
        Fault = _fault is null || _fault.IsNull(index) ? default : _fault.GetBytes(index),
        Texts = Texts,
        Index = index,
    };
}
