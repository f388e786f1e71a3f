using System.Text.Json;
using Foresale.Decisions.Recommendation.Shop;

namespace Foresale.Cli.Tests;

/// <summary>Recommendations as a person asks for them.</summary>
public sealed class RecommendTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-recommend-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task All_shoppers_get_lists_and_the_folder_can_be_loaded()
    {
        var output = At("out");

        using var document = JsonDocument.Parse(await Cli.RunAsync("recommend", await shop.DataAsync(), "--top", "5", "--out", output, "--json"));
        var rows = (await File.ReadAllLinesAsync(At("out/recommendations.csv"), TestContext.Current.CancellationToken)).Skip(1).Select(r => r.Split(',')).ToList();
        var read = RecommenderFile.Read(At("out/recommend.json"));

        Assert.Equal(["metrics.json", "recommend.json", "recommendations.csv", "report.html"], Directory.EnumerateFiles(output).Select(Path.GetFileName).Order());
        Assert.Equal(document.RootElement.GetProperty("shoppers").GetInt32(), rows.Select(r => r[0]).Distinct().Count());
        Assert.All(rows.GroupBy(r => r[0]), g => Assert.Equal(["1", "2", "3", "4", "5"], g.Select(r => r[1])));
        Assert.All(rows, r => Assert.True(read.Knows(r[2])));
        Assert.Equal(4, document.RootElement.GetProperty("report").GetProperty("lists").GetArrayLength());
    }

    [Fact]
    public async Task Lists_of_all_are_those_at_the_end_of_the_log_whoever_is_asked_for()
    {
        var data = await shop.DataAsync();

        await Cli.RunAsync("recommend", data, "--top", "5", "--out", At("all"));
        var user = (await File.ReadAllLinesAsync(At("all/recommendations.csv"), TestContext.Current.CancellationToken))[1].Split(',')[0];
        var item = (await File.ReadAllLinesAsync(At("all/recommendations.csv"), TestContext.Current.CancellationToken))[^1].Split(',')[2];
        await Cli.RunAsync("recommend", data, "--top", "5", "--out", At("one"), "--user", user, "--item", item, "--device", "desktop");

        Assert.Equal(await File.ReadAllTextAsync(At("all/recommendations.csv"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(At("one/recommendations.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_shopper_whom_the_log_does_not_have_gets_what_sells()
    {
        var text = await Cli.RunAsync("recommend", await shop.DataAsync(), "--user", "nobody", "--top", "3");

        Assert.Contains("the log has no item that 'nobody' touched: 3 items that sell (cold start)", text);
    }

    [Fact]
    public async Task The_item_of_now_counts()
    {
        var data = await shop.DataAsync();

        var cold = await Cli.RunAsync("recommend", data, "--user", "nobody", "--json", "--by-interest");
        var item = JsonDocument.Parse(cold).RootElement.GetProperty("recommendations").GetProperty("places")[19].GetProperty("item_id").GetString()!;
        var looking = JsonDocument.Parse(await Cli.RunAsync("recommend", data, "--user", "nobody", "--item", item, "--json", "--by-interest")).RootElement.GetProperty("recommendations");

        Assert.False(looking.GetProperty("is_cold_start").GetBoolean());
        Assert.NotEqual(19, looking.GetProperty("places").EnumerateArray().Index().FirstOrDefault(p => p.Item.GetProperty("item_id").GetString() == item, (19, default)).Index);
    }

    [Theory]
    [InlineData("", "--out: neither a folder nor a shopper is given. Give --out FOLDER for all shoppers, or --user for one.")]
    [InlineData("--user nobody --item hat", "--item: the log has no item 'hat'. Give one that it has, such as 'i")]
    [InlineData("--item hat --out x", "--item: it goes with --user only. Give --user, or leave it out.")]
    [InlineData("--user u --top 0", "--top: 0 is no length of a list. Give 1 or more.")]
    [InlineData("--user u --min-price -1", "--min-price: -1 is below 0. Give a price of 0 or more.")]
    [InlineData("--user u --max-price -1", "--max-price: -1 is below 0. Give a price of 0 or more.")]
    [InlineData("--user u --min-price 9 --max-price 5", "--min-price: 9 is above --max-price 5. Give a lower one.")]
    [InlineData("--user u --diversity 2", "--diversity: 2 is not in 0..1. Give 0 for none, up to 1.")]
    [InlineData("--user u --max-per-category 0", "--max-per-category: 0 leaves no item. Give 1 or more.")]
    public async Task What_cannot_be_meant_is_told(string options, string message)
    {
        var (code, _, error) = await Cli.CallAsync([.. new[] { "recommend", await shop.DataAsync() }.Concat(options.Split(' ', StringSplitOptions.RemoveEmptyEntries))]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);
}
