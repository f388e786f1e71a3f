using System.Globalization;
using System.Text.Json;
using Foresale.Storage;

namespace Foresale.Cli.Tests;

/// <summary>From a file nobody here has seen to a report, by the commands that each verb itself names as the next, as a newcomer would go.</summary>
public sealed class StrangerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-stranger-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_Spanish_log_comes_to_its_report_by_following_the_hints()
    {
        var (csv, events) = SpanishShop.Make();
        File.WriteAllText(At("tienda.csv"), csv);

        var looked = await GoAsync("foresale map tienda.csv");
        var mapped = await GoAsync(Next(looked).Replace("map tienda.csv", "map tienda.csv --zone Europe/Madrid", StringComparison.Ordinal)); // "To check" asks for it
        var imported = await GoAsync(Next(mapped));
        var described = await GoAsync(Next(imported));
        var trained = await GoAsync($"{Next(described)} --quick --epochs 1"); // a newcomer waits longer for the same
        await GoAsync(Next(trained));

        Assert.Contains("give --zone", looked, StringComparison.Ordinal);
        RequireSame(events, DatasetFolder.Open(At("data")));
        using var dataset = JsonDocument.Parse(File.ReadAllText(At("data/dataset.json")));
        Assert.Equal("EUR", dataset.RootElement.GetProperty("currency").GetString());
        Assert.Equal("000001", DatasetFolder.Open(At("data")).Days.SelectMany(DatasetFolder.Open(At("data")).ReadDay).Min(e => e.ItemId));
        Assert.Contains("<html", File.ReadAllText(At("model/report.html")), StringComparison.Ordinal);
        Assert.Equal(events.Count + 1, File.ReadAllLines(At("scores.csv")).Length);
    }

    // Local times across the change to summer time are the right instants, and money with its sign is the right number.
    private static void RequireSame(IReadOnlyList<(DateTimeOffset Time, string Behavior, decimal Price)> expected, DatasetFolder dataset)
    {
        var read = dataset.Days.SelectMany(dataset.ReadDay).Select(e => (e.Time, Foresale.Events.Behaviors.Word(e.Behavior), e.Price!.Value)).Order().ToList();
        Assert.Equal(expected.Order(), read);
    }

    // The command that the last line of a verb names.
    private static string Next(string output)
    {
        var at = output.LastIndexOf("next: ", StringComparison.Ordinal);
        Assert.True(at >= 0, $"No next command is named:{Environment.NewLine}{output}");
        return output[(at + "next: ".Length)..].Trim();
    }

    private async Task<string> GoAsync(string command)
    {
        var words = command.Split(' ');
        Assert.Equal("foresale", words[0]);
        using var run = CliProcess.Start(_root, words[1..]);
        var (code, output, error) = await run.EndAsync();
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"{command}: exit {code}{Environment.NewLine}{error}{output}"));
        return output;
    }

    private string At(string name) => Path.Combine(_root, name);
}
