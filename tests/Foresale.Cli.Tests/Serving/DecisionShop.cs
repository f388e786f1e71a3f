using Foresale.Decisions.Nudges;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Folders that verbs wrote of a small shop, made once, and a shop's best seller among its items.</summary>
public sealed class DecisionShop : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-decisions-").FullName;
    private readonly ShopFixture _shop = new();
    private readonly Lazy<Task<string[]>> _settings;

    public DecisionShop() => _settings = new(WriteAsync);

    /// <summary>The item that was bought most.</summary>
    public string BestSeller { get; private set; } = "";

    /// <summary>Somebody to whom an offer is planned.</summary>
    public string Planned { get; private set; } = "";

    public Task<string> ModelAsync() => _shop.ModelAsync();

    /// <summary>Settings of a server that uses them.</summary>
    public Task<string[]> SettingsAsync() => _settings.Value;

    public string At(string name) => Path.Combine(_root, name);

    public void Dispose()
    {
        _shop.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private async Task<string[]> WriteAsync()
    {
        var bought = (await File.ReadAllLinesAsync(await _shop.LogAsync(), TestContext.Current.CancellationToken)).Select(l => l.Split(',')).ToList();
        var (behavior, item) = (bought[0].IndexOf("behavior"), bought[0].IndexOf("item_id"));
        var sold = bought.Skip(1).Where(r => r[item].Length > 0).GroupBy(r => r[item]).OrderByDescending(g => g.Count(r => r[behavior] is "purchase")).ToList();
        BestSeller = sold[0].Key;
        await File.WriteAllLinesAsync(At("items.csv"), ["item_id,stock,price,margin", .. sold.Select(g => $"{g.Key},3,20,0.3")], TestContext.Current.CancellationToken);
        await Cli.RunAsync("recommend", await _shop.DataAsync(), "--top", "5", "--out", At("recommend"));
        await Cli.RunAsync("replenish", await _shop.DataAsync(), "--items", At("items.csv"), "--out", At("orders"));
        await File.WriteAllTextAsync(At("experiment.csv"), NudgeTests.Text(PlantedExperiment.Draw(6_000, seed: 1).Experiment), TestContext.Current.CancellationToken);
        await Cli.RunAsync("nudge", At("experiment.csv"), "--budget", "200", "--offer-cost", "1", "--out", At("offers"));
        Planned = File.ReadLines(At("offers/offers.csv")).ElementAt(1).Split(',')[1];
        return [$"--Foresale:Decisions:Recommender={At("recommend")}", $"--Foresale:Decisions:Orders={At("orders")}", $"--Foresale:Decisions:Offers={At("offers")}", "--Foresale:Decisions:AdBudget=10", "--Foresale:Shop:Currency=EUR"];
    }
}
