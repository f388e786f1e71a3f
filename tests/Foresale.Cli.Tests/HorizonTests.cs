using System.Globalization;
using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary><c>train --horizons</c>: one model, several horizons.</summary>
public sealed class HorizonTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-horizons-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_model_answers_several_horizons_that_never_contradict_each_other()
    {
        var data = await shop.DataAsync();

        using var run = CliProcess.Start(_root, "train", data, "--target", "session", "--horizons", "1d,10e", "--quick", "--epochs", "1", "--out", "model");
        var (code, output, error) = await run.EndAsync();
        Assert.True(code == 0, error);
        await Cli.RunAsync("score", At("model"), data, "--out", At("scores.csv"));
        var judged = await Cli.RunAsync("evaluate", At("model"), data, "--out", At("judged"));

        Assert.Contains("buys within", output + error, StringComparison.Ordinal);
        Assert.Contains("buys within", judged, StringComparison.Ordinal);
        var lines = File.ReadAllLines(At("scores.csv"));
        Assert.EndsWith(",lift,buy_10e,buy_session,buy_1d", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1).Select(line => line.Split(',')), cells =>
        {
            var buys = cells[^3..].Select(c => float.Parse(c, CultureInfo.InvariantCulture)).ToArray();
            Assert.True(buys[0] <= buys[1] && buys[1] <= buys[2]);
            Assert.Equal(cells[5], cells[^2]); // the intent
        });
        Assert.Contains("<section id=\"horizons\">", File.ReadAllText(At("model/report.html")), StringComparison.Ordinal);
        using var manifest = JsonDocument.Parse(File.ReadAllText(At("model/model.json")));
        using var metrics = JsonDocument.Parse(File.ReadAllText(At("judged/metrics.json")));
        Assert.Equal(["10e", "session", "1d"], manifest.RootElement.GetProperty("horizons").EnumerateArray().Select(h => h.GetProperty("horizon").GetString()));
        Assert.Equal(
            manifest.RootElement.GetProperty("horizons")[2].GetProperty("log_loss").GetDouble(),
            metrics.RootElement.GetProperty("horizons")[2].GetProperty("metrics").GetProperty("logLoss").GetDouble(),
            1e-9);
        Assert.InRange(manifest.RootElement.GetProperty("metrics").GetProperty("graph_difference").GetDouble(), 0, 1e-5);
    }

    [Theory]
    [InlineData("--horizons: '1w' is no horizon. Name such as 10e,session,1d,7d (e events, h hours, d days).", "--target", "session", "--horizons", "1w")]
    [InlineData("--horizons: '10e' is about a session, and target 'user' has none. Name spans of time, such as 1d,7d,30d.", "--target", "user", "--horizon", "1d", "--horizons", "10e")]
    [InlineData("--horizons: they are answered by the network, and none is trained. Leave --no-networks out, or --horizons.", "--target", "session", "--horizons", "1d", "--no-networks")]
    [InlineData("--horizons: no row of the training slice has 400d of log after it. Leave that horizon out, or give a longer log.", "--target", "session", "--horizons", "400d")]
    public async Task Horizons_that_cannot_be_answered_are_refused_and_nothing_is_written(string message, params string[] options)
    {
        var (code, _, error) = await Cli.CallAsync(["train", await shop.DataAsync(), "--out", At("model"), .. options]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    private string At(string name) => Path.Combine(_root, name);
}
