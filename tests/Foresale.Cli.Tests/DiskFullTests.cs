namespace Foresale.Cli.Tests;

/// <summary>A disk that is full, or a size limit, midway through what is written: a clear message, exit 2, nothing half-written.</summary>
public sealed class DiskFullTests(ShopFixture shop) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-full-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("full/shop", "simulate --sessions 20000 --out full/shop")]
    [InlineData("full/shop.csv", "simulate --sessions 20000 --out full/shop.csv")]
    [InlineData("full/shop.parquet", "simulate --sessions 20000 --out full/shop.parquet")]
    [InlineData("full/data", "import LOG --map foresale --out full/data")]
    [InlineData("full/scores.csv", "score MODEL DATA --out full/scores.csv")]
    [InlineData("full/scores.parquet", "score MODEL DATA --out full/scores.parquet")]
    [InlineData("full/judged", "evaluate MODEL DATA --out full/judged")]
    [InlineData("full/model", "train DATA --quick --no-networks --threads 1 --out full/model")]
    public async Task A_full_disk_is_told_and_nothing_stays(string place, string command)
    {
        Directory.CreateDirectory(At("full"));
        var arguments = new List<string>();
        foreach (var word in command.Split(' '))
        {
            arguments.Add(word switch { "LOG" => await shop.LogAsync(), "DATA" => await shop.DataAsync(), "MODEL" => await shop.ModelAsync(), _ => word });
        }

        // A disk of 100 kB that only this process sees, and that is gone with it.
        const string Script = "mount -t tmpfs -o size=100k tmpfs full || exit 77; \"$@\"; code=$?; ls -A full | sed 's/^/left: /'; exit $code";

        var (code, output, error) = await CliProcess.RunAsync(_root, "unshare", ["--map-root-user", "--mount", "sh", "-c", Script, "sh", CliProcess.Path, .. arguments]);

        Assert.SkipWhen(code is 77 || error.Contains("unshare", StringComparison.Ordinal), "This account may not mount a disk of its own.");
        Assert.Equal((2, $"{place}: the disk is full. Make room, or write to another disk; nothing half-written was left behind."), (code, error.Trim()));
        Assert.DoesNotContain("left: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_size_limit_is_told_and_nothing_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ulimit is a thing of Unix.");
        // The limit's signal is ignored as by a shell's `trap '' XFSZ`; the runtime's own large mapping would break it too.
        const string Script = "trap '' XFSZ; ulimit -f 100; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"";

        var (code, _, error) = await CliProcess.RunAsync(_root, "bash", "-c", Script, "bash", CliProcess.Path, "simulate", "--sessions", "20000", "--out", "shop");

        Assert.Equal((2, "shop: a file would grow beyond the size that the file system or `ulimit -f` allows. Raise the limit, or write to another disk; nothing half-written was left behind."), (code, error.Trim()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    private string At(string name) => Path.Combine(_root, name);
}
