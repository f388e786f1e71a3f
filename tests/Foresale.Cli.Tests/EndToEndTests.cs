using System.Globalization;
using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary>Whole verbs on a small simulated shop, as a newcomer would call them.</summary>
public sealed class EndToEndTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-e2e-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_graph_says_what_torch_and_the_trees_say()
    {
        await Train("model");

        using var manifest = JsonDocument.Parse(File.ReadAllText(At("model/model.json")));

        Assert.InRange(manifest.RootElement.GetProperty("metrics").GetProperty("graph_difference").GetDouble(), 0, 1e-5);
    }

    [Fact]
    public async Task A_model_of_another_schema_version_is_refused_with_what_to_do()
    {
        await Train("model");
        var path = At("model/model.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"schema\": 1", "\"schema\": 9", StringComparison.Ordinal));

        var (code, _, error) = await Call("score", At("model"), At("data"), "--out", At("scores.csv"));

        Assert.Equal(2, code);
        Assert.Equal($"{path}: schema version 9; this build reads version 1. Update Foresale.{Environment.NewLine}", error);
        Assert.False(File.Exists(At("scores.csv")));
    }

    [Fact]
    public async Task A_stopped_training_leaves_no_model()
    {
        await Data();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var code = await App.RunAsync(["train", At("data"), "--quick", "--epochs", "500", "--out", At("model")], new StringWriter(), new StringWriter(), stop.Token);

        Assert.Equal(130, code);
        Assert.False(Directory.Exists(At("model")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_root), e => e.Contains(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_without_purchases_are_refused_with_what_to_do()
    {
        File.WriteAllLines(At("views.csv"), ["time,user_id,behavior,item_id", .. Enumerable.Range(0, 400).Select(i => string.Create(CultureInfo.InvariantCulture, $"{new DateTime(2026, 1, 1).AddHours(i):yyyy-MM-dd'T'HH:mm:ss}Z,u{i % 40},view,i{i % 7}"))]);
        await Run("import", At("views.csv"), "--map", "foresale", "--out", At("data"));

        var (code, _, error) = await Call("train", At("data"), "--target", "session", "--no-networks", "--out", At("model"));

        Assert.Equal(2, code);
        Assert.Contains("of the training slice are positive. Check that purchases (or the positive word of the label) are mapped", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("model")));
    }

    private string At(string name) => Path.Combine(_root, name);

    private async Task Data()
    {
        if (!Directory.Exists(At("data")))
        {
            await Run("simulate", "--sessions", "1200", "--out", At("shop"));
            await Run("import", At("shop/events.csv"), "--map", "foresale", "--out", At("data"));
        }
    }

    private async Task Train(string name)
    {
        await Data();
        await Run("train", At("data"), "--target", "session", "--quick", "--epochs", "1", "--out", At(name));
    }

    private static async Task Run(params string[] args)
    {
        var (code, output, error) = await Call(args);
        Assert.True(code == 0, $"foresale {string.Join(' ', args)}: exit {code}{Environment.NewLine}{error}{output}");
    }

    private static async Task<(int Code, string Output, string Error)> Call(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await App.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
