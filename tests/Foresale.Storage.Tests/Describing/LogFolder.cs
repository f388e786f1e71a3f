using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Foresale.Events;

namespace Foresale.Storage.Tests.Describing;

/// <summary>A dataset folder with hand-written events, as import lays it out; gone at the end of a test.</summary>
internal sealed class LogFolder : IDisposable
{
    private const string Schema =
        "event_id VARCHAR, time TIMESTAMPTZ, received_at TIMESTAMPTZ, seq BIGINT, user_id VARCHAR, anonymous_id VARCHAR, session_id VARCHAR, behavior VARCHAR, "
        + "item_id VARCHAR, category VARCHAR, brand VARCHAR, price DECIMAL(18,4), currency VARCHAR, quantity DECIMAL(18,4), order_id VARCHAR, query VARCHAR, "
        + "device VARCHAR, region VARCHAR, channel VARCHAR, consent BOOLEAN, day VARCHAR";

    private readonly List<ShopEvent> _events = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("foresale-describe-").FullName;

    public DatasetInfo Info { get; private set; } = new MemoryDataset([]).Info;

    /// <summary>Adds an event; its session is the shopper's day.</summary>
    public LogFolder Add(string user, string time, Behavior behavior, string? item = "i1", Func<ShopEvent, ShopEvent>? with = null)
    {
        var instant = DateTimeOffset.Parse(time + "Z", CultureInfo.InvariantCulture);
        var plain = new ShopEvent
        {
            EventId = $"e{_events.Count}",
            UserId = user,
            Behavior = behavior,
            Time = instant,
            ItemId = item,
            Sequence = _events.Count,
            SessionId = $"{user}/{instant:yyyy-MM-dd}",
        };
        _events.Add(with is null ? plain : with(plain));
        return this;
    }

    /// <summary>Writes the Parquet files.</summary>
    public LogFolder Write()
    {
        Info = new MemoryDataset(_events).Info;
        var insert = new StringBuilder("INSERT INTO log VALUES ");
        insert.AppendJoin(", ", _events.Select(e => $"({string.Join(", ", Values(e))})"));
        Run(
            "SET TimeZone = 'UTC'", $"CREATE TABLE log ({Schema})", insert.ToString(),
            $"COPY (SELECT * FROM log ORDER BY day, user_id, time, seq) TO '{Path}/events' (FORMAT parquet, PARTITION_BY (day), FILENAME_PATTERN 'shard=0{{i}}')");
        return this;
    }

    /// <summary>Writes a side file from a query.</summary>
    public LogFolder Side(string file, string query)
    {
        Run($"COPY ({query}) TO '{Path}/{file}' (FORMAT parquet)");
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static IEnumerable<string> Values(ShopEvent e)
    {
        static string Text(string? value) => value is null ? "NULL" : $"'{value}'";
        static string Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
        static string Instant(DateTimeOffset? value) => value is { } v ? $"'{v.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}+00'" : "NULL";
        return
        [
            Text(e.EventId), Instant(e.Time), Instant(e.ReceivedAt), Number(e.Sequence), Text(e.UserId), Text(e.AnonymousId), Text(e.SessionId), Text(e.Behavior.Word()),
            Text(e.ItemId), Text(e.Category), Text(e.Brand), Number(e.Price), Text(e.Currency), Number(e.Quantity), Text(e.OrderId), Text(e.Query),
            Text(e.Device), Text(e.Region), Text(e.Channel), e.Consent is { } consent ? (consent ? "true" : "false") : "NULL", Text(e.Arrival.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ];
    }

    private static void Run(params string[] statements)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
