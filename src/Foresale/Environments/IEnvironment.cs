namespace Foresale.Environments;

/// <summary>
/// A decision process in the form of Gymnasium (Towers et al. 2024): an agent sees an observation, acts, and gets a reward.
/// <see cref="EnvironmentChecker"/> says what is wrong with one of your own.
/// </summary>
/// <remarks>An environment is used by one thread. Arrays that it gives away belong to the caller: it never writes into them again.</remarks>
public interface IEnvironment
{
    /// <summary>Names and bounds of an observation.</summary>
    Space Observations { get; }

    /// <summary>Names and bounds of an action.</summary>
    Space Actions { get; }

    /// <summary>Starts an episode.</summary>
    /// <param name="seed">Equal seeds give equal episodes for equal actions; null goes on with the random numbers of the last seed.</param>
    /// <returns>The first observation, as long as <see cref="Observations"/>.</returns>
    float[] Reset(int? seed = null);

    /// <summary>Acts once. After an end, only <see cref="Reset"/> may follow.</summary>
    /// <param name="action">As long as <see cref="Actions"/>; values out of bounds are clipped.</param>
    /// <exception cref="InvalidOperationException">The episode has ended, or none has begun.</exception>
    EnvironmentStep Step(ReadOnlySpan<float> action);
}

/// <summary>What an action led to.</summary>
/// <param name="Observation">The state after the action, also where the episode ends.</param>
/// <param name="Reward">Finite.</param>
/// <param name="Terminated">The process itself is over: nothing follows, and the value of the state is 0.</param>
/// <param name="Truncated">
/// Only the watching is over (a time limit): the process would go on, so a learner bootstraps from <paramref name="Observation"/>.
/// </param>
public readonly record struct EnvironmentStep(float[] Observation, double Reward, bool Terminated, bool Truncated)
{
    /// <summary>True where the episode is over, in either way.</summary>
    public bool Ended => Terminated || Truncated;
}
