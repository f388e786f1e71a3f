using System.Text.RegularExpressions;
using Foresale.Cli.Tests.Serving;

namespace Foresale.Cli.Tests;

/// <summary>What the README tells people to type is what the command takes.</summary>
public sealed partial class ReadmeTests(ShopFixture shop) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-readme-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_command_in_the_readme_is_understood()
    {
        var commands = Commands().ToList();

        Assert.Contains("quickstart", commands);
        Assert.All(commands, command => Assert.Empty(App.Root().Parse(command).Errors.Select(e => $"{command}: {e.Message}")));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task The_first_command_runs()
    {
        var (code, output, error) = await Cli.CallAsync([.. Commands().First().Split(' '), "--no-serve", "--sessions", ShopFixture.Sessions, "--out", At("first")]);

        Assert.True(code == 0, error);
        Assert.Contains(At("first/model/report.html"), output.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.True(File.Exists(At("first/model/report.html")) && File.Exists(At("first/scores.csv")));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task The_commands_for_ones_own_log_run_one_after_the_other()
    {
        File.Copy(await shop.LogAsync(), At("shop.csv"));
        await File.WriteAllTextAsync(At("items.csv"), "item_id,stock\ni0001,5\ni0002,0\n", TestContext.Current.CancellationToken);

        foreach (var command in Commands().SkipWhile(c => !c.StartsWith("map shop.csv", StringComparison.Ordinal)))
        {
            if (command.StartsWith("serve", StringComparison.Ordinal))
            {
                await ServeAsync(command);
                continue;
            }

            // As they stand there, but for the length of the training.
            using var run = CliProcess.Start(_root, $"{command}{(command.StartsWith("train", StringComparison.Ordinal) ? " --quick --epochs 1" : "")}".Split(' '));
            var (code, output, error) = await run.EndAsync();
            Assert.True(code == 0, $"{command}: exit {code}{Environment.NewLine}{error}{output}");
        }

        Assert.True(File.Exists(At("model/report.html")) && File.Exists(At("scores.csv")));
    }

    // On a port that is free here, until it is ready; Ctrl-C then ends it.
    private async Task ServeAsync(string command)
    {
        var address = LiveServer.FreeAddress();
        using var client = new HttpClient { BaseAddress = address };
        using var run = CliProcess.Start(_root, $"{command} --urls {address}".Split(' '));
        await run.UntilAsync(() => LiveServer.IsReady(client));
        run.PressCtrlC();
        var (code, output, error) = await run.EndAsync();
        Assert.True(code == 0, $"{command}: exit {code}{Environment.NewLine}{error}");
        Assert.Contains("Admin key, shown this once: fsk_admin_", output, StringComparison.Ordinal);
    }

    // Lines of the README's sh blocks that call the command, by project or by alias, without their comments.
    private static IEnumerable<string> Commands() =>
        ShellBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
            .Select(line => Command().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups["command"].Value.Trim());

    [GeneratedRegex("```sh\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^(dotnet run -c Release --project src/Foresale.Cli --|foresale) (?<command>[^#]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    private string At(string name) => Path.Combine(_root, name);
}
