namespace Foresale.Environments;

/// <summary>
/// Several copies of an environment that step together, so that a policy acts for all of them in one call. A copy whose episode ends starts
/// the next one in the same step.
/// </summary>
/// <remarks>
/// <para>Shapes: N = copies, S = observation size, A = action size; all arrays are flat and row-major.</para>
/// <para>
/// Trap: after an end, <see cref="Observations"/> already shows the next episode. What a learner stores as the next state is
/// <see cref="NextObservations"/>, the state that the action led to; bootstrapping from the other one would give a time limit the value of
/// a fresh start.
/// </para>
/// </remarks>
public sealed class VectorEnvironment
{
    private readonly IEnvironment[] _copies;

    /// <summary>Creates the copies.</summary>
    /// <param name="create">Gives a new environment at each call.</param>
    /// <param name="count">How many, &gt;= 1.</param>
    public VectorEnvironment(Func<IEnvironment> create, int count)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _copies = [.. Enumerable.Range(0, count).Select(_ => create())];
        (ObservationSpace, ActionSpace) = (_copies[0].Observations, _copies[0].Actions);
        Observations = new float[count * ObservationSpace.Size];
        NextObservations = new float[Observations.Length];
        Rewards = new double[count];
        Terminated = new bool[count];
        Truncated = new bool[count];
    }

    /// <summary>Space of one copy's observation.</summary>
    public Space ObservationSpace { get; }

    /// <summary>Space of one copy's action.</summary>
    public Space ActionSpace { get; }

    /// <summary>N.</summary>
    public int Count => _copies.Length;

    /// <summary>What to act on: [N, S], of the next episode where one has ended.</summary>
    public float[] Observations { get; }

    /// <summary>What the last actions led to: [N, S], of the old episode also where it has ended.</summary>
    public float[] NextObservations { get; }

    /// <summary>Rewards of the last actions: [N].</summary>
    public double[] Rewards { get; }

    /// <summary>Where the process ended: [N].</summary>
    public bool[] Terminated { get; }

    /// <summary>Where a time limit ended the watching: [N].</summary>
    public bool[] Truncated { get; }

    /// <summary>Starts an episode in each copy; each has random numbers of its own.</summary>
    public void Reset(int seed)
    {
        for (var i = 0; i < Count; i++)
        {
            _copies[i].Reset(SeedOf(seed, i)).CopyTo(Observations, i * ObservationSpace.Size);
        }
    }

    /// <summary>Acts once in each copy.</summary>
    /// <param name="actions">[N, A].</param>
    public void Step(ReadOnlySpan<float> actions)
    {
        var (states, size) = (ObservationSpace.Size, ActionSpace.Size);
        for (var i = 0; i < Count; i++)
        {
            var step = _copies[i].Step(actions.Slice(i * size, size));
            (Rewards[i], Terminated[i], Truncated[i]) = (step.Reward, step.Terminated, step.Truncated);
            step.Observation.CopyTo(NextObservations, i * states);
            (step.Ended ? _copies[i].Reset() : step.Observation).CopyTo(Observations, i * states);
        }
    }

    // Far apart for neighbouring seeds: copy 1 of seed 1 must not repeat copy 0 of seed 2.
    private static int SeedOf(int seed, int copy)
    {
        var mixed = unchecked(((ulong)(uint)seed << 32) + (uint)copy + 0x9E3779B97F4A7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL); // SplitMix64 (Steele et al. 2014)
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }
}
