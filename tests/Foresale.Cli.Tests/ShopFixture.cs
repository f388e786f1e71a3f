namespace Foresale.Cli.Tests;

/// <summary>A small simulated shop, its dataset and a quick model of it, made once, when first asked for, for the tests that only read them.</summary>
public sealed class ShopFixture : IDisposable
{
    /// <summary>Sessions of the shop: some 60 of them end in a purchase.</summary>
    public const string Sessions = "1200";

    private readonly string _root = Directory.CreateTempSubdirectory("foresale-shop-").FullName;
    private readonly Lazy<Task<string>> _log;
    private readonly Lazy<Task<string>> _data;
    private readonly Lazy<Task<string>> _model;

    public ShopFixture()
    {
        _log = new(async () =>
        {
            await Cli.RunAsync("simulate", "--sessions", Sessions, "--out", At("shop"));
            return At("shop/events.csv");
        });
        _data = new(async () =>
        {
            await Cli.RunAsync("import", await LogAsync(), "--map", "foresale", "--zone", "Europe/Paris", "--out", At("data"));
            return At("data");
        });
        _model = new(async () =>
        {
            await Cli.RunAsync("train", await DataAsync(), "--target", "session", "--quick", "--epochs", "1", "--threads", "1", "--out", At("model"));
            return At("model");
        });
    }

    /// <summary>The shop's log, a CSV file.</summary>
    public Task<string> LogAsync() => _log.Value;

    /// <summary>The log, imported.</summary>
    public Task<string> DataAsync() => _data.Value;

    /// <summary>A model of target <c>session</c> with all learners, one epoch, one thread.</summary>
    public Task<string> ModelAsync() => _model.Value;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);
}

/// <summary>The command inside the test's process.</summary>
internal static class Cli
{
    /// <summary>Calls it.</summary>
    public static async Task<(int Code, string Output, string Error)> CallAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await App.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Calls it and expects exit code 0.</summary>
    public static async Task<string> RunAsync(params string[] args)
    {
        var (code, output, error) = await CallAsync(args);
        Assert.True(code == 0, $"foresale {string.Join(' ', args)}: exit {code}{Environment.NewLine}{error}{output}");
        return output;
    }
}

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Foresale.slnx")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Foresale.slnx lies in no folder above the tests."));
}
