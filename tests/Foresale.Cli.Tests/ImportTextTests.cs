using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary>What import says of rows that it could not use and of a log that nothing can be learnt of, and how to read more.</summary>
public sealed class ImportTextTests : IDisposable
{
    private const string First = "shop.csv(3,1): the line has too many fields. Mend the line, or check the delimiter and the quotes.";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-faults-").FullName;

    public ImportTextTests() => File.WriteAllLines(At("shop.csv"),
        ["time,user_id,behavior,item_id", "2026-01-01T10:00:00Z,u1,view,i1", "2026-01-01T10:01:00Z,u1,view,i1,more", "2026-01-01T10:02:00Z,u1,basket,i1"]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Rows_that_cannot_be_used_are_counted_by_reason_shown_and_can_be_printed()
    {
        var imported = await Cli.RunAsync("import", At("shop.csv"), "--map", "foresale", "--out", At("data"), "--max-rejected", "1");
        var printed = await Cli.RunAsync("describe", At("data"), "--quarantine");
        using var rows = JsonDocument.Parse(await Cli.RunAsync("describe", At("data"), "--quarantine", "--json"));

        Assert.Contains("2 rows cannot be used (1 broken_line, 1 unknown_behavior):", imported, StringComparison.Ordinal);
        Assert.Contains(First, imported.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("--quarantine` prints them.", imported, StringComparison.Ordinal);
        Assert.StartsWith(First, printed, StringComparison.Ordinal);
        Assert.Equal("2026-01-01T10:02:00Z,u1,basket,i1", rows.RootElement[1].GetProperty("raw").GetString());
    }

    [Fact]
    public async Task The_rows_of_an_import_that_was_refused_can_be_printed_until_one_succeeds()
    {
        var refused = await Cli.CallAsync("import", At("shop.csv"), "--map", "foresale", "--out", At("data"));
        var printed = await Cli.RunAsync("describe", At("data.quarantine.parquet"), "--quarantine");
        await Cli.RunAsync("import", At("shop.csv"), "--map", "foresale", "--out", At("data"), "--max-rejected", "1");

        Assert.Contains($"`foresale describe {At("data.quarantine.parquet")} --quarantine` prints them.", refused.Error, StringComparison.Ordinal);
        Assert.StartsWith(First, printed, StringComparison.Ordinal);
        Assert.False(File.Exists(At("data.quarantine.parquet")));
    }

    [Fact]
    public async Task A_log_without_a_purchase_is_warned_of_at_once()
    {
        var text = await Cli.RunAsync("import", At("shop.csv"), "--map", "foresale", "--out", At("data"), "--max-rejected", "1");
        var json = await Cli.CallAsync("import", At("shop.csv"), "--map", "foresale", "--out", At("data"), "--max-rejected", "1", "--json");

        Assert.Contains("no event is a purchase", text, StringComparison.Ordinal);
        Assert.Contains("no event is a purchase", json.Error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);
}
