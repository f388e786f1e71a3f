using Foresale.Learning.Agents.Benchmark;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.Agents;

/// <summary>What the studies of agents have in common.</summary>
internal static class AgentRows
{
    /// <summary>Runs all agents with all seeds, random last.</summary>
    public static List<AgentRun> RunAll(AgentTask task, int? steps, StudyContext context, CancellationToken cancellationToken) =>
        [.. AgentBenchmark.Agents.SelectMany(agent => context.Seeds.Select(seed => AgentBenchmark.Run(task, agent, seed, steps, context.Progress, cancellationToken)))];

    /// <summary>A row an agent: a column a seed, and the mean over them.</summary>
    public static StudyTable Table(AgentTask task, IReadOnlyList<AgentRun> runs)
    {
        var format = FormattableString.Invariant($"F{task.Decimals}");
        var seeds = runs.Select(r => r.Seed).Distinct().ToList();
        return new StudyTable(
            FormattableString.Invariant($"{char.ToUpperInvariant(task.ScoreName[0])}{task.ScoreName[1..]} of {AgentBenchmark.FinalEpisodes} episodes after training"),
            "agent",
            [.. seeds.Select(s => (FormattableString.Invariant($"seed {s}"), format)), ("all seeds", format)],
            [.. runs.GroupBy(r => r.Agent, StringComparer.Ordinal).Select(g => new StudyRow(g.Key, [.. g.Select(r => (Figure)task.Score(r.Final)), Sample.MeanOf([.. g.Select(r => task.Score(r.Final))])]))]);
    }
}
