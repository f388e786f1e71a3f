using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ParquetSharp.Arrow;

namespace Foresale.Cli.Tests;

/// <summary>Whole verbs on a small simulated shop, as a newcomer would call them.</summary>
public sealed class EndToEndTests(ShopFixture shop) : IDisposable
{
    private static readonly string[] s_scoreColumns = ["event_id", "user_id", "session_id", "item_id", "time", "intent", "percentile", "band", "next", "nudge", "lift"];
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-e2e-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task From_a_simulated_log_to_scores_and_a_report()
    {
        await Cli.RunAsync("score", await shop.ModelAsync(), await shop.DataAsync(), "--out", At("scores.csv"));
        await Cli.RunAsync("score", await shop.ModelAsync(), await shop.DataAsync(), "--out", At("scores.parquet"));
        await Cli.RunAsync("evaluate", await shop.ModelAsync(), await shop.DataAsync(), "--without", "td", "--out", At("judged"));

        var lines = File.ReadAllLines(At("scores.csv"));
        var cells = lines.Skip(1).Select(l => l.Split(',')).ToList();
        var events = File.ReadAllLines(await shop.LogAsync()).Length - 1;
        Assert.Equal(s_scoreColumns, lines[0].Split(','));
        Assert.Equal(events, cells.Select(c => c[0]).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(events, cells.Count);
        Assert.All(cells, c => Assert.InRange(Number(c[5]), 0, 1));
        Assert.All(cells, c => Assert.InRange(Number(c[6]), 0, 100));
        Assert.All(cells, c => Assert.Contains(c[7], (string[])["low", "medium", "high", "very_high"]));

        using var parquet = new FileReader(At("scores.parquet"));
        Assert.Equal(s_scoreColumns, parquet.Schema.FieldsList.Select(f => f.Name));
        Assert.Equal(events, parquet.ParquetReader.FileMetaData.NumRows);

        using var metrics = JsonDocument.Parse(File.ReadAllText(At("judged/metrics.json")));
        Assert.Contains("fusion without td", metrics.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("fusion without td", File.ReadAllText(At("judged/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_files_are_scored_and_judged_as_their_dataset_is_and_leave_no_dataset_behind()
    {
        string[] own = [await shop.LogAsync(), "--map", "foresale", "--zone", "Europe/Paris"];

        var said = await Cli.RunAsync(["score", await shop.ModelAsync(), .. own, "--out", At("own.csv")]);
        await Cli.RunAsync("score", await shop.ModelAsync(), await shop.DataAsync(), "--out", At("imported.csv"));
        await Cli.RunAsync(["evaluate", await shop.ModelAsync(), .. own, "--out", At("judged")]);

        Assert.Equal(File.ReadAllText(At("imported.csv")), File.ReadAllText(At("own.csv")));
        Assert.Equal(["imported.csv", "judged", "own.csv"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("of these rows lie before", said, StringComparison.Ordinal);
        Assert.Contains($"next: foresale evaluate {await shop.ModelAsync()} {own[0]} --map foresale --zone Europe/Paris --out judged", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_shoppers_and_items_scores_as_of_a_day()
    {
        await Cli.RunAsync("train", await shop.DataAsync(), "--target", "user-item", "--horizon", "3d", "--quick", "--no-networks", "--out", At("model"));

        await Cli.RunAsync("score", At("model"), await shop.DataAsync(), "--as-of", "2026-01-20", "--out", At("early.csv"));
        await Cli.RunAsync("score", At("model"), await shop.DataAsync(), "--out", At("end.csv"));

        var early = File.ReadAllLines(At("early.csv"));
        Assert.Equal("user_id,item_id,intent,percentile,band", early[0]);
        Assert.All(early.Skip(1), l => Assert.InRange(Number(l.Split(',')[2]), 0, 1));
        Assert.Equal(early.Length, early.Select(l => string.Join(',', l.Split(',').Take(2))).Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual(early, File.ReadAllLines(At("end.csv")));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes()
    {
        await Cli.RunAsync("train", await shop.DataAsync(), "--target", "session", "--quick", "--epochs", "1", "--threads", "1", "--out", At("model"));

        Assert.Equal(File.ReadAllBytes(Path.Combine(await shop.ModelAsync(), "model.onnx")), File.ReadAllBytes(At("model/model.onnx")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(await shop.ModelAsync(), "weights/weights.bin")), File.ReadAllBytes(At("model/weights/weights.bin")));
        Assert.Equal(ManifestWithoutTimings(await shop.ModelAsync()), ManifestWithoutTimings(At("model")));
    }

    [Fact]
    public async Task The_graph_says_what_torch_and_the_trees_say()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(await shop.ModelAsync(), "model.json")));

        Assert.InRange(manifest.RootElement.GetProperty("metrics").GetProperty("graph_difference").GetDouble(), 0, 1e-5);
    }

    [Fact]
    public async Task A_model_of_another_schema_version_is_refused_with_what_to_do()
    {
        var path = At("model/model.json");
        Directory.CreateDirectory(At("model"));
        File.WriteAllText(path, File.ReadAllText(Path.Combine(await shop.ModelAsync(), "model.json")).Replace("\"schema\": 2", "\"schema\": 9", StringComparison.Ordinal));
        File.Copy(Path.Combine(await shop.ModelAsync(), "model.onnx"), At("model/model.onnx"));

        var (code, _, error) = await Cli.CallAsync("score", At("model"), await shop.DataAsync(), "--out", At("scores.csv"));

        Assert.Equal(2, code);
        Assert.Equal($"{path}: schema version 9; this build reads version 2. Update Foresale.{Environment.NewLine}", error);
        Assert.False(File.Exists(At("scores.csv")));
    }

    [Fact]
    public async Task A_stopped_training_leaves_no_model()
    {
        var data = await shop.DataAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        using var error = new StringWriter();

        var code = await App.RunAsync(["train", data, "--quick", "--epochs", "500", "--out", At("model")], new StringWriter(), error, stop.Token);

        Assert.True(code == 130, $"exit {code}: {error}");
        Assert.False(Directory.Exists(At("model")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_root), e => e.Contains(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_without_purchases_are_refused_with_what_to_do()
    {
        File.WriteAllLines(At("views.csv"), ["time,user_id,behavior,item_id", .. Enumerable.Range(0, 400).Select(i => string.Create(CultureInfo.InvariantCulture, $"{new DateTime(2026, 1, 1).AddHours(i):yyyy-MM-dd'T'HH:mm:ss}Z,u{i % 40},view,i{i % 7}"))]);
        await Cli.RunAsync("import", At("views.csv"), "--map", "foresale", "--out", At("data"));

        var (code, _, error) = await Cli.CallAsync("train", At("data"), "--target", "session", "--no-networks", "--out", At("model"));

        Assert.Equal(2, code);
        Assert.Contains("of the training slice are positive. Check that purchases (or the positive word of the label) are mapped", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("model")));
    }

    private string At(string name) => Path.Combine(_root, name);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string ManifestWithoutTimings(string model)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(model, "model.json")))!.AsObject();
        Assert.True(manifest.Remove("timings"));
        return manifest.ToJsonString();
    }
}
