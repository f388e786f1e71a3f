using Foresale.Environments;
using Foresale.Events;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;
using MyShop = Foresale.Learning.Tests.Agents.OffPolicy.Quadratic;

namespace Foresale.Learning.Tests.Agents.OffPolicy;

/// <summary>The public door to the agents; its first two tests are the examples of docs/environments.md and docs/td3.md.</summary>
[Collection(TorchCollection.Name)]
public class PolicyTrainingTests
{
    private static readonly Td3Options Small = new() { HiddenSize = 32, ActorLearningRate = 2e-3, CriticLearningRate = 2e-3, ActorAverage = .98 };

    [Fact]
    public void The_example_on_an_environment_of_ones_own_learns()
    {
        var options = new Td3Options { HiddenSize = 32, ActorLearningRate = 2e-3, CriticLearningRate = 2e-3, ActorAverage = .98 };
        var rollout = new RolloutOptions { Steps = 3_000, Copies = 8, UpdatesPerStep = 3, WarmUp = 400, Batch = 64, Noise = .3, EvaluateEvery = 0 };
        using var agent = PolicyTraining.OnEnvironment(() => new MyShop(), options, rollout, CancellationToken.None);
        float[] action = agent.Act([.5f]);

        Assert.Equal(.25f, action[0], tolerance: .15f);
        Assert.Single(agent.Points);
    }

    [Fact]
    public void The_example_on_a_log_learns()
    {
        var log = Logged(1_000);

        var prices = new Space(["discount"], [-2], [2]);
        var options = new Td3Options { BehaviorCloning = 2.5, HiddenSize = 32, ActorLearningRate = 1e-3, CriticLearningRate = 1e-3, ActorAverage = .99 };
        using var agent = PolicyTraining.OnLog(log, prices, options, updates: 800, batch: 64, CancellationToken.None);
        float[] action = agent.Act([.5f]);

        Assert.Equal(.25f, action[0], tolerance: .2f); // half the state is best; the log's actions are drawn evenly
    }

    [Theory]
    [InlineData("environments.md", nameof(The_example_on_an_environment_of_ones_own_learns))]
    [InlineData("td3.md", nameof(The_example_on_a_log_learns))]
    public void The_pages_show_what_these_tests_run(string page, string test)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Foresale.slnx")))
        {
            root = root.Parent!;
        }

        var source = File.ReadAllText(Path.Combine(root.FullName, "tests", "Foresale.Learning.Tests", "Agents", "OffPolicy", $"{nameof(PolicyTrainingTests)}.cs")).Split($"void {test}()")[1].Split("[Fact]")[0];
        var example = File.ReadAllText(Path.Combine(root.FullName, "docs", page)).Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0]).Single(block => block.Contains(nameof(PolicyTraining), StringComparison.Ordinal));

        Assert.All(example.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line is not ['/', '/', ..]), line => Assert.Contains(line, source, StringComparison.Ordinal));
    }

    [Fact]
    public void States_in_a_row_are_answered_together()
    {
        using var agent = PolicyTraining.OnLog(Logged(50), new MyShop().Actions, new DdpgOptions { HiddenSize = 8 }, updates: 2, batch: 8, CancellationToken.None);
        var both = new float[2];

        agent.Act([.1f, .9f], both);

        Assert.Equal([agent.Act([.1f])[0], agent.Act([.9f])[0]], both, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Throws<ArgumentException>(() => agent.Act([.1f], both));
    }

    [Fact]
    public void A_log_that_cannot_be_learnt_from_is_told()
    {
        var step = new LoggedTransition([0], [1], 0, [0], Terminated: true);
        string Message(params LoggedTransition[] log) =>
            Assert.Throws<UserFaultException>(() => PolicyTraining.OnLog(log, new MyShop().Actions, Small, updates: 1, batch: 1, CancellationToken.None)).Message;

        Assert.Equal("logged transitions: there are none. Give at least one.", Message());
        Assert.Equal("logged transition 1: 2 numbers of state, 1 of action, 1 of next state, where 1, 1 and 1 belong. Correct the log.", Message(step, step with { State = [0, 1] }));
        Assert.Equal("logged transition 0: a = 3 is out of its bounds, -2 to 2. Correct the log.", Message(step with { Action = [3] }));
        Assert.Equal("logged transition 0: a number is not finite. Correct the log.", Message(step with { Reward = double.NaN }));
    }

    [Fact]
    public void Options_out_of_their_range_are_told_before_anything_runs()
    {
        var task = AgentTask.Of("pendulum");
        string Message(AgentTask given) => Assert.Throws<UserFaultException>(() => AgentBenchmark.Run(given, "td3", seed: 1, steps: null, progress: null, CancellationToken.None)).Message;

        Assert.Equal("agent options: The policy's delay is less than 1. Correct it, or leave the default.", Message(task with { Td3 = task.Td3 with { PolicyDelay = 0 } }));
        Assert.Equal("agent options: A learning rate is not above 0. Correct it, or leave the default.", Message(task with { Td3 = task.Td3 with { ActorLearningRate = -1 } }));
        Assert.Equal("agent options: The discount is not in 0..1. Correct it, or leave the default.", Message(task with { Ddpg = task.Ddpg with { Discount = double.NaN } }));
        Assert.Equal("agent options: Copies, batch, capacity or evaluation episodes are less than 1. Correct it, or leave the default.", Message(task with { Rollout = task.Rollout with { Batch = 0 } }));
    }

    private static List<LoggedTransition> Logged(int count)
    {
        var (random, shop, log) = (new Random(4), new MyShop(), new List<LoggedTransition>());
        for (var i = 0; i < count; i++)
        {
            var state = shop.Reset(i);
            float[] action = [(4 * random.NextSingle()) - 2];
            var step = shop.Step(action);
            log.Add(new LoggedTransition(state, action, step.Reward, step.Observation, step.Terminated));
        }

        return log;
    }
}
