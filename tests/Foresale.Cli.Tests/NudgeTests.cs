using System.Globalization;
using System.Text;
using System.Text.Json;
using Foresale.Decisions.Nudges;

namespace Foresale.Cli.Tests;

public sealed class NudgeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-nudge-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task An_experiment_gives_a_list_within_the_budget_a_page_and_a_document()
    {
        var (code, output, error) = await Cli.CallAsync("nudge", Planted(6_000), "--budget", "1001", "--offer-cost", "2", "--json", "--out", At("out"));

        Assert.True(code == 0, error);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal("uplift", document.GetProperty("order").GetString());
        Assert.Equal(500, document.GetProperty("offers").GetInt32());
        Assert.Equal(1_000, document.GetProperty("spent").GetDecimal());
        Assert.True(document.GetProperty("over_intent").GetProperty("low").GetDouble() > 0);
        var lines = await File.ReadAllLinesAsync(At("out/offers.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(("rank,user_id,uplift", 501), (lines[0], lines.Length));
        var holdout = new Holdout();
        Assert.All(lines.Skip(1), l => Assert.False(holdout.Holds(l.Split(',')[1])));
        Assert.Equal(["nudge.json", "offers.csv", "report.html"], Directory.EnumerateFiles(At("out")).Select(Path.GetFileName).Order());
        Assert.Contains("the likeliest buyers buy without an offer", await File.ReadAllTextAsync(At("out/report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // In the planted experiment only those who bought used the offer, so that costs differ.
    [Fact]
    public async Task By_the_mean_of_costs_that_differ_the_budget_is_kept_on_average_and_the_answer_says_so()
    {
        var (code, output, error) = await Cli.CallAsync("nudge", Planted(6_000), "--budget", "100", "--json", "--out", At("out"));

        Assert.True(code == 0, error);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("is_mean_cost").GetBoolean());
        Assert.Contains("the budget is kept on average and may be exceeded", await File.ReadAllTextAsync(At("out/report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_cost_of_nothing_but_0_is_told()
    {
        var lines = await File.ReadAllLinesAsync(Planted(400), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(At("free.csv"), lines.Select((l, i) => i == 0 ? l : string.Join(',', l.Split(',').Select((f, c) => c == 4 ? "0" : f))), TestContext.Current.CancellationToken);

        var (code, _, error) = await Cli.CallAsync("nudge", At("free.csv"), "--budget", "5");

        Assert.Equal(2, code);
        Assert.StartsWith("--offer-cost: by the column cost an offer costs 0 on average over those who got it. Give --offer-cost AMOUNT; 0 where an offer costs nothing, which any budget pays for.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_of_nothing_makes_no_offer_and_says_so()
    {
        var (code, output, error) = await Cli.CallAsync("nudge", Planted(1_500), "--budget", "0", "--out", At("out"));

        Assert.True(code == 0, error);
        Assert.Contains("The budget is 0: nobody gets the offer.", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(["rank,user_id,uplift"], await File.ReadAllLinesAsync(At("out/offers.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Further_shoppers_are_chosen_from_where_they_are_given()
    {
        var others = PlantedExperiment.Draw(300, seed: 8).Experiment;
        var text = new StringBuilder("user_id," + string.Join(',', others.FeatureNames) + "\n");
        for (var i = 0; i < others.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"new{i},{string.Join(',', others.Row(i).ToArray().Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}\n");
        }

        File.WriteAllText(At("others.csv"), text.ToString());
        var (code, output, error) = await Cli.CallAsync("nudge", Planted(6_000), "--shoppers", At("others.csv"), "--budget", "50", "--offer-cost", "1", "--holdout", "0", "--json");

        Assert.True(code == 0, error);
        var list = JsonDocument.Parse(output).RootElement.GetProperty("list").EnumerateArray().ToList();
        Assert.Equal(50, list.Count);
        Assert.All(list, o => Assert.StartsWith("new", o.GetProperty("user_id").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_offers_earned_is_reported_from_the_holdout()
    {
        var (random, holdout) = (new Random(1), new Holdout());
        File.WriteAllText(At("totals.csv"), "user_id,revenue,orders\n" + string.Concat(Enumerable.Range(0, 4_000).Select(i =>
        {
            var bought = random.NextDouble() < (holdout.Holds($"u{i}") ? .2 : .4);
            return string.Create(CultureInfo.InvariantCulture, $"u{i},{(bought ? 30 : 0)},{(bought ? 1 : 0)}\n");
        })));

        var (code, output, error) = await Cli.CallAsync("nudge", At("totals.csv"), "--holdout-report", "--json", "--out", At("out"));

        Assert.True(code == 0, error);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal("earned", document.GetProperty("verdict").GetString());
        Assert.InRange(document.GetProperty("revenue_a_shopper").GetProperty("value").GetDouble(), 4, 8);
        Assert.Equal(["nudge.json", "report.html"], Directory.EnumerateFiles(At("out")).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("nudge {0}", "--budget: it is not said what may be spent. Give --budget AMOUNT; 0 makes no offer.")]
    [InlineData("nudge {0} --budget -1", "--budget: -1 is below 0. Give what may be spent; 0 makes no offer.")]
    [InlineData("nudge {0} --budget 5 --offer-cost -2", "--offer-cost: -2 is below 0. Give what one offer costs.")]
    [InlineData("nudge {0} --budget 5 --holdout 1", "--holdout: 1 is no share of shoppers to hold out. Give one from 0 to below 1, such as .1.")]
    [InlineData("nudge {0} --budget 5 --propensity 1", "--propensity: 1 is no chance of an offer in an experiment. Give one between 0 and 1, such as .5.")]
    [InlineData("nudge {0} --budget 5 --propensity .8", "shop.csv: ")]
    [InlineData("nudge {0} --holdout-report --budget 5", "--budget: --holdout-report does not use it. Leave it out.")]
    [InlineData("nudge nowhere.csv --budget 5", "nowhere.csv: there is no such file. Check the path.")]
    public async Task What_cannot_be_used_is_told(string command, string message)
    {
        var (code, _, error) = await Cli.CallAsync(string.Format(CultureInfo.InvariantCulture, command, Planted(400)).Split(' '));

        Assert.Equal(2, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_why_not_by_intent()
    {
        var (_, output, _) = await Cli.CallAsync("nudge", "--help");

        Assert.Contains("Never by intent alone, since the likeliest buyers buy without an offer.", output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>An experiment as a shop has it on file.</summary>
    internal static string Text(Experiment planted)
    {
        var text = new StringBuilder("user_id,treated,orders,revenue,cost," + string.Join(',', planted.FeatureNames) + "\n");
        for (var i = 0; i < planted.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{planted.UserIds[i]},{(planted.IsTreated[i] ? 1 : 0)},{planted.Orders[i]},{planted.Revenue![i]},{planted.Cost![i]},{string.Join(',', planted.Row(i).ToArray().Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}\n");
        }

        return text.ToString();
    }

    private string Planted(int shoppers)
    {
        File.WriteAllText(At("shop.csv"), Text(PlantedExperiment.Draw(shoppers, seed: 5).Experiment));
        return At("shop.csv");
    }

    private string At(string name) => Path.Combine(_root, name);
}
