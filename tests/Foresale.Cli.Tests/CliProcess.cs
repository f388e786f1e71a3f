using System.Diagnostics;
using System.Globalization;

namespace Foresale.Cli.Tests;

/// <summary>The real command as a process of its own: what signals, full disks and permissions can only be tried on.</summary>
internal sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly string? _told; // the file that its output goes to; null where it comes here

    private CliProcess(string program, IEnumerable<string> arguments, string folder, string? told = null)
    {
        _told = told;
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The command beside the tests.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Foresale.Cli.exe" : "Foresale.Cli");

    /// <summary>Starts the command. Tests that run in the background ignore Ctrl-C, and so would their children: <c>env</c> sets that right.</summary>
    public static CliProcess Start(string folder, params IEnumerable<string> arguments) =>
        OperatingSystem.IsLinux() ? new CliProcess("env", ["--default-signal=INT", Path, .. arguments], folder) : new CliProcess(Path, arguments, folder);

    /// <summary>Starts the command with its error output going to a file, such as a pipe that nobody empties. Linux only.</summary>
    public static CliProcess StartMute(string folder, string error, params IEnumerable<string> arguments) =>
        new("env", ["--default-signal=INT", "sh", "-c", $"exec \"$0\" \"$@\" 2>{error}", Path, .. arguments], folder);

    /// <summary>Starts the command with its output going to a file, to be read while it runs. Linux only.</summary>
    public static CliProcess StartTold(string folder, string output, params IEnumerable<string> arguments) =>
        new("env", ["--default-signal=INT", "sh", "-c", $"exec \"$0\" \"$@\" >{output}", Path, .. arguments], folder, System.IO.Path.Combine(folder, output));

    /// <summary>Runs another program to its end, such as a shell that sets a limit first.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        var process = new CliProcess(program, arguments, folder);
        return process.EndAsync();
    }

    /// <summary>True once it has loaded a native library: then the verb is past reading its arguments.</summary>
    public bool HasLoaded(string library)
    {
        try
        {
            return File.ReadAllText($"/proc/{_process.Id}/maps").Contains(library, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for a sign of life; a server that does not answer gives none. Without one the test fails with all that was told.</summary>
    public async Task UntilAsync(Func<bool> sign)
    {
        var clock = Stopwatch.StartNew();
        while (!Came())
        {
            if (_process.HasExited || clock.Elapsed > s_patience)
            {
                await FailAsync();
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        bool Came()
        {
            try
            {
                return sign();
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Presses Ctrl-C.</summary>
    public void PressCtrlC()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end. Of what stood on stderr the lines of progress, which depend on the machine's speed, are left out.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        var told = (await _error).Split('\n').Where(line => !line.StartsWith("   ", StringComparison.Ordinal));
        return (_process.ExitCode, await _output, string.Join('\n', told));
    }

    private async Task FailAsync()
    {
        var how = _process.HasExited ? $"It ended before the sign, exit code {_process.ExitCode}." : $"The sign did not come in {s_patience}.";
        if (!_process.HasExited)
        {
            Kill(); // its output ends with it
        }

        Assert.Fail($"{how}\nstdout:\n{await _output}{(File.Exists(_told) ? await File.ReadAllTextAsync(_told) : "")}\nstderr:\n{await _error}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
