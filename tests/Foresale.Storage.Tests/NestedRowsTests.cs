using Foresale.Events;

namespace Foresale.Storage.Tests;

public sealed class NestedRowsTests : IDisposable
{
    private const string Rows = """
        {"event_timestamp":"1714557600000000","event_name":"session_start","user_pseudo_id":"p","event_params":[],"items":[]}
        {"event_timestamp":"1714557601000000","event_name":"view_search_results","user_pseudo_id":"p","event_params":[{"key":"ga_session_id","value":{"int_value":"77"}},{"key":"search_term","value":{"string_value":"red shoes"}}],"items":[],"device":{"category":"mobile"},"geo":{"country":"France"},"traffic_source":{"medium":"cpc"}}
        {"event_timestamp":"1714557602000000","event_name":"add_to_cart","user_id":"u","user_pseudo_id":"p","event_params":[{"key":"ga_session_id","value":{"int_value":"77"}},{"key":"currency","value":{"string_value":"EUR"}}],"items":[{"item_id":"i1","item_brand":"b","item_category":"shoes","price":12.5,"quantity":"2"}]}
        {"event_timestamp":"1714557603000000","event_name":"purchase","user_id":"u","user_pseudo_id":"p","event_params":[{"key":"ga_session_id","value":{"int_value":"77"}},{"key":"currency","value":{"string_value":"EUR"}}],"ecommerce":{"transaction_id":"t1"},"items":[{"item_id":"i1","price":12.5,"quantity":"2"},{"item_id":"i2","price":3,"quantity":"1"}]}

        """;

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_ga4_export_as_json_lines_gives_an_event_an_item()
    {
        var report = _temp.Import(_temp.File("ga4.jsonl", Rows), with: o => o with { Mapping = Presets.Resolve("ga4-bigquery") });

        Expect(report);
    }

    [Fact]
    public void A_ga4_export_as_parquet_gives_the_same()
    {
        var json = _temp.File("ga4.jsonl", Rows);
        var parquet = Path.Combine(_temp.Root, "ga4.parquet");
        using (var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY (SELECT * FROM read_json('{json}')) TO '{parquet}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        Expect(_temp.Import(parquet, with: o => o with { Mapping = Presets.Resolve("ga4-bigquery") }));
    }

    private void Expect(ImportReport report)
    {
        var events = _temp.Events();
        Assert.Equal(["search p", "cart u", "purchase u", "purchase u"], events.OrderBy(e => e.Time).Select(e => $"{e.Behavior.Word()} {e.UserId}"));
        var search = events.Single(e => e.Behavior is Behavior.Search);
        Assert.Equal(("red shoes", "77", "mobile", "France", "cpc"), (search.Query, search.SessionId, search.Device, search.Region, search.Channel));
        var cart = events.Single(e => e.Behavior is Behavior.Cart);
        Assert.Equal(("i1", "b", "shoes", 12.5m, "EUR", 2m), (cart.ItemId, cart.Brand, cart.Category, cart.Price, cart.Currency, cart.Quantity));
        Assert.Equal(new DateTimeOffset(2024, 5, 1, 10, 0, 2, TimeSpan.Zero), cart.Time);
        Assert.Equal([("i1", "t1"), ("i2", "t1")], events.Where(e => e.Behavior is Behavior.Purchase).Select(e => (e.ItemId!, e.OrderId!)));
        Assert.Equal(1, report.Info.Cleaning.Single(c => c.Rule == "ignored_behavior").Rows);
    }
}
