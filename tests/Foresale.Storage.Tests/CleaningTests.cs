using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Storage.Tests;

public sealed class CleaningTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Thirty_minutes_without_an_event_end_a_session_and_midnight_does_not()
    {
        var info = _temp.ImportRows(
            "1,2024-05-01T23:00:00Z,u,view,x,,,",
            "2,2024-05-01T23:30:00Z,u,view,x,,,", // 30:00 after: the same
            "3,2024-05-01T23:50:00Z,u,view,x,,,",
            "4,2024-05-02T00:10:00Z,u,view,x,,,", // over midnight: the same
            "5,2024-05-02T00:40:01Z,u,view,x,,,", // 30:01 after: another
            "6,2024-05-02T00:41:00Z,v,view,x,,,").Info;

        Assert.Equal(["u:1", "u:1", "u:1", "u:1", "u:2", "v:1"], _temp.Events().Select(e => e.SessionId));
        Assert.Equal((3, false), (info.Sessions, info.SourceSessions));
    }

    [Fact]
    public void A_day_is_the_shops_even_when_the_clock_changes()
    {
        // Paris leaps from 02:00 to 03:00 on 31 March 2024 and falls back on 27 October: local days of 23 and 25 hours.
        var path = _temp.File("shop.csv", "time,user_id,behavior\n2024-03-30T22:59:59Z,a,view\n2024-03-30T23:00:00Z,b,view\n2024-03-31T21:59:59Z,c,view\n2024-03-31T22:00:00Z,d,view\n2024-10-26T22:00:00Z,e,view\n2024-10-27T22:59:59Z,f,view\n2024-10-27T23:00:00Z,g,view\n");

        _temp.Import(path, with: o => o with { Zone = "Europe/Paris" });

        var dataset = DatasetFolder.Open(_temp.Out);
        string Users(int month, int day) => string.Concat(dataset.ReadDay(new DateOnly(2024, month, day)).Select(e => e.UserId));
        Assert.Equal(("a", "bc", "d", "ef", "g"), (Users(3, 30), Users(3, 31), Users(4, 1), Users(10, 27), Users(10, 28)));
    }

    [Theory]
    [InlineData("2024-01-15 10:00:00", "2024-01-15T09:00:00Z")]
    [InlineData("2024-07-15 10:00:00", "2024-07-15T08:00:00Z")]
    [InlineData("2024-03-31 01:59:59", "2024-03-31T00:59:59Z")]
    [InlineData("2024-03-31 03:00:00", "2024-03-31T01:00:00Z")]
    [InlineData("2024-03-31 02:30:00", "2024-03-31T01:30:00Z")] // leapt over: as if not yet leapt
    [InlineData("2024-10-27 02:30:00", "2024-10-27T00:30:00Z")] // twice: the first
    [InlineData("2024-10-27 03:00:00", "2024-10-27T02:00:00Z")]
    [InlineData("2024-07-15 10:00:00+05:30", "2024-07-15T04:30:00Z")]
    [InlineData("2024-07-15T10:00:00Z", "2024-07-15T10:00:00Z")]
    [InlineData("2024-07-15 10:00:00 UTC", "2024-07-15T10:00:00Z")]
    public void A_local_time_is_read_in_the_shops_zone_and_an_offset_wins(string text, string utc)
    {
        var path = _temp.File("shop.csv", $"time,user_id,behavior\n{text},a,view\n");

        _temp.Import(path, with: o => o with { Zone = "Europe/Paris" });

        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(_temp.Events()).Time);
    }

    [Theory]
    [InlineData("unix_s", "1714557600")]
    [InlineData("unix_ms", "1714557600000")]
    [InlineData("unix_us", "1714557600000000")]
    [InlineData("dd.MM.yyyy HH:mm", "01.05.2024 10:00")]
    [InlineData("yyyy-MM-dd'T'HH:mm:sszzz", "2024-05-01T12:00:00+02:00")]
    public void Each_format_reads_the_same_instant(string format, string text)
    {
        var path = _temp.File("shop.csv", $"ts,uid,what\n{text},a,pv\n");

        _temp.Import(path, $$"""{"columns":{"ts":"time","uid":"user_id","what":"behavior"},"behaviors":{"pv":"view"},"time":{"format":"{{format}}","zone":"UTC" } }""");

        Assert.Equal(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero), Assert.Single(_temp.Events()).Time);
    }

    [Fact]
    public void An_event_id_counts_once_however_late_its_repeat_arrives()
    {
        var report = _temp.ImportRows("1,2024-05-01T10:00:00Z,u,view,first,,,", "1,2024-05-03T10:00:00Z,u,view,repeat,,,", "2,2024-05-01T10:00:00Z,u,view,x,,,");

        Assert.Equal(1, Rows(report, "duplicate_event_id"));
        Assert.Equal(["first", "x"], _temp.Events().Select(e => e.ItemId));
    }

    [Fact]
    public void A_reloaded_thank_you_page_is_one_order()
    {
        var report = _temp.ImportRows("1,2024-05-01T10:00:00Z,u,purchase,i,5,EUR,o1", "2,2024-05-01T10:05:00Z,u,purchase,i,5,EUR,o1", "3,2024-05-01T10:05:00Z,u,purchase,j,5,EUR,o1", "4,2024-05-01T10:06:00Z,u,purchase,i,5,EUR,o2");

        Assert.Equal(1, Rows(report, "duplicate_order"));
        Assert.Equal(["1", "3", "4"], _temp.Events().Select(e => e.EventId));
    }

    [Theory]
    [InlineData(false, "1,3")] // anna's rows of a day stand before the cookie's
    [InlineData(true, "1,2")]
    public void The_line_of_an_order_is_one_under_a_shopper_s_names_and_another_under_a_stranger_s(bool knowsLogins, string kept)
    {
        var identities = _temp.File("identities.csv", "anonymous_id,user_id,time\ncookie,anna,2024-05-01T10:01:30Z\n");
        var path = _temp.File("shop.csv", "event_id,time,user_id,anonymous_id,behavior,item_id,order_id\n1,2024-05-01T10:00:00Z,,stranger,purchase,i,o1\n2,2024-05-01T10:01:00Z,,cookie,purchase,i,o1\n3,2024-05-01T10:02:00Z,anna,cookie,purchase,i,o1\n4,2024-05-01T10:03:00Z,anna,,purchase,i,o1\n");

        var report = _temp.Import(
            path,
            """{"columns":{"event_id":"event_id","time":"time","user_id":"user_id","anonymous_id":"anonymous_id","behavior":"behavior","item_id":"item_id","order_id":"order_id"},"time":{"zone":"UTC"}}""",
            o => knowsLogins ? o with { Identities = identities } : o);

        Assert.Equal(kept, string.Join(',', _temp.Events().Select(e => e.EventId).Order(StringComparer.Ordinal)));
        Assert.Equal(2, Rows(report, "duplicate_order"));
    }

    [Theory]
    [InlineData("keep", 3)]
    [InlineData("exact", 2)]
    public void Exact_repeats_stay_unless_the_mapping_says_so(string dedup, int kept)
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior,item_id\n2024-05-01T10:00:00Z,u,view,i\n2024-05-01T10:00:00Z,u,view,i\n2024-05-01T10:00:00Z,u,view,j\n");

        _temp.Import(path, $$"""{"columns":{"time":"time","user_id":"user_id","behavior":"behavior","item_id":"item_id"},"time":{"zone":"UTC"},"dedup":"{{dedup}}"}""");

        Assert.Equal(kept, _temp.Events().Count);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void A_no_is_respected_and_silence_where_it_is_asked_for(bool required, int kept)
    {
        var path = _temp.File("shop.csv", "time,user_id,behavior,consent\n2024-05-01T10:00:00Z,yes,view,true\n2024-05-01T10:00:00Z,no,view,false\n2024-05-01T10:00:00Z,silent,view,\n");

        _temp.Import(path, with: o => o with { RequireConsent = required });

        Assert.Equal(kept, _temp.Events().Count);
        Assert.DoesNotContain(_temp.Events(), e => e.UserId is "no");
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 302)]
    public void A_day_with_300_events_in_a_minute_is_a_programs(bool keep, int kept)
    {
        var rows = Enumerable.Range(0, 301).Select(i => $"{i},2024-05-01T10:00:{i / 6:00}Z,bot,view,x,,,").Append("x,2024-05-01T10:00:00Z,person,view,x,,,");
        var path = _temp.File("shop.csv", TempFolder.Columns + "\n" + string.Join("\n", rows) + "\n");

        var report = _temp.Import(path, with: o => o with { KeepBots = keep });

        Assert.Equal((301, kept), (Rows(report, "bot"), _temp.Events().Count));
        Assert.Equal(kept, report.Info.Events);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",own")]
    public void Shoppers_items_and_sessions_of_a_programs_day_do_not_count(string session)
    {
        var rows = Enumerable.Range(0, 301).Select(i => $"2024-05-01T10:00:{i / 6:00}Z,bot,view,x{i}{session}")
            .Concat(["2024-05-01T10:00:00Z,person,view,y" + session, "2024-05-02T10:00:00Z,person,view,y" + session]);
        var path = _temp.File("shop.csv", $"time,user_id,behavior,item_id{(session.Length > 0 ? ",session_id" : "")}\n{string.Join("\n", rows)}\n");

        var info = _temp.Import(path).Info;

        Assert.Equal((1, 1, session.Length > 0 ? 1 : 2), (info.Users, info.Items, info.Sessions));
    }

    [Fact]
    public void A_dry_run_shows_no_programs_events()
    {
        var rows = Enumerable.Range(0, 301).Select(i => $"{i},2024-05-01T10:00:{i / 6:00}Z,bot,view,x,,,").Append("x,2024-05-02T10:00:00Z,person,view,x,,,");
        var path = _temp.File("shop.csv", TempFolder.Columns + "\n" + string.Join("\n", rows) + "\n");

        Assert.Equal("person", Assert.Single(_temp.Import(path, with: o => o with { Out = null }).Shown).UserId);
    }

    [Fact]
    public void An_anonymous_shopper_takes_the_name_of_the_last_merge_as_live_else_of_the_next()
    {
        var identities = _temp.File("identities.csv", "anonymous_id,user_id,time\na,first,2024-05-01T10:00:00Z\na,second,2024-05-02T10:00:00Z\n");
        var path = _temp.File("shop.csv", "time,anonymous_id,user_id,behavior\n2024-05-01T09:00:00Z,a,,view\n2024-05-01T11:00:00Z,a,,view\n2024-05-03T10:00:00Z,a,,view\n2024-05-03T10:00:00Z,b,,view\n2024-05-03T10:00:00Z,a,own,view\n");

        var report = _temp.Import(path, with: o => o with { Identities = identities });

        Assert.Equal(["first", "first", "b", "own", "second"], _temp.Events().Select(e => e.UserId));
        Assert.Equal(["a", "a", null, null, "a"], _temp.Events().Select(e => e.SeenAs));
        Assert.Equal([("a", "first", -1L), ("a", "second", -1L)], new DatasetFolder(_temp.Out).ReadIdentities().Select(m => (m.AnonymousId, m.UserId, m.Sequence)));
        Assert.Equal(3, Rows(report, "identity_merged"));
    }

    [Fact]
    public void Prices_in_several_currencies_are_converted_at_the_rate_of_their_day()
    {
        var rates = _temp.File("rates.csv", "date,currency,rate\n2024-01-01,EUR,1\n2024-05-01,USD,0.9\n2024-05-02,USD,0.8\n");
        var path = _temp.File("shop.csv", TempFolder.Columns + "\n1,2024-05-01T10:00:00Z,u,view,i,10,USD,\n2,2024-05-02T10:00:00Z,u,view,i,10,USD,\n3,2024-05-03T10:00:00Z,u,view,i,10,USD,\n4,2024-05-03T10:00:01Z,u,view,i,10,EUR,\n");

        var report = _temp.Import(path, with: o => o with { Rates = rates });

        Assert.Equal([(9m, "EUR"), (8m, "EUR"), (8m, "EUR"), (10m, "EUR")], _temp.Events().Select(e => (e.Price!.Value, e.Currency!)));
        Assert.Equal(("EUR", 3), (report.Info.Currency, Rows(report, "currency_converted")));
    }

    [Theory]
    [InlineData(".", "€12.50", 12.5)]
    [InlineData(".", "1,234.50 EUR", 1234.5)]
    [InlineData(",", "12,50 €", 12.5)]
    [InlineData(",", "1.234,50", 1234.5)]
    [InlineData(",", "1 234,50", 1234.5)]
    public void A_price_may_carry_its_currency_and_the_lands_signs(string mark, string text, double price)
    {
        var path = _temp.File("shop.csv", $"time;user_id;behavior;price\n2024-05-01T10:00:00Z;u;view;\"{text}\"\n");

        _temp.Import(path, $$"""{"columns":{"time":"time","user_id":"user_id","behavior":"behavior","price":"price"},"time":{"zone":"UTC"},"decimal":"{{mark}}"}""");

        Assert.Equal((decimal)price, Assert.Single(_temp.Events()).Price);
    }

    [Theory]
    [InlineData(".", "12,50 €")]
    [InlineData(".", "1.234,50 €")]
    [InlineData(".", "12,3456")]
    [InlineData(".", "1,234 567")]
    [InlineData(",", "12.50 €")]
    [InlineData(",", "1,234.50")]
    public void A_price_with_the_other_decimal_mark_is_bad_and_not_a_hundred_times_as_high(string mark, string text)
    {
        var path = _temp.File("shop.csv", $"time;user_id;behavior;price\n2024-05-01T10:00:00Z;u;view;\"{text}\"\n2024-05-01T10:00:00Z;u;view;1\n");

        var report = _temp.Import(path, $$"""{"columns":{"time":"time","user_id":"user_id","behavior":"behavior","price":"price"},"time":{"zone":"UTC"},"decimal":"{{mark}}"}""");

        Assert.Equal(1, Rows(report, "bad_price"));
        Assert.Equal(1m, Assert.Single(_temp.Events()).Price);
    }

    [Fact]
    public void A_quantity_is_read_with_the_mappings_decimal_mark()
    {
        var path = _temp.File("shop.csv", "time;user_id;behavior;quantity\n2024-05-01T10:00:00Z;u;view;1,5\n2024-05-01T10:01:00Z;u;view;2\n2024-05-01T10:02:00Z;u;view;1.5\n");

        var report = _temp.Import(path, """{"columns":{"time":"time","user_id":"user_id","behavior":"behavior","quantity":"quantity"},"time":{"zone":"UTC"},"decimal":","}""");

        Assert.Equal(1, Rows(report, "bad_quantity"));
        Assert.Equal([1.5m, 2m], _temp.Events().Select(e => e.Quantity!.Value));
    }

    private static long Rows(ImportReport report, string rule) => report.Info.Cleaning.Single(c => c.Rule == rule).Rows;
}
