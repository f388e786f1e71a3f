using Foresale.Events;

namespace Foresale.Storage.Tests;

/// <summary>What becomes of faulty rows of side files.</summary>
public sealed class SideFileTests : IDisposable
{
    private const string Events = "time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n2024-05-01T10:00:00Z,v,view\n";
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Broken_lines_and_rows_without_a_key_go_to_quarantine_with_their_places()
    {
        var users = _temp.File("users.csv", "user_id,age\nu,33\nv\n,44\nw,55\n");

        var report = _temp.Import(_temp.File("shop.csv", Events), with: o => o with { Users = users });

        Assert.Equal(
            ["users.csv(3,1): the line has too few fields. Mend the line, or check the delimiter and the quotes.", "users.csv(4,1): the user_id is missing. Give it, or leave the row out."],
            report.Faults.Select(f => f.ToString()));
        Assert.Equal(2, report.Info.Cleaning.Single(c => c.Rule is "side_row").Rows);
        Assert.Equal((2, 0), (report.Info.RowsRead, report.Info.Quarantined));
        Assert.Equal(["u", "w"], DatasetFolder.Open(_temp.Out).ReadUsers().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Too_many_broken_lines_of_a_side_file_are_refused_with_the_first()
    {
        var users = _temp.File("users.csv", "user_id,age\nu,33\n" + string.Concat(Enumerable.Repeat("v\n", 10)));

        var fault = _temp.Fault(_temp.File("shop.csv", Events), with: o => o with { Users = users, MaxRejected = .05 });

        Assert.Equal(
            $"users.csv: 10 of 11 rows cannot be used, more than --max-rejected 0.05 allows; the first: users.csv(3,1): the line has too few fields. Mend the line, or check the delimiter and the quotes. They are in {_temp.Out}.quarantine.parquet; nothing else was written. `foresale describe {_temp.Out}.quarantine.parquet --quarantine` prints them. Mend the source or the mapping, or raise --max-rejected.",
            fault.Message);
    }

    [Fact]
    public void Broken_lines_of_a_side_file_beside_Parquet_events_are_not_lost()
    {
        _temp.Import(_temp.File("shop.csv", Events));
        var events = _temp.File("shop.parquet", File.ReadAllBytes(Path.Combine(_temp.Out, "events", "day=2024-05-01", "shard=00.parquet")));
        Directory.Delete(_temp.Out, recursive: true);
        var items = _temp.File("items.csv", "item_id,price\ni,10\nj\n");

        var report = _temp.Import(events, with: o => o with { Items = items });

        Assert.Equal("items.csv(3,1)", Assert.Single(report.Faults).Place);
    }

    [Fact]
    public void A_valid_from_that_cannot_be_read_is_refused_and_not_taken_for_the_beginning()
    {
        var items = _temp.File("items.csv", "item_id,price,valid_from\ni,10,\ni,8,03/04/2024\n");

        Assert.Equal(
            "items.csv: 1 row has a valid_from that cannot be read, the first '03/04/2024'. Write it as 2024-05-01 or 2024-05-01T10:00:00Z, or leave it empty where the row holds from the beginning.",
            _temp.Fault(_temp.File("shop.csv", Events), with: o => o with { Items = items }).Message);
    }

    [Fact]
    public void Of_rows_with_one_key_the_last_of_the_file_holds_and_the_others_are_counted()
    {
        var users = _temp.File("users.csv", "user_id,age\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"u{i % 50},{i}\n")));
        var items = _temp.File("items.csv", "item_id,price,valid_from\ni,10,2024-01-01\ni,12,\ni,9,2024-01-01T00:00:00Z\n");

        var report = _temp.Import(_temp.File("shop.csv", Events), with: o => o with { Users = users, Items = items, Threads = 2 });

        var dataset = DatasetFolder.Open(_temp.Out);
        Assert.Equal(Enumerable.Range(4950, 50).Select(i => $"{i}"), dataset.ReadUsers().OrderBy(u => int.Parse(u.Key[1..], System.Globalization.CultureInfo.InvariantCulture)).Select(u => u.Value["age"]));
        Assert.Equal(["12", "9"], dataset.ReadItems()["i"].Select(r => r.Values["price"]));
        Assert.Equal(4951, report.Info.Cleaning.Single(c => c.Rule is "doubled_side_row").Rows);
    }
}
