using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary>Orders as a shop asks for them.</summary>
public sealed class ReplenishTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-replenish-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Every_item_of_the_file_gets_an_order_and_none_is_below_0()
    {
        var (code, output, error) = await Cli.CallAsync("replenish", await shop.DataAsync(), "--items", await ItemsAsync(), "--lead-time", "2", "--out", At("orders"), "--json");

        Assert.True(code == 0, error);
        var items = JsonDocument.Parse(output).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(File.ReadLines(await ItemsAsync()).Count() - 1, items.Count);
        Assert.All(items, i => Assert.True(i.GetProperty("units").GetInt32() >= 0));
        Assert.Equal(items.Count + 1, File.ReadAllLines(At("orders/orders.csv")).Length);
        Assert.Equal(["orders.csv", "orders.json", "report.html"], Directory.EnumerateFiles(At("orders")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var report = await File.ReadAllTextAsync(At("orders/report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("What to order", report, StringComparison.Ordinal);
        Assert.Contains("<svg", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shop_without_stock_orders_what_sells()
    {
        await File.WriteAllTextAsync(At("items.csv"), await BestSellerAsync() + ",0,20,0.3\n", TestContext.Current.CancellationToken);

        var (code, output, error) = await Cli.CallAsync("replenish", await shop.DataAsync(), "--items", At("items.csv"));

        Assert.True(code == 0, error);
        Assert.Contains("units of 1 of 1 items", output, StringComparison.Ordinal);
        Assert.Contains("items of the log are not in the items file", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i,5,20,0.3", "--lead-time -1", "lead time: -1 is out of range. Give 0 or more whole days.")]
    [InlineData("i,5,20,0.3", "--item nobody", "item 'nobody': the items file has no such item. Give an item_id of the items file, with its stock.")]
    [InlineData("i,-5,20,0.3", "", "stock of item 'i': '-5' is out of range. Give 0 or more whole units.")]
    [InlineData("i,5,-20,0.3", "", "price of item 'i': '-20' is out of range. Give a price above 0.")]
    [InlineData("i,5,20", "", "items.csv(2): there are 3 values under 4 columns. Give every row one value a column.")]
    public async Task What_cannot_be_ordered_is_told(string row, string options, string message)
    {
        await File.WriteAllTextAsync(At("items.csv"), $"item_id,stock,price,margin\n{row}\n", TestContext.Current.CancellationToken);

        var (code, _, error) = await Cli.CallAsync(["replenish", await shop.DataAsync(), "--items", At("items.csv"), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--out", At("orders")]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("orders")));
    }

    [Fact]
    public async Task A_model_of_another_target_is_refused()
    {
        var (code, _, error) = await Cli.CallAsync("replenish", await shop.DataAsync(), "--items", await ItemsAsync(), "--model", await shop.ModelAsync());

        Assert.Equal(2, code);
        Assert.StartsWith("--model: the model answers for target 'session", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intents_of_a_model_join_the_forecast()
    {
        var (document, _) = await WithModelAsync(leadTime: 1);

        var forecast = document.GetProperty("forecasts")[0];
        Assert.True(forecast.GetProperty("weights").TryGetProperty("intent", out var weight));
        Assert.True(weight.GetDouble() >= 0);
        Assert.True(string.CompareOrdinal(forecast.GetProperty("judged_from").GetString(), "2026-02-22") >= 0, forecast.ToString());
        Assert.Equal(JsonValueKind.Null, document.GetProperty("note").ValueKind);
    }

    [Fact]
    public async Task Where_few_days_follow_those_that_the_model_was_trained_on_its_intents_join_no_forecast_and_the_answer_says_so()
    {
        var (document, report) = await WithModelAsync(leadTime: 3);

        Assert.False(document.GetProperty("forecasts")[0].GetProperty("weights").TryGetProperty("intent", out _));
        Assert.StartsWith("The model's intents join no forecast at lead time 3: it was trained on days before 2026-02-21 23:00 UTC", document.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Contains("join no forecast", report, StringComparison.Ordinal);
    }

    // Of the 60 days the last 12 are the model's test: 10 are needed at lead time 1, 16 at lead time 3.
    private async Task<(JsonElement Document, string Report)> WithModelAsync(int leadTime)
    {
        await Cli.RunAsync("train", await shop.DataAsync(), "--target", "user-item", "--horizon", "7d", "--no-networks", "--quick", "--threads", "1", "--out", At("model"));

        var (code, output, error) = await Cli.CallAsync("replenish", await shop.DataAsync(), "--items", await ItemsAsync(), "--model", At("model"), "--lead-time", $"{leadTime}", "--out", At("orders"), "--json");

        Assert.True(code == 0, error);
        return (JsonDocument.Parse(output).RootElement, await File.ReadAllTextAsync(At("orders/report.html"), TestContext.Current.CancellationToken));
    }

    private async Task<string> ItemsAsync() => Path.Combine(Path.GetDirectoryName(await shop.LogAsync())!, "items.csv");

    private async Task<string> BestSellerAsync()
    {
        var rows = (await File.ReadAllLinesAsync(await shop.LogAsync(), TestContext.Current.CancellationToken)).Skip(1).Select(l => l.Split(','));
        return "item_id,stock,price,margin\n" + rows.Where(r => r[6] is "purchase").GroupBy(r => r[7], StringComparer.Ordinal).MaxBy(g => g.Count())!.Key;
    }

    private string At(string name) => Path.Combine(_root, name);
}
