using DuckDB.NET.Data;
using Foresale.Events;

namespace Foresale.Storage.Tests;

public sealed class DatasetFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void An_event_comes_back_with_every_field()
    {
        var path = _temp.File("shop.csv", """"
            event_id,time,received_at,user_id,anonymous_id,session_id,behavior,item_id,category,brand,price,currency,quantity,order_id,query,device,region,channel,consent,detail
            e1,2024-05-01T10:00:00.250Z,2024-05-01T10:00:01Z,u,a,s,purchase,i,"shoes, red",b,12.5,EUR,2,o,"say ""hi""",mobile,FR,mail,true,one click
            """");

        _temp.Import(path);

        var expected = new ShopEvent
        {
            EventId = "e1",
            Time = new DateTimeOffset(2024, 5, 1, 10, 0, 0, 250, TimeSpan.Zero),
            ReceivedAt = new DateTimeOffset(2024, 5, 1, 10, 0, 1, TimeSpan.Zero),
            Sequence = 0,
            UserId = "u",
            AnonymousId = "a",
            SessionId = "s",
            Behavior = Behavior.Purchase,
            ItemId = "i",
            Category = "shoes, red",
            Brand = "b",
            Price = 12.5m,
            Currency = "EUR",
            Quantity = 2,
            OrderId = "o",
            Query = "say \"hi\"",
            Device = "mobile",
            Region = "FR",
            Channel = "mail",
            Consent = true,
            Detail = "one click",
        };
        Assert.Equal(expected, Assert.Single(_temp.Events()));
    }

    [Fact]
    public void A_dataset_of_before_there_were_details_reads_as_one_without()
    {
        _temp.Import(_temp.File("shop.csv", "time,user_id,behavior,device,detail\n2024-05-01T10:00:00Z,u,search,mobile,box\n"));
        var shard = Directory.EnumerateFiles(_temp.Out, "shard=*.parquet", SearchOption.AllDirectories).Single();
        var now = Assert.Single(_temp.Events());

        LeaveOutDetail(shard);

        Assert.Equal("box", now.Detail);
        Assert.Equal(now with { Detail = null }, Assert.Single(_temp.Events()));
    }

    [Fact]
    public void Absent_columns_come_back_as_null_and_an_absent_event_id_names_source_and_place()
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-05-01T10:00:00Z,u,search\n2024-05-01T10:01:00Z,u,view\n");

        var report = _temp.Import(path);

        var events = _temp.Events();
        Assert.Equal(DatasetFolder.MadeEventId(report.Info.SourceHash, 1), events[1].EventId);
        Assert.Equal((null, null, null, null), (events[0].ItemId, events[0].Price, events[0].Consent, events[0].ReceivedAt));
    }

    [Fact]
    public void A_made_event_id_counts_the_readable_rows_so_that_broken_lines_do_not_and_other_faulty_rows_do()
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-05-01T10:00:00Z,a,search\nbroken\n2024-05-01T10:01:00Z,b,dance\n2024-05-01T10:02:00Z,c,search\n");
        _temp.Import(path);

        // As docs/scores.md joins them.
        using var database = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT user_id, row_number() OVER () - 1 AS n FROM read_csv('{path}', all_varchar = true, ignore_errors = true) ORDER BY n";
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows[reader.GetInt64(1).ToString(System.Globalization.CultureInfo.InvariantCulture)] = reader.GetString(0);
        }

        Assert.Equal(["0", "1", "2"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "c"], _temp.Events().Select(e => e.UserId));
        Assert.All(_temp.Events(), e => Assert.Equal(e.UserId, rows[e.EventId.Split(':')[1]]));
    }

    [Fact]
    public void Events_of_a_day_come_by_user_arrival_and_place()
    {
        _temp.ImportRows("3,2024-05-01T12:00:00Z,b,view,x,,,", "1,2024-05-01T11:00:00Z,b,view,x,,,", "2,2024-05-01T11:00:00Z,b,view,y,,,", "4,2024-05-01T13:00:00Z,a,view,x,,,", "0,2024-04-30T13:00:00Z,b,view,x,,,");

        Assert.Equal(["0", "4", "1", "2", "3"], _temp.Events().Select(e => e.EventId));
    }

    [Fact]
    public void Several_files_are_read_in_the_order_of_arguments()
    {
        var first = _temp.File("b.csv", "time,user_id,behavior,item_id\n2024-05-01T10:00:00Z,u,view,first\n");
        var second = _temp.File("a.csv", "time,user_id,behavior,item_id\n2024-05-01T10:00:00Z,u,view,second\n");

        _temp.Import(first, with: o => o with { Paths = [first, second] });

        Assert.Equal(["first", "second"], _temp.Events().Select(e => e.ItemId));
    }

    [Fact]
    public void Side_files_come_back_by_user_and_by_item_with_their_dates()
    {
        var users = _temp.File("users.csv", "user_id,age,gender\nu,33,f\nv,,m\n");
        var items = _temp.File("items.csv", "item_id,price,valid_from\ni,10,2024-01-01T00:00:00Z\ni,8,\n");
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n");

        var info = _temp.Import(path, with: o => o with { Users = users, Items = items }).Info;

        var dataset = DatasetFolder.Open(_temp.Out);
        Assert.Equal([new SideColumn("age", "numeric"), new SideColumn("gender", "categorical")], info.UserColumns);
        Assert.Equal("33", dataset.ReadUsers()["u"]["age"]);
        Assert.False(dataset.ReadUsers()["v"].ContainsKey("age"));
        Assert.Equal([(DateTimeOffset.MinValue, "8"), (new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), "10")], dataset.ReadItems()["i"].Select(r => (r.ValidFrom, r.Values["price"])));
    }

    [Fact]
    public void A_folder_of_another_schema_version_is_refused_with_what_to_do()
    {
        _temp.ImportRows("1,2024-05-01T11:00:00Z,b,view,x,,,");
        var json = Path.Combine(_temp.Out, "dataset.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace("\"schema\": 1", "\"schema\": 7", StringComparison.Ordinal));

        var fault = Assert.Throws<UserFaultException>(() => DatasetFolder.Open(_temp.Out));

        Assert.Equal($"{json}: the dataset has schema version 7, and this build reads version 1. Import the source again.", fault.Message);
    }

    [Fact]
    public void A_folder_without_a_dataset_is_refused_with_what_to_do()
    {
        var fault = Assert.Throws<UserFaultException>(() => DatasetFolder.Open(_temp.Root));

        Assert.Equal($"{_temp.Root}: the folder is no dataset: it has no dataset.json. Write one by `foresale import FILE --map PRESET --out FOLDER`.", fault.Message);
    }

    [Fact]
    public void The_same_source_gives_the_same_bytes()
    {
        string[] rows = ["1,2024-05-01T11:00:00Z,b,view,x,,,", "2,2024-05-01T11:01:00Z,c,cart,x,3,EUR,"];
        _temp.ImportRows(rows);
        var first = File.ReadAllBytes(Path.Combine(_temp.Out, "events", "day=2024-05-01", "shard=00.parquet"));

        _temp.ImportRows(rows);

        Assert.Equal(first, File.ReadAllBytes(Path.Combine(_temp.Out, "events", "day=2024-05-01", "shard=00.parquet")));
    }

    private static void LeaveOutDetail(string shard)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SET TimeZone = 'UTC';
            COPY (
                SELECT * EXCLUDE (detail) REPLACE (CAST(time AS TIMESTAMP_MS) AS time, CAST(received_at AS TIMESTAMP_MS) AS received_at)
                FROM read_parquet('{shard}', hive_partitioning = false)
            ) TO '{shard}.old' (FORMAT parquet)
            """;
        command.ExecuteNonQuery();
        File.Move($"{shard}.old", shard, overwrite: true);
    }
}
