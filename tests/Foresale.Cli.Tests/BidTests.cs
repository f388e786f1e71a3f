using System.Globalization;
using System.Text.Json;
using Foresale.Decisions.Bidding;

namespace Foresale.Cli.Tests;

public sealed class BidTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-bid-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_log_gets_a_plan_and_a_report()
    {
        var log = await LogAsync();

        var (code, output, error) = await Cli.CallAsync("bid", log, "--budget", "300", "--auctions", "200", "--effort", "0.01", "--seeds", "1", "--json", "--out", At("plan"));

        Assert.True(code == 0, error);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal((2_400, 1_600), (document.GetProperty("training_auctions").GetInt32(), document.GetProperty("judged_auctions").GetInt32()));
        var (plan, learned) = BiddingPlan.Open(At("plan"));
        Assert.Equal(plan.Policy is BiddingPolicyKind.Learned, learned is not null);
        Assert.Equal((300, 200), (plan.Budget, plan.Auctions));
        learned?.Dispose();
        Assert.Contains("hindsight bound", await File.ReadAllTextAsync(At("plan/report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_negative_price_is_told_with_its_place()
    {
        var log = At("log.csv");
        await File.WriteAllTextAsync(log, "value,market_price\n1,1\n1,-3\n", TestContext.Current.CancellationToken);

        var (code, _, error) = await Cli.CallAsync("bid", log, "--budget", "3");

        Assert.Equal(2, code);
        Assert.StartsWith($"{log}(3,3): market_price is -3, below 0. Give 0 or more.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget 0", "--budget: 0 buys nothing.")]
    [InlineData("--budget 10 --rule third", "--rule: 'third' is no auction. Use second or first.")]
    [InlineData("--budget 10 --seeds 0", "--seeds: 0 is no number of runs. Give 1 or more.")]
    [InlineData("--budget 10 --effort 0", "--effort: 0 is no share.")]
    [InlineData("--budget 10 --auctions 5000", "--auctions: the last 40 % of 4,000 auctions are 0 whole episodes of 5,000, too few to choose by.")]
    [InlineData("--budget 10 --price-column paid", "(1,1): there is no column 'paid', only value, market_price.")]
    public async Task What_cannot_be_done_is_told(string options, string message)
    {
        var log = await LogAsync();

        var (code, _, error) = await Cli.CallAsync(["bid", log, .. options.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private async Task<string> LogAsync()
    {
        var random = new Random(8);
        var path = At("log.csv");
        await File.WriteAllLinesAsync(
            path,
            ["value,market_price", .. Enumerable.Range(0, 4_000).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{.01 * random.NextDouble():0.00000},{Math.Floor(20 * random.NextDouble() * random.NextDouble())}"))],
            TestContext.Current.CancellationToken);
        return path;
    }

    private string At(string name) => Path.Combine(_root, name);
}
