using System.Text.Json;
using System.Text.RegularExpressions;

namespace Foresale.Cli.Tests.Decisions;

/// <summary>The example of docs/decisions/supply-chain.md, and what may be wrong with it.</summary>
public sealed partial class SupplyTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-supply-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_example_of_the_page_has_a_plan_near_its_optimum()
    {
        await File.WriteAllTextAsync(At("chain.json"), Example(), TestContext.Current.CancellationToken);

        var (code, output, error) = await Cli.CallAsync("supply", At("chain.json"), "--json", "--out", At("plan"));

        Assert.True(code == 0, error);
        var plan = JsonDocument.Parse(output).RootElement;
        var best = plan.GetProperty("policies").EnumerateArray().Min(p => p.GetProperty("cost").GetDouble());
        Assert.Equal(8.23, plan.GetProperty("optimum").GetDouble(), tolerance: .01);
        Assert.InRange(best, 8.1, 8.4);
        Assert.All(plan.GetProperty("stages").EnumerateArray(), s => Assert.True(s.GetProperty("order").GetDouble() >= 0));
        Assert.Equal(["report.html", "supply.json"], Directory.EnumerateFiles(At("plan")).Select(Path.GetFileName).Order());
        var page = await File.ReadAllTextAsync(At("plan/report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Orders: ", page, StringComparison.Ordinal);
        Assert.Contains("Orders now", page, StringComparison.Ordinal);
        Assert.DoesNotContain("What ships", page, StringComparison.Ordinal); // nothing was learnt
        Assert.DoesNotContain("Benchmark", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_short_is_ordered()
    {
        await File.WriteAllTextAsync(At("chain.json"), Example().Replace("\"stock\": 20, \"inTransit\": 12", "\"stock\": 0, \"backlog\": 5", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (code, output, error) = await Cli.CallAsync("supply", At("chain.json"), "--json");

        Assert.True(code == 0, error);
        var shop = JsonDocument.Parse(output).RootElement.GetProperty("stages")[0];
        Assert.Equal(shop.GetProperty("level").GetDouble() + 5, shop.GetProperty("order").GetDouble(), tolerance: 1e-6);
    }

    [Fact]
    public async Task A_chain_that_cannot_be_ends_with_2()
    {
        await File.WriteAllTextAsync(At("chain.json"), Example().Replace("0.7", "-0.7", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (code, _, error) = await Cli.CallAsync("supply", At("chain.json"));

        Assert.Equal(2, code);
        Assert.Contains("$.stages[0].holdingCost: -0.7 is out of range. Give a number above 0.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds 2", "--seeds: it says how to learn, and nothing is learnt. Give --learn with it, or leave it out.")]
    [InlineData("--effort .1", "--effort: it says how to learn, and nothing is learnt. Give --learn with it, or leave it out.")]
    [InlineData("--learn --seeds 0", "--seeds: 0 is no number of runs. Give 1 or more.")]
    [InlineData("--learn --effort 1e300", "--effort: 1E+300 is no share. Give a number above 0 and up to 100; 1 is the usual training.")]
    public async Task Options_that_would_do_nothing_or_never_end_are_refused(string options, string message)
    {
        await File.WriteAllTextAsync(At("chain.json"), Example(), TestContext.Current.CancellationToken);

        var (code, _, error) = await Cli.CallAsync(["supply", At("chain.json"), .. options.Split(' ')]);

        Assert.Equal(2, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_that_a_message_names_stands_beside_the_program()
    {
        await File.WriteAllTextAsync(At("chain.json"), "{\"stages\":[],\"demands\":[]}", TestContext.Current.CancellationToken);

        var (_, _, error) = await Cli.CallAsync("supply", At("chain.json"));

        var page = Path.Combine(AppContext.BaseDirectory, "docs", "decisions", "supply-chain.md");
        Assert.Contains($"See {page} for the keys of a chain file.", error, StringComparison.Ordinal);
        Assert.True(File.Exists(page));
    }

    private static string Example()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Foresale.slnx")))
        {
            root = root.Parent!;
        }

        return Block().Match(File.ReadAllText(Path.Combine(root.FullName, "docs", "decisions", "supply-chain.md"))).Groups["chain"].Value;
    }

    private string At(string path) => Path.Combine(_root, path);

    [GeneratedRegex("```json\n(?<chain>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
