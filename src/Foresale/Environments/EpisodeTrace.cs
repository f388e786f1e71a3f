namespace Foresale.Environments;

/// <summary>What an episode showed.</summary>
internal sealed class EpisodeTrace
{
    public List<float[]> Observations { get; } = [];

    public List<double> Rewards { get; } = [];

    public List<(bool Terminated, bool Truncated)> Ends { get; } = [];

    /// <summary>Step of the first difference, 0 for the first observation; null for none.</summary>
    public int? FirstDifference(EpisodeTrace other)
    {
        for (var step = 0; step < Math.Max(Observations.Count, other.Observations.Count); step++)
        {
            if (step >= Observations.Count || step >= other.Observations.Count || !Observations[step].AsSpan().SequenceEqual(other.Observations[step])
                || (step > 0 && (Rewards[step - 1] != other.Rewards[step - 1] || Ends[step - 1] != other.Ends[step - 1])))
            {
                return step;
            }
        }

        return null;
    }
}
