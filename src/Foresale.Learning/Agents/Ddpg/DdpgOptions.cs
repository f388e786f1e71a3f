using Foresale.Learning.Agents.OffPolicy;

namespace Foresale.Learning.Agents.Ddpg;

/// <summary>Options of <see cref="DdpgLearner"/>: those that every actor-critic has.</summary>
public sealed record DdpgOptions : ActorCriticOptions;
