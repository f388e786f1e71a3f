using System.Globalization;
using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary><c>describe</c> of a table.</summary>
public sealed class DescribeTableTests : IDisposable
{
    private const string Mapping = """{ "kind": "table", "columns": { "channel": "categorical", "x": "numeric", "bought": { "role": "label", "positive": "yes" } } }""";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-table-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_table_is_described_by_its_columns_and_its_base_rate()
    {
        var data = await ImportAsync(rows: 200);

        var text = await Cli.RunAsync("describe", data);
        using var json = JsonDocument.Parse(await Cli.RunAsync("describe", data, "--json"));

        Assert.Matches(@"channel\s+categorical\s+10\.0 ?%\s+2\b", text);
        Assert.Contains("a table of 200 rows, 50 of them with the answer yes (25.0 %).", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("Is the data enough? To train, not to judge: the 95 % interval of a ROC-AUC of .8 on the test rows would be 0.", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("next: foresale train", text, StringComparison.Ordinal);
        Assert.Equal((200, .25), (json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("base_rate").GetDouble()));
    }

    [Fact]
    public async Task A_table_of_too_few_rows_is_not_sent_to_train()
    {
        var text = await Cli.RunAsync("describe", await ImportAsync(rows: 20));

        Assert.Contains("Is the data enough? No: a training needs some 40 rows, and two of each answer at least.", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("next:", text, StringComparison.Ordinal);
    }

    // Every fourth says yes, every tenth has no channel.
    private async Task<string> ImportAsync(int rows)
    {
        File.WriteAllText(At("table.json"), Mapping);
        File.WriteAllLines(At("table.csv"), ["channel,x,bought", .. Enumerable.Range(0, rows).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{(i % 10 == 0 ? "" : i % 3 == 0 ? "mail" : "web")},{i},{(i % 4 == 0 ? "yes" : "no")}"))]);
        await Cli.RunAsync("import", At("table.csv"), "--map", At("table.json"), "--out", At("data"));
        return At("data");
    }

    private string At(string name) => Path.Combine(_root, name);
}
