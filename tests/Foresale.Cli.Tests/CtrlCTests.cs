namespace Foresale.Cli.Tests;

/// <summary>Ctrl-C on the real command in the middle of each verb: 130, and the folder is as it was.</summary>
public sealed class CtrlCTests(ShopFixture shop) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-stop-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("shop", "shop.partial-*")]
    [InlineData("shop.parquet", ".partial-*.csv")]
    [InlineData("shop.csv", ".partial-*.csv")]
    public async Task Simulate_leaves_nothing(string output, string sign)
    {
        using var run = CliProcess.Start(_root, "simulate", "--sessions", "5000000", "--out", output);

        await StopAsync(run, () => Directory.EnumerateFileSystemEntries(_root, sign).Any());

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public async Task A_second_press_ends_at_once_a_verb_that_hangs_after_the_first()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent, and looked for, in the way of Linux.");
        await CliProcess.RunAsync(_root, "mkfifo", "full");
        await using var full = new FileStream(At("full"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        full.Write(new byte[1 << 16]); // What a pipe holds: "Stopped." waits for room that never comes.
        using var run = CliProcess.StartMute(_root, "full", "simulate", "--sessions", "5000000", "--out", "shop");
        bool Half() => Directory.EnumerateFileSystemEntries(_root, "shop*").Any();
        await run.UntilAsync(Half);

        run.PressCtrlC();
        await run.UntilAsync(() => !Half());
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(run.HasEnded);
        run.PressCtrlC();

        Assert.Equal(130, (await run.EndAsync()).Code);
        Assert.False(Half());
    }

    [Fact]
    public async Task Import_leaves_nothing()
    {
        await Cli.RunAsync("simulate", "--sessions", "30000", "--out", At("shop.csv"));
        using var run = CliProcess.Start(_root, "import", "shop.csv", "--map", "foresale", "--out", "data");

        await StopAsync(run, () => Directory.EnumerateDirectories(_root, "data.partial-*").Any());

        Assert.Equal(["shop.csv"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Map_leaves_a_whole_file_or_none()
    {
        using var run = CliProcess.Start(_root, "map", await shop.LogAsync(), "--out", "mapping.json");

        await run.UntilAsync(() => run.HasLoaded("Foresale.dll"));
        run.PressCtrlC();
        var (code, _, _) = await run.EndAsync();

        Assert.Contains(code, (int[])[0, 130]);
        Assert.Equal(code == 0 ? ["mapping.json"] : [], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Describe_ends()
    {
        using var run = CliProcess.Start(_root, "describe", await shop.DataAsync());

        await StopAsync(run, () => run.HasLoaded("duckdb"));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Theory]
    [InlineData("score", "scores.csv")]
    [InlineData("evaluate", "judged")]
    public async Task Score_and_evaluate_leave_nothing(string verb, string output)
    {
        using var run = CliProcess.Start(_root, verb, await shop.ModelAsync(), await shop.DataAsync(), "--out", output);

        await StopAsync(run, () => run.HasLoaded("onnxruntime"));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public async Task Quickstart_leaves_what_is_whole_and_no_half_model()
    {
        using var run = CliProcess.Start(_root, "quickstart", "--sessions", ShopFixture.Sessions, "--out", "first");

        await StopAsync(run, () => Directory.Exists(At("first")) && Directory.EnumerateDirectories(At("first"), "model.partial-*").Any());

        Assert.Equal(["data", "shop"], Directory.EnumerateFileSystemEntries(At("first")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Train_keeps_whole_epochs_and_the_same_command_ends_where_a_run_without_a_stop_ends()
    {
        string[] train = ["train", await shop.DataAsync(), "--target", "session", "--quick", "--encoder", "pooled", "--epochs", "6", "--threads", "1", "--out"];
        await Cli.RunAsync([.. train, At("straight")]);
        using var run = CliProcess.Start(_root, [.. train, "model"]);

        var said = await StopAsync(run, () => Directory.Exists(At("model.checkpoint")) && Directory.EnumerateFiles(At("model.checkpoint"), "intent-*.checkpoint").Any());

        Assert.Contains("Whole epochs are kept in model.checkpoint: the same command goes on from there.", said, StringComparison.Ordinal);
        Assert.Equal(["model.checkpoint", "straight"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var again = CliProcess.Start(_root, [.. train, "model"]);
        var (code, output, _) = await again.EndAsync();
        Assert.Equal(0, code);
        Assert.Matches("critic: goes on after epoch [1-6](, its last| of 6 at most), which an earlier run left in model.checkpoint. To start afresh, delete that folder.", output);
        Assert.False(Directory.Exists(At("model.checkpoint")));
        Assert.Equal(File.ReadAllBytes(At("straight/weights/weights.bin")), File.ReadAllBytes(At("model/weights/weights.bin")));
        Assert.Equal(File.ReadAllBytes(At("straight/model.onnx")), File.ReadAllBytes(At("model/model.onnx")));
    }

    [Fact]
    public async Task Train_promises_no_epochs_that_another_run_kept()
    {
        Directory.CreateDirectory(At("model.checkpoint"));
        File.WriteAllText(At("model.checkpoint/intent-0123456789abcdef.checkpoint"), "of other options");
        using var run = CliProcess.Start(_root, "train", await shop.DataAsync(), "--target", "session", "--quick", "--out", "model");

        var said = await StopAsync(run, () => Directory.EnumerateDirectories(_root, "model.partial-*").Any());

        Assert.DoesNotContain("Whole epochs", said, StringComparison.Ordinal);
        Assert.True(File.Exists(At("model.checkpoint/intent-0123456789abcdef.checkpoint")));
    }

    [Theory]
    [InlineData("intent-0123456789abcdef.checkpoint", false)]
    [InlineData("notes.txt", true)]
    public async Task A_training_that_ends_leaves_no_checkpoints_and_nobodys_file_is_lost(string file, bool stays)
    {
        Directory.CreateDirectory(At("model.checkpoint"));
        File.WriteAllText(At($"model.checkpoint/{file}"), "of another run, or of the user's");

        await Cli.RunAsync("train", await shop.DataAsync(), "--target", "session", "--quick", "--no-networks", "--out", At("model"));

        Assert.Equal(stays, File.Exists(At($"model.checkpoint/{file}")));
        Assert.Equal(stays, Directory.Exists(At("model.checkpoint")));
    }

    private static async Task<string> StopAsync(CliProcess run, Func<bool> sign)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent, and looked for, in the way of Linux.");
        await run.UntilAsync(sign);
        run.PressCtrlC();
        var (code, output, error) = await run.EndAsync();
        Assert.True(code == 130, $"exit {code}: {output}{error}");
        Assert.StartsWith("Stopped. Nothing half-written was left behind.", error, StringComparison.Ordinal);
        return error;
    }

    private string At(string name) => Path.Combine(_root, name);
}
