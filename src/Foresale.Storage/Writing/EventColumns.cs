using Apache.Arrow;
using Apache.Arrow.Types;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;

namespace Foresale.Storage.Writing;

/// <summary>
/// A batch of cleaned rows in the making, as columns. Text that cleaning leaves alone is not touched row by row: rows that follow one
/// another in the source's batch are copied column by column, when the run ends.
/// </summary>
internal sealed class EventColumns
{
    private static readonly TimestampType s_instant = new(TimeUnit.Millisecond, "UTC");
    private static readonly Decimal128Type s_amount = new(18, 4);
    private static readonly byte[][] s_words = [.. Behaviors.Words.Select(System.Text.Encoding.UTF8.GetBytes)];
    private readonly Dictionary<string, TextBuilder> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NumberBuilder> _numbers = new(StringComparer.Ordinal);
    private readonly (EventText Field, TextBuilder Builder)[] _plain;
    private readonly TextBuilder _session;
    private readonly TextBuilder _behavior;
    private readonly TextBuilder _currency;
    private readonly NumberBuilder _time;
    private readonly NumberBuilder _received;
    private readonly NumberBuilder _seq;
    private readonly NumberBuilder _price;
    private readonly NumberBuilder _quantity;
    private readonly NumberBuilder _consent;
    private (EventTexts? Source, int From, int To) _run;

    /// <summary>Creates an empty batch.</summary>
    public EventColumns()
    {
        foreach (var field in Schema.FieldsList)
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

        (_session, _behavior, _currency) = (_texts["session_id"], _texts["behavior"], _texts["currency"]);
        (_time, _received, _seq) = (_numbers["time"], _numbers["received_at"], _numbers["seq"]);
        (_price, _quantity, _consent) = (_numbers["price"], _numbers["quantity"], _numbers["consent"]);
        _plain = [.. Enum.GetValues<EventText>().Where(f => f is not (EventText.SessionId or EventText.Currency)).Select(f => (f, _texts[RowReader.NameOf(f)]))];
    }

    /// <summary>Columns of an event file.</summary>
    public static Schema Schema { get; } = MakeSchema();

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="session">Its session.</param>
    /// <param name="currency">The money of its price; empty for none.</param>
    public void Add(in EventRow row, ReadOnlySpan<byte> session, ReadOnlySpan<byte> currency)
    {
        if (row.Index != _run.To || row.Texts != _run.Source)
        {
            EndRun();
            _run = (row.Texts, row.Index, row.Index);
        }

        _run.To++;
        Count++;
        _session.Add(session);
        _currency.Add(row.Price is null ? row.Text(EventText.Currency) : currency);
        _behavior.Add(s_words[row.Behavior]);
        _time.Add(row.TimeMs);
        _received.Add(row.ReceivedMs);
        _seq.Add(row.Sequence);
        _price.Add(row.Price);
        _quantity.Add(row.Quantity);
        _consent.Add(row.Consent is { } consent ? (consent ? 1 : 0) : null);
    }

    /// <summary>Copies the text of rows added so far; to be called before the source's batch gives way to the next.</summary>
    public void EndRun()
    {
        var (source, from, to) = _run;
        if (source is not null && to > from)
        {
            foreach (var (field, builder) in _plain)
            {
                var text = source.Run(field, from, to, out var starts);
                if (starts.IsEmpty)
                {
                    builder.AddNulls(to - from);
                }
                else
                {
                    builder.AddRun(text, starts);
                }
            }
        }

        _run = default;
    }

    /// <summary>Takes back all rows from one on.</summary>
    public void Truncate(int count)
    {
        EndRun();
        Count = count;
        foreach (var builder in _texts.Values)
        {
            builder.Truncate(count);
        }

        foreach (var builder in _numbers.Values)
        {
            builder.Truncate(count);
        }
    }

    /// <summary>The rows as an Arrow batch over this memory: valid until they are taken back.</summary>
    public RecordBatch View()
    {
        EndRun();
        return new RecordBatch(Schema, Schema.FieldsList.Select(f => f.DataType is StringType ? _texts[f.Name].View() : Numbers(f)), Count);
    }

    private IArrowArray Numbers(Field field)
    {
        var builder = _numbers[field.Name];
        var (valid, values, length, nulls) = field.DataType switch
        {
            Decimal128Type => builder.ViewDecimal(),
            BooleanType => builder.ViewBits(),
            _ => builder.View(),
        };
        return ArrowArrayFactory.BuildArray(new ArrayData(field.DataType, length, nulls, 0, [valid, values]));
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
