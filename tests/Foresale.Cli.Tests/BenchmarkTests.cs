using System.Text.Json;

namespace Foresale.Cli.Tests;

public sealed class BenchmarkTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-benchmark-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Pendulum_is_judged_beside_random_and_written_whole()
    {
        var (code, output, error) = await Cli.CallAsync("benchmark", "pendulum", "--agent", "ddpg", "--seeds", "2", "--steps", "600", "--json", "--out", At("out"));

        Assert.True(code == 0, error);
        var document = JsonDocument.Parse(output).RootElement;
        var agents = document.GetProperty("agents").EnumerateArray().ToList();
        Assert.Equal(["ddpg", "random"], agents.Select(a => a.GetProperty("agent").GetString()));
        Assert.All(agents, a => Assert.Equal(2, a.GetProperty("seeds").GetArrayLength()));
        Assert.InRange(agents[1].GetProperty("mean").GetDouble(), -1_400, -1_050); // what random torque is known to return
        Assert.Equal(["benchmark.json", "curves.svg", "report.html"], Directory.EnumerateFiles(At("out")).Select(Path.GetFileName).Order());
        Assert.Contains("ddpg, seed 2", await File.ReadAllTextAsync(At("out/report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("benchmark chess", "chess: there is no such benchmark. Use pendulum, virtual-taobao, ")]
    [InlineData("benchmark pendulum --agent sac", "--agent: 'sac' is no agent. Use ddpg, td3, random.")]
    [InlineData("benchmark pendulum --seeds 0", "--seeds: 0 is no number of runs. Give 1 or more.")]
    [InlineData("benchmark pendulum --seed 2147483647 --seeds 3", "--seed: 3 seeds from 2147483647 on go beyond 2147483647. Give a smaller one.")]
    [InlineData("benchmark virtual-taobao --weights ", "--weights: virtual-taobao needs the weights of its networks. Give --weights FOLDER")]
    [InlineData("benchmark pendulum --steps 500", "--steps: 500 steps are no more than the 500 random ones at the start. Give more than 500.")]
    [InlineData("benchmark virtual-taobao --weights nowhere", "nowhere: the weights of VirtualTaobao are not in this folder. Give the folder that holds action_model.json.gz, generator_model.json.gz and leave_model.json.gz; docs/environments.md says how they are made.")]
    public async Task What_cannot_be_run_is_told(string command, string message)
    {
        var (code, _, error) = await Cli.CallAsync(command.Split(' '));

        Assert.Equal(2, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_leaves_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent, and looked for, in the way of Linux.");
        using var run = CliProcess.Start(_root, "benchmark", "pendulum", "--agent", "ddpg", "--steps", "100000", "--out", "out");
        await run.UntilAsync(() => Directory.EnumerateDirectories(_root, "out.partial-*").Any());

        run.PressCtrlC();

        Assert.Equal(130, (await run.EndAsync()).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    private string At(string name) => Path.Combine(_root, name);
}
