namespace Foresale.Evaluation;

/// <summary>What agents reached on an environment, by the steps they took in it.</summary>
/// <param name="Title">Name of the environment.</param>
/// <param name="Score">What is reported of episodes, with its unit.</param>
/// <param name="Decimals">Decimals that the score deserves.</param>
/// <param name="Agents">In the order of the table.</param>
/// <param name="Notes">How it was measured, one sentence each.</param>
public sealed record LearningCurves(string Title, string Score, int Decimals, IReadOnlyList<AgentCurves> Agents, IReadOnlyList<string> Notes);

/// <summary>One agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">One a seed.</param>
public sealed record AgentCurves(string Name, IReadOnlyList<SeedCurve> Seeds)
{
    /// <summary>Mean of the final scores over seeds.</summary>
    public double Mean => Seeds.Average(s => s.Final);

    /// <summary>Standard deviation of the final scores over seeds; NaN for a single one.</summary>
    public double Deviation => Seeds.Count > 1 ? Math.Sqrt(Seeds.Sum(s => (s.Final - Mean) * (s.Final - Mean)) / (Seeds.Count - 1)) : double.NaN;
}

/// <summary>One run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Points">Score by environment steps; none for an agent that does not learn.</param>
/// <param name="Final">Score of the final episodes.</param>
/// <param name="EpisodeDeviation">Standard deviation of the return over the final episodes.</param>
public sealed record SeedCurve(int Seed, IReadOnlyList<CurvePoint> Points, double Final, double EpisodeDeviation);
