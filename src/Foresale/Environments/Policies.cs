namespace Foresale.Environments;

/// <summary>Acts, and does not learn.</summary>
public interface IPolicy
{
    /// <summary>Actions for N states.</summary>
    /// <param name="observations">[N, S], row-major.</param>
    /// <param name="actions">[N, A], within the bounds of the action space.</param>
    void Act(ReadOnlySpan<float> observations, Span<float> actions);
}

/// <summary>Draws evenly between the bounds: what every learned policy has to beat.</summary>
public sealed class RandomPolicy(Space space, int seed) : IPolicy
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions)
    {
        for (; actions.Length > 0; actions = actions[space.Size..])
        {
            space.Draw(_random, actions);
        }
    }
}

/// <summary>One episode from start to end.</summary>
/// <param name="Return">Sum of its rewards, undiscounted.</param>
/// <param name="Steps">Its length.</param>
public readonly record struct Episode(double Return, int Steps);

/// <summary>Judges policies by whole episodes.</summary>
public static class Episodes
{
    /// <summary>Plays one episode in each of <paramref name="count"/> copies, all at once.</summary>
    /// <remarks>
    /// Exactly the first episode of each copy counts. Taking the first that end instead would prefer short ones.
    /// </remarks>
    /// <param name="create">Gives a new environment at each call.</param>
    /// <param name="policy">Acts.</param>
    /// <param name="count">How many episodes, &gt;= 1.</param>
    /// <param name="seed">Equal seeds give equal starts.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static IReadOnlyList<Episode> Play(Func<IEnvironment> create, IPolicy policy, int count, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var copies = new VectorEnvironment(create, count);
        var (returns, steps, ended) = (new double[count], new int[count], new bool[count]);
        var actions = new float[count * copies.ActionSpace.Size];
        copies.Reset(seed);
        for (var left = count; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            policy.Act(copies.Observations, actions);
            copies.Step(actions);
            for (var i = 0; i < count; i++)
            {
                if (!ended[i])
                {
                    returns[i] += copies.Rewards[i];
                    steps[i]++;
                    ended[i] = copies.Terminated[i] || copies.Truncated[i];
                    left -= ended[i] ? 1 : 0;
                }
            }
        }

        return [.. returns.Zip(steps, (r, s) => new Episode(r, s))];
    }
}
