using System.Text.Json;
using System.Text.RegularExpressions;
using Foresale.Events;
using Foresale.Storage;

namespace Foresale.Cli.Tests.Tables;

/// <summary>The queries of docs/sql.md, word for word, on tables of nopCommerce and Smartstore in a real PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class ShopQueryTests(PostgresServer server) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-shops-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // By hand from ShopTables.sql: 3 items in 2 orders that were not deleted; views of what still exists (nopCommerce keeps the lamp's number too), a cart, a wish.
    [Theory]
    [InlineData("nopcommerce", "USD", 4)]
    [InlineData("smartstore", "EUR", 3)]
    public async Task The_documented_queries_give_the_shop_s_day(string shop, string currency, int views)
    {
        await ImportAsync(shop, "events");

        var counts = Json("behaviors");
        Assert.Equal((views, 1, 1, 3), (Count(counts, "view"), Count(counts, "cart"), Count(counts, "favorite"), Count(counts, "purchase")));
        Assert.Equal((3, 0), (Json("users").GetInt32(), Json("quarantined").GetInt32()));
        Assert.Equal(
            ["activity-1 08:50 view 10   ", "activity-2 08:51 cart 10   ", $"order-item-1000 09:00 purchase 10 7.5 2 100{currency}", $"order-item-1001 09:00 purchase 11 50 1 100{currency}"],
            Events().Where(e => e.UserId is "1").OrderBy(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal).Select(e => FormattableString.Invariant($"{e.EventId} {e.Time:HH:mm} {e.Behavior.Word()} {e.ItemId} {e.Price:0.##} {e.Quantity:0} {e.OrderId}{e.Currency}")));
        Assert.Equal("11", Assert.Single(Events(), e => e.EventId is "activity-3").ItemId); // a name with quotes in it
    }

    [Theory]
    [InlineData("nopcommerce")]
    [InlineData("smartstore")]
    public async Task The_documented_items_have_category_brand_margin_stock_and_rating(string shop)
    {
        await ImportAsync(shop, "events", "items");

        var items = DatasetFolder.Open(At("data")).ReadItems();
        Assert.Equal(["10", "11"], items.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ("Gifts", "Nordvik", 8.0, 40.0, .25, 4.5, 2.0),
            (items["10"][0].Values["category"], items["10"][0].Values["brand"], Number("price"), Number("stock"), Number("margin"), Number("rating"), Number("review_count")));
        Assert.Equal(["price", "review_count", "stock"], items["11"][0].Values.Keys.Order(StringComparer.Ordinal)); // costs unknown, no review, no brand
        double Number(string column) => double.Parse(items["10"][0].Values[column], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("nopcommerce")]
    [InlineData("smartstore")]
    public async Task The_documented_users_are_the_customers(string shop)
    {
        await ImportAsync(shop, "events", "users");

        var users = DatasetFolder.Open(At("data")).ReadUsers();
        Assert.Equal(["1", "2", "3"], users.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("F", "1980", "M"), (users["1"]["gender"], users["1"]["birth_year"], users["3"]["gender"]));
    }

    [Theory]
    [InlineData("nopcommerce")]
    [InlineData("smartstore")]
    public async Task The_documented_carts_are_what_lies_there_now(string shop)
    {
        await ImportAsync(shop, "carts");

        Assert.Equal(["cart-item-500 cart 11 1", "cart-item-501 favorite 10 3"], Events().OrderBy(e => e.Time).Select(e => FormattableString.Invariant($"{e.EventId} {e.Behavior.Word()} {e.ItemId} {e.Quantity:0}")));
    }

    [GeneratedRegex("```sql (?<shop>\\w+) (?<what>\\w+)\\n(?<sql>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Query();

    private async Task ImportAsync(string shop, string rows, string? side = null)
    {
        var queries = Query().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "sql.md")))
            .ToDictionary(m => $"{m.Groups["shop"].Value} {m.Groups["what"].Value}", m => m.Groups["sql"].Value, StringComparer.Ordinal);
        Assert.Equal(8, queries.Count);
        var connection = await server.DatabaseAsync(Tables(shop));
        File.WriteAllText(At("rows.sql"), queries[$"{shop} {rows}"]);
        await Cli.RunAsync([
            "import", "--sql", $"@{At("rows.sql")}", .. side is null ? (string[])[] : [$"--sql-{side}", queries[$"{shop} {side}"]],
            "--provider", "postgres", "--connection", connection, "--map", "foresale", "--max-rejected", "0", "--out", At("data")]);
    }

    private static string Tables(string shop)
    {
        var (ours, other) = shop is "nopcommerce" ? ("{nop}", "{smart}") : ("{smart}", "{nop}");
        var lines = File.ReadLines(Path.Combine(Repository.Root, "tests/Foresale.Cli.Tests/Tables/ShopTables.sql")).Where(l => !l.StartsWith(other, StringComparison.Ordinal));
        return string.Join('\n', lines.Select(l => l.StartsWith(ours, StringComparison.Ordinal) ? l[ours.Length..] : l));
    }

    private static int Count(JsonElement counts, string behavior) => counts.GetProperty(behavior).GetInt32();

    private JsonElement Json(string property) => JsonDocument.Parse(File.ReadAllText(At("data/dataset.json"))).RootElement.GetProperty(property);

    private List<ShopEvent> Events()
    {
        var dataset = DatasetFolder.Open(At("data"));
        return [.. dataset.Days.SelectMany(dataset.ReadDay)];
    }

    private string At(string name) => Path.Combine(_root, name);
}
