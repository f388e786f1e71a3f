namespace Foresale.Cli.Tests;

/// <summary>What OpenMP itself says of how its threads wait, when it is loaded in a run of the real command.</summary>
public sealed class OpenMpTests(ShopFixture shop) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-openmp-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("GOMP_SPINCOUNT = '0'")]
    [InlineData("OMP_WAIT_POLICY = 'ACTIVE'", "OMP_WAIT_POLICY=active")]
    public async Task Threads_sleep_while_they_wait_unless_the_user_lets_them_spin(string told, params string[] variables)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "GNU's OpenMP prints its settings.");

        var (code, _, error) = await CliProcess.RunAsync(
            _root, "env", ["-u", "OMP_WAIT_POLICY", "OMP_DISPLAY_ENV=verbose", .. variables, CliProcess.Path, "train", await shop.DataAsync(), "--target", "session", "--quick", "--no-networks", "--out", "model"]);

        Assert.Equal(0, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }
}
