using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation.Report;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Quality.Reporting;
using MathNet.Numerics.Statistics;

namespace Foresale.Quality.Agents;

/// <summary>How well and how fast the agents learn Pendulum-v1, beside an eager PyTorch script of the same algorithm.</summary>
internal static class PendulumStudy
{
    private const double Wanted = -175;
    private const int Every = 250;
    private static readonly Option<string> s_python = new("--python") { Description = "A Python with torch on OpenBLAS; empty to leave the comparison out.", DefaultValueFactory = _ => "/usr/bin/python3" };
    private static readonly Option<int> s_rounds = new("--rounds") { Description = "Rounds of timed updates, both sides in turn.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> s_updates = new("--updates") { Description = "Updates of a round.", DefaultValueFactory = _ => 500 };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("pendulum", "DDPG and TD3 on Pendulum-v1, and their speed beside eager PyTorch.", [s_python, s_rounds, s_updates], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var task = AgentTask.Of("pendulum");
        var runs = AgentRows.RunAll(task, steps: null, context, cancellationToken);
        var (tables, findings) = (new List<StudyTable> { AgentRows.Table(task, runs) }, new List<Finding>());
        findings.AddRange(runs.Where(r => r.Agent is not AgentBenchmark.Random).GroupBy(r => r.Agent, StringComparer.Ordinal).Select(g => Reaches(task, g.Key, [.. g])));
        if (parse.GetValue(s_python) is { Length: > 0 } python)
        {
            Compare(task, python, parse, context, tables, findings, cancellationToken);
        }

        return new StudyReport
        {
            Title = "Pendulum-v1",
            Method = "Mean return of 100 evaluation episodes after 10,000 environment steps (a step of n copies counts as n), the averaged actor without noise, starts by the seed. "
                + "Times leave evaluation out. Processor seconds are those of the side's own threads; on a busy machine they are the figure to read.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["copies"] = task.Rollout.Copies.ToString(CultureInfo.InvariantCulture),
                ["updates a step of all copies"] = task.Rollout.UpdatesPerStep.ToString(CultureInfo.InvariantCulture),
                ["batch"] = task.Rollout.Batch.ToString(CultureInfo.InvariantCulture),
                ["learning rate"] = task.Ddpg.ActorLearningRate.ToString(CultureInfo.InvariantCulture),
                ["target step"] = task.Ddpg.TargetStep.ToString(CultureInfo.InvariantCulture),
            },
            Tables = tables,
            Findings = findings,
            Notes =
            [
                "Settings were chosen on seeds 1 to 10 by final returns of 1,000 episodes; seeds 1 to 3 of this table were among them.",
                "rl-zoo's published figures after 20,000 steps: DDPG -152.1 ± 94.3, TD3 -151.9 ± 90.2 (deviation over episodes). The best policies here have -146 over 1,000 starts; a mean of 100 starts has a standard error of 9.",
            ],
            Picture = LearningCurveReport.Svg(BenchmarkCurves.Of(task, runs)),
        };
    }

    private static Finding Reaches(AgentTask task, string agent, AgentRun[] runs)
    {
        var reached = runs.Count(r => task.Score(r.Final) >= Wanted);
        return new Finding(
            string.Create(CultureInfo.InvariantCulture, $"{agent}: {Wanted} or better after {task.Rollout.Steps:N0} steps with every seed"),
            string.Create(CultureInfo.InvariantCulture, $"{reached} of {runs.Length} (worst {runs.Min(r => task.Score(r.Final)):F1})"),
            reached == runs.Length);
    }

    private static void Compare(AgentTask task, string python, ParseResult parse, StudyContext context, List<StudyTable> tables, List<Finding> findings, CancellationToken cancellationToken)
    {
        var updates = parse.GetValue(s_updates);
        var (ours, theirs) = (new List<Took>(), new List<Took>());
        for (var round = 1; round <= parse.GetValue(s_rounds); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ours.Add(Timing.Updates(task, updates));
            theirs.Add(Timing.Python(python, "speed", "--updates", updates.ToString(CultureInfo.InvariantCulture), "--tau", Number(task.Ddpg.TargetStep)));
            context.Progress.Report(new StageProgress("updates", round, parse.GetValue(s_rounds)));
        }

        StudyRow Speed(string name, List<Took> took) => new(name, [took.Select(t => updates / t.ProcessorSeconds).Median(), took.Select(t => updates / t.Seconds).Median()]);
        tables.Add(new StudyTable("Updates a second, one environment's settings, medians of rounds in turn", "side", [("by processor time", "F0"), ("by the clock", "F0")], [Speed("Foresale (TorchSharp)", ours), Speed("eager PyTorch", theirs)]));
        var ratio = theirs.Select(t => t.ProcessorSeconds).Median() / ours.Select(t => t.ProcessorSeconds).Median();
        findings.Add(new Finding("(a) updates a second over PyTorch's, .8 expected", string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} by processor time"), ratio >= .8));

        var sides = new (string Name, Func<int, Took> Run)[]
        {
            ("Foresale, vectorised", seed => Timing.Gate(task, seed, Wanted, Every, cancellationToken)),
            ("PyTorch, one environment, target step .005", seed => Script(seed, ".005")),
            ("PyTorch, one environment, target step .02", seed => Script(seed, ".02")),
        };
        var took = sides.Select(_ => new List<Took>()).ToArray();
        foreach (var seed in context.Seeds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var side = 0; side < sides.Length; side++)
            {
                took[side].Add(sides[side].Run(seed));
            }

            context.Progress.Report(new StageProgress("to the gate", took[0].Count, context.Seeds.Count));
        }

        tables.Add(new StudyTable(
            string.Create(CultureInfo.InvariantCulture, $"To the gate: 100 evaluation episodes at {Wanted}, looked at every {Every} steps; medians of the seeds"),
            "side",
            [("processor seconds", "F1"), ("seconds by the clock", "F1"), ("steps", "F0"), ("seeds that reached it", "F0")],
            [.. sides.Select((s, i) => new StudyRow(s.Name, [took[i].Select(t => t.ProcessorSeconds).Median(), took[i].Select(t => t.Seconds).Median(), took[i].Select(t => (double)t.Steps).Median(), took[i].Count(t => t.Reached)]))]));
        double Best(Func<Took, double> time) => took[0].Select(time).Median() / Math.Min(took[1].Select(time).Median(), took[2].Select(time).Median());
        findings.Add(new Finding(
            "(b) time to the gate over the faster script's, at most 1.0",
            string.Create(CultureInfo.InvariantCulture, $"{Best(t => t.ProcessorSeconds):F2} by processor time, {Best(t => t.Seconds):F2} by the clock"),
            Best(t => t.ProcessorSeconds) <= 1));

        Took Script(int seed, string step) => Timing.Python(
            python, "gate", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--tau", step, "--every", Every.ToString(CultureInfo.InvariantCulture), "--steps", task.Rollout.Steps.ToString(CultureInfo.InvariantCulture), "--wanted", Number(Wanted));
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
