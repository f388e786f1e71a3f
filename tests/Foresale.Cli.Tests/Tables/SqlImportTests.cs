using System.Text.Json;
using Foresale.Events;
using Foresale.Storage;

namespace Foresale.Cli.Tests.Tables;

/// <summary>Queries of a real PostgreSQL go the way of files: the same mapping, cleaning, quarantine and sessions.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SqlImportTests(PostgresServer server) : IDisposable
{
    private const string Shop = """
        CREATE TABLE log (id int, at timestamptz, clock timestamp, uid int, what text, sku text, price numeric(18,4), rating real, cookie uuid, agreed bool, day date, note bytea);
        INSERT INTO log VALUES
          (1, '2024-05-01 10:00:00+02', '2024-05-01 10:00:00', 7, 'view', 'a', 12.5000, 4.5, '00000000-0000-0000-0000-00000000000a', true, '2024-05-01', '\x00'),
          (2, '2024-05-01 10:05:00+02', '2024-05-01 10:05:00', 7, 'buy', 'a', 12.5000, 4.5, '00000000-0000-0000-0000-00000000000a', true, '2024-05-01', NULL),
          (3, '2024-05-01 11:00:00+02', '2024-05-01 11:00:00', 8, 'view', 'b', NULL, NULL, '00000000-0000-0000-0000-00000000000b', false, '2024-05-01', NULL),
          (3, '2024-05-01 11:00:00+02', '2024-05-01 11:00:00', 8, 'view', 'b', NULL, NULL, '00000000-0000-0000-0000-00000000000b', NULL, '2024-05-01', NULL),
          (4, '2024-05-01 12:00:00+02', '2024-05-01 12:00:00', 9, 'dance', 'b', -1, NULL, '00000000-0000-0000-0000-00000000000b', NULL, '2024-05-01', NULL);
        """;

    private const string Map = """{"columns":{"id":"event_id","at":"time","uid":"user_id","what":"behavior","sku":"item_id","price":"price"},"behaviors":{"buy":"purchase"},"decimal":","}""";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-sql-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Rows_of_a_query_become_the_events_that_they_say()
    {
        var connection = await server.DatabaseAsync(Shop);

        await ImportAsync(connection, "SELECT * FROM log ORDER BY id", Map);

        Assert.Equal(
            ["1 2024-05-01T08:00:00Z 7 view a 12.5 7:1", "2 2024-05-01T08:05:00Z 7 purchase a 12.5 7:1", "3 2024-05-01T09:00:00Z 8 view b  8:1"],
            Events().Select(e => FormattableString.Invariant($"{e.EventId} {e.Time:yyyy-MM-ddTHH:mm:ssZ} {e.UserId} {e.Behavior.Word()} {e.ItemId} {e.Price:0.##} {e.SessionId}")));
        var rules = Info().GetProperty("cleaning").EnumerateArray().ToDictionary(r => r.GetProperty("rule").GetString()!, r => r.GetProperty("rows").GetInt64(), StringComparer.Ordinal);
        Assert.Equal((1, 1), (rules["duplicate_event_id"], rules["unknown_behavior"]));
    }

    [Fact]
    public async Task A_row_in_quarantine_names_its_row_its_column_and_what_stood_in_each()
    {
        var connection = await server.DatabaseAsync(Shop);

        await ImportAsync(connection, "SELECT id, at, uid, what, sku FROM log ORDER BY id", Map.Replace(",\"price\":\"price\"", "", StringComparison.Ordinal));

        var row = Assert.Single(QuarantineFile.Read(At("data")));
        Assert.Equal(("unknown_behavior", "rows of --sql", 5, 4), (row.Reason, row.File, row.Line, row.Column));
        Assert.Equal("""{"id":"4","at":"2024-05-01 10:00:00+00","uid":"9","what":"dance","sku":"b"}""", row.Raw);
        Assert.StartsWith("rows of --sql(5,4): ", row.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_times_need_a_zone_and_are_read_in_it()
    {
        var connection = await server.DatabaseAsync(Shop);
        var map = Map.Replace("\"at\":\"time\"", "\"clock\":\"time\"", StringComparison.Ordinal);

        var (code, _, error) = await CallAsync(connection, "SELECT * FROM log ORDER BY id", map);
        await ImportAsync(connection, "SELECT * FROM log ORDER BY id", map, "--zone", "Europe/Paris");

        Assert.Equal((2, "rows of --sql: the time '2024-05-01 10:00:00' has no time zone, and the mapping names none. Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\" under \"time\", or give --zone; a column that holds UTC is said to in the query, by AT TIME ZONE 'UTC'."), (code, error.Trim()));
        Assert.Equal(DateTimeOffset.Parse("2024-05-01T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture), Events()[0].Time);
    }

    [Fact]
    public async Task Users_items_and_guests_come_from_queries_of_the_same_snapshot()
    {
        var connection = await server.DatabaseAsync(Shop);
        var map = """{"columns":{"at":"time","cookie":"anonymous_id","what":"behavior","sku":"item_id","agreed":"consent"},"behaviors":{"buy":"purchase"}}""";
        File.WriteAllText(At("items.sql"), "SELECT DISTINCT sku AS item_id, rating, day AS first_seen\nFROM log WHERE rating IS NOT NULL;\n");

        await ImportAsync(
            connection, "SELECT * FROM log ORDER BY id", map,
            "--sql-users", "SELECT 'anna' AS user_id, true AS loyal", "--sql-items", $"@{At("items.sql")}",
            "--sql-identities", "SELECT cookie AS anonymous_id, 'anna' AS user_id, max(at) AS time FROM log WHERE uid = 7 GROUP BY cookie");

        var dataset = DatasetFolder.Open(At("data"));
        Assert.Equal(["anna", "anna", "00000000-0000-0000-0000-00000000000b"], Events().OrderBy(e => e.Time).Select(e => e.UserId)); // no consent for one of the repeats
        Assert.Equal(("true", "4.5", "2024-05-01 00:00:00"), (dataset.ReadUsers()["anna"]["loyal"], dataset.ReadItems()["a"][0].Values["rating"], dataset.ReadItems()["a"][0].Values["first_seen"]));
    }

    [Fact]
    public async Task A_table_of_things_to_score_comes_from_a_query_too()
    {
        var connection = await server.DatabaseAsync("CREATE TABLE visit AS SELECT n AS id, n * 1.5 AS seconds, n % 5 = 0 AS bought FROM generate_series(1, 50) AS n");

        await ImportAsync(connection, "SELECT * FROM visit ORDER BY id", """{"kind":"table","columns":{"bought":{"role":"label","positive":"true"},"id":"id"}}""");

        Assert.Equal((50, "numeric"), (Info().GetProperty("events").GetInt64(), Info().GetProperty("table_columns")[1].GetProperty("role").GetString()));
    }

    [Fact]
    public async Task The_same_rows_in_the_same_order_have_the_same_hash_and_others_another()
    {
        var connection = await server.DatabaseAsync(Shop);
        async Task<string> HashAsync(string sql)
        {
            await ImportAsync(connection, sql, Map);
            return Info().GetProperty("source_hash").GetString()!;
        }

        var first = await HashAsync("SELECT * FROM log ORDER BY id");

        Assert.Equal(first, await HashAsync("SELECT *, id AS more FROM log ORDER BY 1, 2"));
        Assert.NotEqual(first, await HashAsync("SELECT * FROM log ORDER BY id DESC"));
        Assert.NotEqual(first, await HashAsync("SELECT id, at, uid, what, sku, price + 1 AS price FROM log ORDER BY id"));
    }

    [Fact]
    public async Task Many_rows_come_in_batches_and_none_is_lost()
    {
        var connection = await server.DatabaseAsync("CREATE TABLE many AS SELECT n AS id, timestamptz '2024-05-01 00:00:00Z' + n * interval '1 minute' AS at, n % 100 AS uid, 'view' AS what, NULL::text AS sku, NULL::numeric AS price FROM generate_series(1, 20001) AS n");

        await ImportAsync(connection, "SELECT * FROM many ORDER BY id", Map);

        Assert.Equal(20001, Info().GetProperty("events").GetInt64());
        Assert.Equal(20001, Events().Select(e => e.EventId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["data"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName).Where(n => n is not "map.json"));
    }

    private Task<string> ImportAsync(string connection, string sql, string map, params string[] more) => Cli.RunAsync(Arguments(connection, sql, map, more));

    private Task<(int Code, string Output, string Error)> CallAsync(string connection, string sql, string map, params string[] more) => Cli.CallAsync(Arguments(connection, sql, map, more));

    private string[] Arguments(string connection, string sql, string map, string[] more)
    {
        File.WriteAllText(At("map.json"), map);
        return ["import", "--sql", sql, "--provider", "postgres", "--connection", connection, "--map", At("map.json"), "--max-rejected", "1", "--out", At("data"), .. more];
    }

    private List<ShopEvent> Events()
    {
        var dataset = DatasetFolder.Open(At("data"));
        return [.. dataset.Days.SelectMany(dataset.ReadDay)];
    }

    private JsonElement Info() => JsonDocument.Parse(File.ReadAllText(At("data/dataset.json"))).RootElement;

    private string At(string name) => Path.Combine(_root, name);
}
