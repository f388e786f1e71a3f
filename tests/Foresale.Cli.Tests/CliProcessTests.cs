using Xunit.Sdk;

namespace Foresale.Cli.Tests;

/// <summary>A process that ends before its time has to be understood from the test's message alone.</summary>
public sealed class CliProcessTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-process-").FullName;

    [Fact]
    public async Task A_process_that_ends_before_the_sign_fails_the_test_with_its_exit_code_and_all_that_it_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A shell gives its output to a file.");
        using var run = CliProcess.StartTold(_root, "told", "describe", "nowhere");

        var failure = await Assert.ThrowsAsync<FailException>(() => run.UntilAsync(() => throw new HttpRequestException("nobody listens")));

        Assert.StartsWith("It ended before the sign, exit code 2.\nstdout:\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\nstderr:\nnowhere", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
