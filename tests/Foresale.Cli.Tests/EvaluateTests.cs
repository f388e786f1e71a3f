using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Foresale.Cli.Tests;

/// <summary>What <c>evaluate</c> takes from the model and not from the data at hand.</summary>
public sealed class EvaluateTests(ShopFixture shop) : IDisposable
{
    private const string Mapping = """{ "kind": "table", "columns": { "channel": "categorical", "x": "numeric", "bought": { "role": "label", "positive": "yes" } } }""";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-evaluate-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Thresholds_are_those_of_the_training_and_one_hot_columns_those_of_the_model()
    {
        var training = await ImportAsync("training", mail: .6);
        var swapped = await ImportAsync("swapped", mail: .4);
        await Cli.RunAsync("train", training, "--no-networks", "--quick", "--out", At("model"));

        await Cli.RunAsync("evaluate", At("model"), training, "--out", At("same"));
        await Cli.RunAsync("evaluate", At("model"), swapped, "--out", At("other"));

        Assert.Equal(Figures("model", "threshold"), Figures("same", "threshold"));
        Assert.Equal(Figures("model", "threshold"), Figures("other", "threshold"));
        Assert.InRange(Figures("other", "rocAuc")["lightgbm"], .75, 1);
    }

    [Fact]
    public async Task No_output_takes_the_place_of_a_model_or_of_a_dataset()
    {
        var data = await ImportAsync("data", mail: .6);
        await Cli.RunAsync("train", data, "--no-networks", "--quick", "--out", At("model"));

        var evaluated = await Cli.CallAsync("evaluate", At("model"), data, "--out", At("model"));
        var trained = await Cli.CallAsync("train", data, "--no-networks", "--quick", "--out", data);

        Assert.Equal((2, 2), (evaluated.Code, trained.Code));
        Assert.Contains("this is a model's folder, and the report would take its place.", evaluated.Error, StringComparison.Ordinal);
        Assert.Contains("the folder holds other files, and no model.json: they would be lost.", trained.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(At("model/model.onnx")) && File.Exists(Path.Combine(data, "dataset.json")));
    }

    [Fact]
    public async Task A_part_s_worth_is_a_paired_difference_and_the_last_line_says_it()
    {
        var model = await shop.ModelAsync();

        var text = OneLine(await Cli.RunAsync("evaluate", model, await shop.DataAsync(), "--without", "td", "actor", "td", "--out", At("judged")));
        var bare = OneLine(await Cli.RunAsync("evaluate", model, await shop.DataAsync()));

        var line = Regex.Match(text, @"Log-loss, fusion minus fusion without td: (?<value>\S+) \[\S+, \S+\], paired over shoppers: \S+", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(line.Success, text);
        var figures = Figures("judged", "logLoss");
        Assert.Equal(figures["fusion"] - figures["fusion without td"], double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture), 1e-4);
        Assert.Contains("Log-loss, fusion minus fusion without actor: 0.", text, StringComparison.Ordinal);
        Assert.Matches(@"done.* judged on [\d,]+ test rows; in the fusion td .*, actor changes nothing; look at .*report\.html$", text);
        Assert.Matches(@"done.* judged on [\d,]+ test rows; --out FOLDER keeps report\.html and metrics\.json$", bare);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("score")]
    public async Task A_model_and_data_of_another_kind_are_told_apart(string verb)
    {
        var table = await ImportAsync("table", mail: .6);
        await Cli.RunAsync("train", table, "--no-networks", "--quick", "--out", At("of-table"));
        await Cli.RunAsync("train", await shop.DataAsync(), "--target", "session", "--no-networks", "--quick", "--out", At("of-log"));

        var (tableCode, _, ofTable) = await Cli.CallAsync(verb, At("of-log"), table, "--out", At("out.csv"));
        var (logCode, _, ofLog) = await Cli.CallAsync(verb, At("of-table"), await shop.DataAsync(), "--out", At("out.csv"));

        Assert.Equal((2, 2), (tableCode, logCode));
        Assert.Equal($"{table}: the dataset is a table, and the model was trained on events. Give a dataset of events, or a model of a table.", ofTable.TrimEnd());
        Assert.Equal($"{await shop.DataAsync()}: the dataset holds events, and the model was trained on a table. Give a dataset of such a table, or a model of events.", ofLog.TrimEnd());
    }

    // Lines are broken at the console's edge.
    private static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private string At(string name) => Path.Combine(_root, name);

    private Dictionary<string, double> Figures(string folder, string figure)
    {
        using var metrics = JsonDocument.Parse(File.ReadAllText(At($"{folder}/metrics.json")));
        return metrics.RootElement.GetProperty("comparison").GetProperty("learners").EnumerateArray().ToDictionary(
            l => l.GetProperty("name").GetString()!, l => l.GetProperty("metrics").GetProperty(figure).GetDouble(), StringComparer.Ordinal);
    }

    // Those who come by mail buy, nine times of ten; x is noise.
    private async Task<string> ImportAsync(string name, double mail)
    {
        var random = new Random(3);
        File.WriteAllText(At("table.json"), Mapping);
        File.WriteAllLines(At($"{name}.csv"), ["channel,x,bought", .. Enumerable.Range(0, 600).Select(_ =>
        {
            var byMail = random.NextDouble() < mail;
            return string.Create(CultureInfo.InvariantCulture, $"{(byMail ? "mail" : "web")},{random.NextDouble():F3},{(byMail == random.NextDouble() < .9 ? "yes" : "no")}");
        })]);
        await Cli.RunAsync("import", At($"{name}.csv"), "--map", At("table.json"), "--out", At(name));
        return At(name);
    }
}
