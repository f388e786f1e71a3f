using System.IO.Compression;
using System.Text;
using Foresale.Events;
using Foresale.States;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Tests;

/// <summary>Every fault names its place, what was found and what to do; these pin the words.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Map = """{"columns":{"time":"time","user_id":"user_id","behavior":"behavior"},"time":{"zone":"UTC"}}""";
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void An_empty_file() =>
        Assert.Equal("shop.csv: the file is empty. Give a file with rows.", _temp.Fault(_temp.File("shop.csv", "")).Message);

    [Fact]
    public void A_header_and_no_rows() =>
        Assert.Equal("shop.csv: the file has a header and no rows. Give a file with rows.", _temp.Fault(_temp.File("shop.csv", TempFolder.Columns + "\n")).Message);

    [Fact]
    public void No_such_file() =>
        Assert.Equal("nowhere.csv: there is no such file. Check the path.", _temp.Fault("nowhere.csv").Message);

    [Fact]
    public void A_missing_column() => Assert.Equal(
        "shop.csv(1): the column 'behavior' (behavior) is missing; there are time, user_id, what. Add it, or map another column.",
        _temp.Fault(_temp.File("shop.csv", "time,user_id,what\n1,2,3\n"), Map).Message);

    [Fact]
    public void A_doubled_column() => Assert.Equal(
        "shop.csv(1): the column 'time' stands there 2 times. Give each column its own name.",
        _temp.Fault(_temp.File("shop.csv", "time,user_id,behavior,time\n1,2,3,4\n"), Map).Message);

    [Fact]
    public void Utf16() => Assert.Equal(
        "shop.csv: the file is UTF-16, or not text. Save it as UTF-8, such as by `iconv -f UTF-16 -t UTF-8`.",
        _temp.Fault(_temp.File("shop.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("time,user_id,behavior\n1,2,view\n")]), Map).Message);

    [Theory]
    [InlineData("Zeit;Kunde;Größe\n1;2;3\n")]
    [InlineData("time;user;what\n1;2;Schuh für Anna\n1;2;Größe\n1;2;plain\n1;2;Hüte\n")]
    public void Another_encoding_of_one_byte_a_letter(string text) => Assert.Equal(
        "shop.csv: the file is not UTF-8 (spreadsheets in the west of Europe write Windows-1252). Save it as UTF-8, such as by `iconv -f WINDOWS-1252 -t UTF-8`.",
        _temp.Fault(_temp.File("shop.csv", Encoding.Latin1.GetBytes(text)), Map).Message);

    [Fact]
    public void A_note_to_Excel_before_the_header() => Assert.Equal(
        "shop.csv(1,1): the first line, 'sep=;', is a note to Excel and no header. Take it out, such as by `tail -n +2 shop.csv > clean.csv`.",
        _temp.Fault(_temp.File("shop.csv", "sep=;\ntime;user_id;behavior\n1;2;view\n"), Map).Message);

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name()
    {
        _temp.Import(_temp.File("shop.csv", "\uFEFFtime,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n"), Map);

        Assert.Equal("u", Assert.Single(_temp.Events()).UserId);
    }

    [Fact]
    public void A_gz_that_breaks_off()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new StreamWriter(gzip))
        {
            writer.WriteLine("time,user_id,behavior");
            var random = new Random(1);
            for (var i = 0; i < 60_000; i++)
            {
                writer.WriteLine($"2024-05-01T10:00:00Z,u{random.NextInt64()},view");
            }
        }

        var path = _temp.File("shop.csv.gz", packed.ToArray()[..^(int)(packed.Length / 3)]);

        Assert.Equal("shop.csv.gz: the .gz breaks off or is damaged. Copy it again; `gzip -t` tests it.", _temp.Fault(path, Map).Message);
    }

    [Fact]
    public void A_gz_of_several_members_is_whole()
    {
        static byte[] Pack(string text)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                gzip.Write(Encoding.UTF8.GetBytes(text));
            }

            return packed.ToArray();
        }

        _temp.Import(_temp.File("shop.csv.gz", [.. Pack("time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n"), .. Pack("2024-05-01T10:00:01Z,v,view\n")]), Map);

        Assert.Equal(["u", "v"], _temp.Events().Select(e => e.UserId));
    }

    [Fact]
    public void A_parquet_file_that_breaks_off()
    {
        _temp.ImportRows("1,2024-05-01T10:00:00Z,u,view,x,,,");
        var whole = File.ReadAllBytes(Path.Combine(_temp.Out, "events", "day=2024-05-01", "shard=00.parquet"));
        Directory.Delete(_temp.Out, recursive: true);

        Assert.Equal("shop.parquet: the Parquet file breaks off or is none. Copy or write it again.", _temp.Fault(_temp.File("shop.parquet", whole[..^20])).Message);
    }

    [Fact]
    public void Times_without_a_zone()
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-05-01 10:00:00,u,view\n");

        var fault = _temp.Fault(path, with: o => o with { Zone = null });

        Assert.Equal("shop.csv: the time '2024-05-01 10:00:00' has no time zone, and the mapping names none. Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\" under \"time\", or give --zone.", fault.Message);
    }

    [Fact]
    public void A_format_without_a_zone()
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-05-01 10:00,u,view\n");

        var fault = _temp.Fault(path, """{"columns":{"time":"time","user_id":"user_id","behavior":"behavior"},"time":{"format":"yyyy-MM-dd HH:mm"}}""", o => o with { Zone = null });

        Assert.Equal("map.json $.time.zone: times of the format yyyy-MM-dd HH:mm have no time zone. Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\", or give --zone.", fault.Message);
    }

    [Theory]
    [InlineData("12 €", "¥1200", "EUR", "¥")]
    [InlineData("120 zł", "12 €", "zł", "EUR")]
    [InlineData("$12", "CA$12", "USD", "CA$")]
    [InlineData("12 eur", "12 kr", "EUR", "kr")]
    public void A_currency_sign_without_a_name_is_still_another_currency(string first, string second, string one, string other)
    {
        var path = _temp.File("shop.csv", $"time,user_id,behavior,item_id,price\n2024-05-01T10:00:00Z,u,view,i,{first}\n2024-05-01T10:01:00Z,u,view,i,{second}\n");

        Assert.Equal($"currency: the log has prices in {one} and in {other}. Give --rates FILE with date,currency,rate, or import one currency at a time.", _temp.Fault(path).Message);
    }

    [Fact]
    public void Mixed_currencies_without_rates()
    {
        var path = _temp.File("shop.csv", TempFolder.Columns + "\n1,2024-05-01T10:00:00Z,u,view,i,1,EUR,\n2,2024-05-01T10:01:00Z,u,view,i,1,USD,\n");

        Assert.Equal("currency: the log has prices in EUR and in USD. Give --rates FILE with date,currency,rate, or import one currency at a time.", _temp.Fault(path).Message);
    }

    [Theory]
    [InlineData("1,2024-05-01T10:00:00Z,u,basket,i,1,EUR,", "unknown_behavior", "shop.csv(3,26): 'basket' is no behavior. Use view, search, favorite, cart, purchase, uncart or refund, or map the word under \"behaviors\" in the mapping file.")]
    [InlineData("1,yesterday,u,view,i,1,EUR,", "bad_time", "shop.csv(3,3): 'yesterday' is no time of the format iso. Mend it, or set \"format\" under \"time\" in the mapping file.")]
    [InlineData("1,,u,view,i,1,EUR,", "bad_time", "shop.csv(3,3): the time is missing. Mend it, or set \"format\" under \"time\" in the mapping file.")]
    [InlineData("1,1970-01-01T00:00:00Z,u,view,i,1,EUR,", "time_before_1990", "shop.csv(3,3): 1970-01-01T00:00:00Z lies before 1990. Check the unit (unix_s, unix_ms, unix_us) and the format.")]
    [InlineData("1,2924-05-01T10:00:00Z,u,view,i,1,EUR,", "future_time", "shop.csv(3,3): 2924-05-01T10:00:00Z lies in the future. Check the unit (unix_s, unix_ms, unix_us), the format and the year.")]
    [InlineData("1,2024-05-01T10:00:00Z,,view,i,1,EUR,", "missing_user", "shop.csv(3,24): the user is missing. Give user_id or anonymous_id.")]
    [InlineData("1,2024-05-01T10:00:00Z,u,view,i,-1.5,EUR,", "bad_price", "shop.csv(3,33): the price -1.5 is negative. Give the price paid, or refund as a behavior.")]
    [InlineData("1,2024-05-01T10:00:00Z,u,view,i,2000000000,EUR,", "bad_price", "shop.csv(3,33): the price 2000000000 is absurd. Give the unit price, at most 1,000,000,000.")]
    [InlineData("1,2024-05-01T10:00:00Z,u,view,i,cheap,EUR,", "bad_price", "shop.csv(3,33): 'cheap' is no price. Give a number; \"decimal\": \",\" in the mapping file reads 1.234,50.")]
    [InlineData("1,2024-05-01T10:00:00Z,u,cart,,1,EUR,", "missing_item", "shop.csv(3,31): the item is missing, and the behavior is cart. Give item_id; a purchase or a refund may give order_id instead.")]
    [InlineData("1,2024-05-01T10:00:00Z,u,view", "broken_line", "shop.csv(3,1): the line has too few fields. Mend the line, or check the delimiter and the quotes.")]
    [InlineData("1,2024-05-01T10:00:00Z,u,view,i,1,EUR,o,p", "broken_line", "shop.csv(3,1): the line has too many fields. Mend the line, or check the delimiter and the quotes.")]
    public void A_faulty_row_goes_to_quarantine_with_its_place_and_the_others_stay(string row, string rule, string message)
    {
        var report = _temp.ImportRows("0,2024-05-01T10:00:00Z,u,view,i,1,EUR,", row, "9,2024-05-01T10:00:00Z,u,view,i,1,EUR,");

        Assert.Equal(message, Assert.Single(report.Faults).ToString());
        Assert.Equal(1, report.Info.Cleaning.Single(c => c.Rule == rule).Rows);
        Assert.Equal((3, 1, 2), (report.Info.RowsRead, report.Info.Quarantined, report.Info.Events));
        Assert.Equal(["0", "9"], _temp.Events().Select(e => e.EventId));
    }

    [Fact]
    public void A_line_that_is_not_utf8()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n2024-05-01T10:00:00Z,"), 0xFF, 0xFE, .. Encoding.UTF8.GetBytes(",view\n")];

        var report = _temp.Import(_temp.File("shop.csv", text), Map);

        Assert.Equal("shop.csv(3,1): the line is not UTF-8. Mend the line, or check the delimiter and the quotes.", Assert.Single(report.Faults).ToString());
        Assert.Equal(1, report.Info.Events);
    }

    [Fact]
    public void Quotes_and_newlines_inside_fields_belong_to_the_row_and_lines_are_still_counted_right()
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior,query\n2024-05-01T10:00:00Z,u,search,\"red\nshoes, \"\"new\"\"\"\n2024-05-01T10:01:00Z,u\n2024-05-01T10:01:00Z,u,jump,\n");

        var report = _temp.Import(path);

        Assert.Equal("red\nshoes, \"new\"", Assert.Single(_temp.Events()).Query);
        Assert.Equal(["shop.csv(4,1)", "shop.csv(5,24)"], report.Faults.Select(f => f.Place));
    }

    [Fact]
    public void A_line_that_is_not_json()
    {
        var path = _temp.File("shop.jsonl", """{"time":"2024-05-01T10:00:00Z","user_id":"u","behavior":"view"}""" + "\n{\"time\":\n");

        var report = _temp.Import(path, Map);

        Assert.Equal("shop.jsonl(2,1): '{\"time\":' is not JSON. Mend the line: one JSON object on each.", Assert.Single(report.Faults).ToString());
        Assert.Equal("u", Assert.Single(_temp.Events()).UserId);
    }

    [Fact]
    public void Too_many_faulty_rows_write_the_quarantine_alone()
    {
        var path = _temp.File("shop.csv", TempFolder.Columns + "\n1,2024-05-01T10:00:00Z,u,view,i,,,\n2,2024-05-01T10:00:00Z,u,jump,i,,,\n");

        var fault = _temp.Fault(path, with: o => o with { MaxRejected = .05 });

        Assert.Equal(
            "import: 1 of 2 rows cannot be used, more than --max-rejected 0.05 allows; the first: shop.csv(3,26): 'jump' is no behavior. Use view, search, favorite, cart, purchase, uncart or refund, or map the word under \"behaviors\" in the mapping file. "
            + $"They are in {_temp.Out}.quarantine.parquet; nothing else was written. `foresale describe {_temp.Out}.quarantine.parquet --quarantine` prints them. Mend the source or the mapping, or raise --max-rejected.",
            fault.Message);
        using var reader = new FileReader(_temp.Out + ".quarantine.parquet");
        Assert.Equal(["reason", "found", "remedy", "file", "line", "column", "raw"], reader.Schema.FieldsList.Select(f => f.Name));
        Assert.Equal(1, reader.NumRowGroups);
        Assert.Equal(["out.quarantine.parquet", "shop.csv"], Directory.GetFileSystemEntries(_temp.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_stop_midway_leaves_nothing_behind()
    {
        var path = _temp.File("shop.csv", TempFolder.Columns + "\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},2024-05-01T10:00:00Z,u{i},view,i,,,\n")));
        using var stop = new CancellationTokenSource();
        var options = new ImportOptions { Paths = [path], Mapping = Presets.Resolve("foresale"), Out = _temp.Out, Zone = "UTC", Threads = 1 };

        Assert.ThrowsAny<OperationCanceledException>(() => EventImport.Run(options, new StopAtRows(stop), stop.Token));

        Assert.Equal([path], Directory.GetFileSystemEntries(_temp.Root));
    }

    [Fact]
    public void A_place_that_cannot_be_written_stops_before_anything_is_read()
    {
        var blocker = _temp.File("blocker", "a file where a folder is to be");
        var options = new ImportOptions { Paths = [_temp.File("shop.csv", "time,user_id,behavior\n2024-05-01T10:00:00Z,u,view\n")], Mapping = Presets.Resolve("foresale"), Out = Path.Combine(blocker, "out"), Zone = "UTC" };

        var fault = Assert.Throws<UserFaultException>(() => EventImport.Run(options, null, TestContext.Current.CancellationToken));

        Assert.Equal($"{Path.Combine(blocker, "out")}: {blocker} is a file, and a folder is to be written. Give another --out.", fault.Message);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void A_shopper_with_a_million_events_is_read_and_folded_whole()
    {
        const int Events = 1_000_000;
        var time = new DateTime(2022, 1, 1);
        using (var file = File.CreateText(Path.Combine(_temp.Root, "shop.csv")))
        {
            file.WriteLine("time,user_id,behavior,item_id");
            for (var i = 0; i < Events; i++)
            {
                time = time.AddSeconds(i % 25 == 0 ? 2400 : 5); // sessions of 25 events, apart by 40 minutes
                file.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss}Z,u,{(i % 50 == 7 ? "purchase" : i % 7 == 0 ? "cart" : "view")},i{i % 997}"));
            }
        }

        var report = _temp.Import(Path.Combine(_temp.Root, "shop.csv"), with: o => o with { KeepBots = true, MemoryMegabytes = 256 });
        var states = StateBuilder.Build(DatasetFolder.Open(_temp.Out), new StateRequest(new Target(TargetKind.Session)) { Split = new SplitOptions() }, progress: null, TestContext.Current.CancellationToken);

        Assert.Equal((Events, 1, Events / 25), (report.Info.Events, report.Info.Users, report.Info.Sessions));
        Assert.Equal(Events, states.Nodes.Count);
        Assert.Equal(["u"], states.UserIds);
    }

    private sealed class StopAtRows(CancellationTokenSource stop) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Note is { } note && note.EndsWith("rows", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public void Lines_that_a_quote_without_an_end_takes_in_are_named_and_count_as_rejected()
    {
        // Beyond one buffer of DuckDB's reader, which then tells of no fault at all.
        var rows = Rows(40_000).ToList();
        rows[4] = rows[4].Replace("view", "wink", StringComparison.Ordinal);
        rows[19_998] = rows[19_998].Replace(",item,", ",\"item,", StringComparison.Ordinal);
        var fault = _temp.Fault(_temp.File("shop.csv", Quoted + string.Join('\n', rows) + "\n"), QuotedMap, o => o with { MaxRejected = .05 });
        Assert.StartsWith(
            "import: 20003 of 40000 rows cannot be used, more than --max-rejected 0.05 allows; the first: shop.csv(20000,1): a quote opens on line 20,000 and its field does not end before line 40,001: 20,002 lines were read as one.",
            fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_between_two_lost_quotes_are_counted_and_later_faults_keep_their_line()
    {
        var rows = Rows(100).ToList();
        rows[8] = rows[8].Replace(",item,", ",\"item,", StringComparison.Ordinal);
        rows[28] = rows[28].Replace(",item,", ",\"item,", StringComparison.Ordinal);
        rows[58] = rows[58].Replace("view", "wink", StringComparison.Ordinal);
        var report = _temp.Import(_temp.File("shop.csv", Quoted + string.Join('\n', rows) + "\n"), QuotedMap);
        Assert.Equal((100, 22, 78), (report.Info.RowsRead, report.Info.Quarantined, report.Info.Events));
        Assert.Equal(
            ["shop.csv(10,1): a quote opens on line 10 and its field does not end before line 30: 21 lines were read as one. Mend the line, or check the delimiter and the quotes.", "shop.csv(60,26): 'wink' is no behavior."],
            report.Faults.Select(f => f.ToString()).Select(f => f.Contains("wink", StringComparison.Ordinal) ? f[..(f.IndexOf('.', 10) + 1)] : f));
    }

    [Fact]
    public void Rows_within_a_field_that_ends_as_it_should_are_counted()
    {
        var rows = Rows(100).ToList();
        rows[8] = rows[8].Replace(",item,", ",\"item,", StringComparison.Ordinal);
        rows[28] = rows[28].Replace(",item,", ",item\",", StringComparison.Ordinal);
        var report = _temp.Import(_temp.File("shop.csv", Quoted + string.Join('\n', rows) + "\n"), QuotedMap);
        Assert.Equal(100, report.Info.RowsRead);
        Assert.StartsWith("shop.csv(10,1): a quote opens on line 10 and its field does not end before line 30", Assert.Single(report.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_some_lines_between_quotes_is_no_fault()
    {
        var rows = Rows(100).ToList();
        rows[8] = rows[8].Replace(",item,", ",\"good,\n\"\"very\"\" good,\n\ncheap, light, small, red, mine\n\",", StringComparison.Ordinal);
        rows[9] = rows[9].Replace(",item,", ",15\" screen,", StringComparison.Ordinal);
        rows[58] = rows[58].Replace("view", "wink", StringComparison.Ordinal);
        var report = _temp.Import(_temp.File("shop.csv", Quoted + string.Join('\n', rows) + "\n"), QuotedMap);
        Assert.Equal((100, 1, 99), (report.Info.RowsRead, report.Info.Quarantined, report.Info.Events));
        Assert.StartsWith("shop.csv(64,26): 'wink'", Assert.Single(report.Faults).ToString(), StringComparison.Ordinal);
    }

    private const string Quoted = "time,user_id,behavior,item,device\n";
    private const string QuotedMap = """{"columns":{"time":"time","user_id":"user_id","behavior":"behavior","item":"item_id","device":"device"},"time":{"zone":"UTC"},"dedup":"keep"}""";

    private static IEnumerable<string> Rows(int count) =>
        Enumerable.Range(0, count).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"2024-05-{1 + (i % 28):00}T10:00:00Z,u{i % 1000},view,item,phone of a common make"));
}
