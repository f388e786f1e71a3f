using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Foresale.Storage.Reading;

/// <summary>
/// A column of a query on its way into Parquet: how a value is read, kept and counted into the hash. Times stay instants or clock times;
/// all else becomes text, as it would stand in a CSV file, so that one path of parsing serves both.
/// </summary>
internal sealed class QueryColumn
{
    /// <summary>Type of a column of text.</summary>
    public const string Words = "VARCHAR";

    /// <summary>Type of a column of numbers, which stand there as text with a point before the decimals.</summary>
    public const string Numbers = "DECIMAL";

    /// <summary>Type of a column of instants.</summary>
    public const string Instants = "TIMESTAMP WITH TIME ZONE";

    /// <summary>Type of a column of clock times without a zone.</summary>
    public const string ClockTimes = "TIMESTAMP";

    private static readonly Type[] s_wholeNumbers = [typeof(byte), typeof(short), typeof(int), typeof(long)];
    private readonly Func<object, string>? _text;
    private readonly StringArray.Builder _texts = new();
    private readonly Int64Array.Builder _times = new();

    private QueryColumn(string name, int ordinal, string type, Func<object, string>? text)
    {
        (Name, Ordinal, Type, _text) = (name, ordinal, type, text);
        Field = new Field(name, text is not null ? StringType.Default : new TimestampType(TimeUnit.Microsecond, type is Instants ? "UTC" : null), nullable: true);
    }

    /// <summary>Its name in the query.</summary>
    public string Name { get; }

    /// <summary>Its place in the query, from 0.</summary>
    public int Ordinal { get; }

    /// <summary>One of the types above.</summary>
    public string Type { get; }

    /// <summary>Its place in the schema.</summary>
    public Field Field { get; }

    /// <summary>The column of a query; null where its type is none that events or tables have, such as bytes or arrays.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ordinal">Its place.</param>
    /// <param name="type">What the driver reads it as.</param>
    /// <param name="databaseType">What the database calls its type.</param>
    public static QueryColumn? Of(string name, int ordinal, Type type, string databaseType)
    {
        static string Number(object value) => ((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture);

        return type switch
        {
            _ when type == typeof(string) => new(name, ordinal, Words, v => (string)v),
            _ when type == typeof(Guid) => new(name, ordinal, Words, v => ((Guid)v).ToString()),
            _ when type == typeof(bool) => new(name, ordinal, Words, v => (bool)v ? "true" : "false"),
            _ when type == typeof(decimal) || type == typeof(float) || type == typeof(double) || s_wholeNumbers.Contains(type) => new(name, ordinal, Numbers, Number),
            _ when type == typeof(DateTimeOffset) => new(name, ordinal, Instants, text: null),
            _ when type == typeof(DateTime) && databaseType.Contains("with time zone", StringComparison.OrdinalIgnoreCase) => new(name, ordinal, Instants, text: null),
            _ when type == typeof(DateTime) || type == typeof(DateOnly) => new(name, ordinal, ClockTimes, text: null),
            _ => null,
        };
    }

    /// <summary>Adds the value of the row at hand.</summary>
    public void Add(DbDataReader reader, XxHash128 hash)
    {
        if (reader.IsDBNull(Ordinal))
        {
            hash.Append([0]);
            AddNull();
        }
        else if (_text is not null)
        {
            // The length goes along: two columns never run into each other.
            var bytes = Encoding.UTF8.GetBytes(_text(reader.GetValue(Ordinal)));
            Append(hash, bytes.Length);
            hash.Append(bytes);
            _texts.Append(bytes.AsSpan());
        }
        else
        {
            var time = Microseconds(reader.GetValue(Ordinal));
            Append(hash, time);
            _times.Append(time);
        }
    }

    /// <summary>The values added since the last call.</summary>
    public IArrowArray Take()
    {
        if (_text is not null)
        {
            var texts = _texts.Build();
            _texts.Clear();
            return texts;
        }

        var times = _times.Build();
        _times.Clear();
        return new TimestampArray(new ArrayData(Field.DataType, times.Length, times.NullCount, 0, times.Data.Buffers));
    }

    private void AddNull()
    {
        if (_text is not null)
        {
            _texts.AppendNull();
        }
        else
        {
            _times.AppendNull();
        }
    }

    private static void Append(XxHash128 hash, long value)
    {
        hash.Append([1]);
        hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));
    }

    private static long Microseconds(object value)
    {
        var ticks = value switch
        {
            DateTimeOffset instant => instant.UtcTicks,
            DateOnly day => day.ToDateTime(TimeOnly.MinValue).Ticks,
            var time => ((DateTime)time).Ticks,
        };
        return (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }
}
