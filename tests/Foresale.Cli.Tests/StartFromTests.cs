using System.Text.Json;
using System.Text.RegularExpressions;

namespace Foresale.Cli.Tests;

/// <summary><c>train --start-from</c>: a network begins from one of another log.</summary>
public sealed class StartFromTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-start-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_model_of_another_shop_is_gone_on_from_in_its_own_shape()
    {
        await Cli.RunAsync("simulate", "--shop", Path.Combine(Repository.Root, "shops", "hardware.json"), "--sessions", "300", "--out", At("log"));
        await Cli.RunAsync("import", At("log/events.csv"), "--map", "foresale", "--out", At("data"));
        var model = await shop.ModelAsync();

        // A process of its own: reading the other model is then the first thing that needs torch.
        using var run = CliProcess.Start(_root, "train", "data", "--target", "session", "--epochs", "1", "--start-from", model, "--out", "model");
        var (code, output, error) = await run.EndAsync();

        Assert.True(code == 0, error);
        Assert.Matches($"begun from {Regex.Escape(model)}: \\d+ of \\d+ feature columns matched, \\d+ unknown there; gru encoder of width 48, (epoch 1 of 1 stays|the network stays as it came, since no epoch here was better)", output.ReplaceLineEndings(" "));
        using var network = JsonDocument.Parse(File.ReadAllText(At("model/weights/network.json")));
        Assert.Equal(48, network.RootElement.GetProperty("Options").GetProperty("EncoderWidth").GetInt32());
    }

    [Fact]
    public async Task A_folder_without_a_network_is_refused_and_nothing_is_written()
    {
        var (code, _, error) = await Cli.CallAsync("train", await shop.DataAsync(), "--target", "session", "--start-from", At("nowhere"), "--out", At("model"));

        Assert.Equal(2, code);
        Assert.Contains($"{At("nowhere/weights")}: the folder holds no whole network.", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public async Task Without_networks_there_is_nothing_to_begin()
    {
        var (code, _, error) = await Cli.CallAsync("train", await shop.DataAsync(), "--target", "session", "--no-networks", "--start-from", At("nowhere"), "--out", At("model"));

        Assert.Equal(2, code);
        Assert.StartsWith("--start-from: the network begins from it, and none is trained. Leave --no-networks out, or --start-from.", error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);
}
