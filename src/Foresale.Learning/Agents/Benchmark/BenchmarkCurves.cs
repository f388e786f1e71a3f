using Foresale.Evaluation;

namespace Foresale.Learning.Agents.Benchmark;

/// <summary>Runs as curves to draw.</summary>
public static class BenchmarkCurves
{
    /// <summary>Curves of some runs of one task, by agent in the order in which they first occur.</summary>
    public static LearningCurves Of(AgentTask task, IReadOnlyList<AgentRun> runs)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new LearningCurves(
            task.Title,
            task.ScoreName,
            task.Decimals,
            [.. runs.GroupBy(r => r.Agent, StringComparer.Ordinal).Select(g => new AgentCurves(g.Key, [.. g.Select(r => Seed(task, r))]))],
            [
                FormattableString.Invariant($"A cell is the {task.ScoreName} of {AgentBenchmark.FinalEpisodes} episodes after training, ± the standard deviation of their returns; the last column is the mean over seeds ± its deviation."),
                FormattableString.Invariant($"{task.Rollout.Copies} copies of the environment, {task.Rollout.UpdatesPerStep} updates after a step of all of them; a point of a curve is {task.Rollout.EvaluationEpisodes} episodes."),
            ]);
    }

    /// <summary>Standard deviation of the return over a run's final episodes.</summary>
    public static double Deviation(AgentRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var mean = run.Final.Average(e => e.Return);
        return Math.Sqrt(run.Final.Sum(e => (e.Return - mean) * (e.Return - mean)) / (run.Final.Count - 1));
    }

    private static SeedCurve Seed(AgentTask task, AgentRun run) => new(run.Seed, [.. run.Points.Select(p => new CurvePoint(p.Steps, task.Score(p.Episodes)))], task.Score(run.Final), Deviation(run));
}
