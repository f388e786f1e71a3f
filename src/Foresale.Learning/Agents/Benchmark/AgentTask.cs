using Foresale.Environments;
using Foresale.Events;
using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Agents.Benchmark;

/// <summary>An environment, and the settings with which each agent is measured on it.</summary>
public sealed record AgentTask
{
    /// <summary>Name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What is reported of episodes, with its unit.</summary>
    public required string ScoreName { get; init; }

    /// <summary>Decimals that the score deserves.</summary>
    public required int Decimals { get; init; }

    /// <summary>The score of some episodes.</summary>
    public required Func<IReadOnlyList<Episode>, double> Score { get; init; }

    /// <summary>Gives a new environment.</summary>
    public required Func<IEnvironment> Create { get; init; }

    /// <summary>How both agents meet it.</summary>
    public required RolloutOptions Rollout { get; init; }

    /// <summary>DDPG's options.</summary>
    public required DdpgOptions Ddpg { get; init; }

    /// <summary>TD3's options.</summary>
    public required Td3Options Td3 { get; init; }

    /// <summary>Names of all tasks.</summary>
    public static IReadOnlyList<string> Names { get; } = ["pendulum", "virtual-taobao"];

    /// <summary>A task by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="weights">Folder of VirtualTaobao's weights; other tasks do not read it.</param>
    /// <exception cref="UserFaultException">There is no such task, or the weights are not there.</exception>
    public static AgentTask Of(string name, string? weights = null) => name switch
    {
        "pendulum" => Pendulum(),
        "virtual-taobao" => VirtualTaobao(VirtualTaobaoWeights.Load(weights is { Length: > 0 } ? weights : throw new UserFaultException("--weights", "virtual-taobao needs the weights of its networks.", "Give --weights FOLDER, or set FORESALE_DATA to the folder that holds virtual-taobao; docs/environments.md says how they are made."))),
        _ => throw new UserFaultException(name, "there is no such benchmark.", $"Use {string.Join(" or ", Names)}."),
    };

    // Copies, target step and learning rate go together: fewer and larger steps for the same number of transitions (docs/ddpg.md).
    private static AgentTask Pendulum()
    {
        var rollout = new RolloutOptions { Steps = 10_000, Copies = 4, UpdatesPerStep = 2, WarmUp = 500, Noise = .3, FinalNoise = .05, EvaluationEpisodes = 20, EvaluateEvery = 500 };
        return new AgentTask
        {
            Name = "pendulum",
            Title = "Pendulum-v1",
            ScoreName = "mean return",
            Decimals = 1,
            Score = episodes => episodes.Average(e => e.Return),
            Create = () => new Pendulum(),
            Rollout = rollout,
            Ddpg = new DdpgOptions { Discount = .98, ActorLearningRate = 1e-3, CriticLearningRate = 1e-3, TargetStep = .02, ActorAverage = .98 },
            Td3 = new Td3Options { Discount = .98, ActorLearningRate = 1e-3, CriticLearningRate = 1e-3, TargetStep = .02, ActorAverage = .98 },
        };
    }

    // Discount 0: clicks of later pages do not depend on what is shown on this one. Much noise and a slow actor: with less, some seeds
    // saturate its tanh before the critic has seen where clicks are, and stay there.
    private static AgentTask VirtualTaobao(VirtualTaobaoWeights weights) => new()
    {
        Name = "virtual-taobao",
        Title = "VirtualTaobao (VirtualTB-v0)",
        ScoreName = "click-through rate",
        Decimals = 4,
        Score = episodes => episodes.Sum(e => e.Return) / episodes.Sum(e => e.Steps) / Environments.VirtualTaobao.ItemsPerPage,
        Create = () => new VirtualTaobao(weights),
        Rollout = new RolloutOptions { Steps = 20_000, Copies = 16, UpdatesPerStep = 2, WarmUp = 2_000, Noise = .5, FinalNoise = .1, IsStateScaled = true, EvaluationEpisodes = 100, EvaluateEvery = 1_000 },
        Ddpg = new DdpgOptions { Discount = 0, ActorLearningRate = 3e-4, CriticLearningRate = 1e-3, TargetStep = .01, ActorAverage = .99, IsCriticNormalized = true },
        Td3 = new Td3Options { Discount = 0, ActorLearningRate = 3e-4, CriticLearningRate = 1e-3, TargetStep = .01, ActorAverage = .99, IsCriticNormalized = true },
    };
}
