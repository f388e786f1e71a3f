using System.Text.Json;

namespace Foresale.Cli.Tests;

public sealed class SimulateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_has_events_side_files_and_the_truth_of_each_event()
    {
        var (code, output, error) = await RunAsync("simulate", "--sessions", "50", "--out", Place("shop"), "--truth", Place("shop/truth.csv"), "--json");

        Assert.True(code == 0, error);
        var events = JsonDocument.Parse(output).RootElement.GetProperty("events").GetInt32();
        Assert.Equal(["events.csv", "items.csv", "truth.csv", "users.csv"], Directory.GetFiles(Place("shop")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(events + 1, File.ReadAllLines(Place("shop/events.csv")).Length);
        Assert.Equal(events + 1, File.ReadAllLines(Place("shop/truth.csv")).Length);
        Assert.Equal("event_id,user_id,probability", File.ReadLines(Place("shop/truth.csv")).First());
    }

    // The hash is of a log that was written before shops could have trends.
    [Fact]
    public async Task A_shop_without_trends_writes_the_bytes_that_it_always_wrote()
    {
        await RunAsync("simulate", "--sessions", "1200", "--out", Place("shop"));

        var hash = System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(Place("shop/events.csv"), TestContext.Current.CancellationToken));
        Assert.Equal("f089e7d593614da760921960a794c5991d1a9c3c077221a552025f0740b42ec3", Convert.ToHexStringLower(hash));
    }

    [Fact]
    public async Task A_simulated_Parquet_file_imports_whole()
    {
        await RunAsync("simulate", "--sessions", "50", "--out", Place("events.parquet"), "--truth", Place("truth.csv"));
        var (code, output, error) = await RunAsync("import", Place("events.parquet"), "--map", "foresale", "--zone", "Europe/Paris", "--out", Place("data"));

        Assert.True(code == 0, output + error);
        var dataset = JsonDocument.Parse(File.ReadAllText(Place("data/dataset.json"))).RootElement;
        Assert.Equal(File.ReadAllLines(Place("truth.csv")).Length - 1, dataset.GetProperty("events").GetInt32());
        Assert.Equal(50, dataset.GetProperty("sessions").GetInt32());
        Assert.Equal(["data", "events.parquet", "truth.csv"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var code = await App.RunAsync(["simulate", "--sessions", "50000", "--out", Place("shop")], TextWriter.Null, TextWriter.Null, stop.Token);

        Assert.Equal(130, code);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("--out: no place is given. Give --out FOLDER, or a file that ends in .csv or .parquet.", "--sessions", "5")]
    [InlineData("--sessions: 0 is no number of sessions. Give 1 or more.", "--sessions", "0", "--out", "unused.csv")]
    [InlineData("--format: 'json' is no format. Use csv or parquet.", "--format", "json", "--out", "unused")]
    [InlineData("absent.json: No such shop file. Give the path of a shop file, or leave --shop out for the built-in shop.", "--shop", "absent.json", "--out", "unused")]
    public async Task A_wrong_argument_is_said(string message, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(["simulate", .. arguments]);

        Assert.Equal(2, code);
        Assert.Equal(message, error.Trim());
        Assert.False(Path.Exists("unused.csv") || Path.Exists("unused"));
    }

    private string Place(string name) => Path.Combine(_folder, name);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await App.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
