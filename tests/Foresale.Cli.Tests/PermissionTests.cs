namespace Foresale.Cli.Tests;

/// <summary>Places that may not be read or written. Root may do everything, so as root the command runs as nobody.</summary>
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-denied-").FullName;

    public PermissionTests()
    {
        File.WriteAllText(At("shop.csv"), "time,user_id,behavior,item_id\n2026-01-01T00:00:00Z,u,view,i\n2026-01-01T00:01:00Z,u,purchase,i\n2026-01-02T00:00:00Z,v,view,j\n");
        Directory.CreateDirectory(At("closed"));
        foreach (var place in (string[])[_root, At("closed"), At("shop.csv")])
        {
            Allow(place, ForAll);
        }
    }

    public void Dispose()
    {
        Allow(_root, ForAll | UnixFileMode.UserWrite);
        Allow(At("closed"), ForAll | UnixFileMode.UserWrite);
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("import", "shop.csv", "--map", "foresale", "--out", "closed/data")]
    [InlineData("simulate", "--sessions", "10", "--out", "closed/shop")]
    [InlineData("simulate", "--sessions", "10", "--out", "closed/shop.parquet")]
    [InlineData("map", "shop.csv", "--out", "closed/mapping.json")]
    public async Task A_folder_that_may_not_be_written_is_named(params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Matches($"^{At("closed")}/[^ ]+: no permission to read or write here. Change its permissions, or give another place.$", error.Trim());
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("closed")));
    }

    [Theory]
    [InlineData("import", "shop.csv", "--map", "foresale", "--out", "data")]
    [InlineData("map", "shop.csv")]
    public async Task A_file_that_may_not_be_read_is_named(params string[] arguments)
    {
        Allow(At("shop.csv"), UnixFileMode.None);

        var (code, _, error) = await RunAsync(arguments);

        Assert.Equal((2, $"{At("shop.csv")}: no permission to read or write here. Change its permissions, or give another place."), (code, error.Trim()));
    }

    private static void Allow(string place, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place, mode);
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These are the permissions of Unix.");
        if (!Environment.IsPrivilegedProcess)
        {
            return await CliProcess.RunAsync(_root, CliProcess.Path, arguments);
        }

        var result = await CliProcess.RunAsync(_root, "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", CliProcess.Path, .. arguments]);
        Assert.SkipWhen(result.Error.StartsWith("setpriv:", StringComparison.Ordinal), "nobody may not run the command from here.");
        return result;
    }

    private string At(string name) => Path.Combine(_root, name);
}
