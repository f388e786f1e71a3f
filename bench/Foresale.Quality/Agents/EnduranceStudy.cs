using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Quality.Agents;

/// <summary>Do tensors or memory pile up while networks are trained?</summary>
internal static class EnduranceStudy
{
    private const int Looks = 5, Sessions = 1_000;
    private const double Megabyte = 1 << 20;
    private static readonly Option<int> s_updates = new("--updates") { Description = "Updates of each.", DefaultValueFactory = _ => 10_000 };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("endurance", "Live tensors and memory over many updates of each network.", [s_updates], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        TorchNative.Ensure();
        var updates = parse.GetValue(s_updates);
        var rows = new List<(string Name, List<Look> Looks)>
        {
            ("intent network", Intent(updates, context, cancellationToken)),
            ("DDPG", OffPolicy("ddpg", updates, context, cancellationToken)),
            ("TD3", OffPolicy("td3", updates, context, cancellationToken)),
        };
        StudyTable Table(string title, Func<Look, double> of, string format) => new(
            title,
            "after",
            [.. rows[0].Looks.Select(l => (string.Create(CultureInfo.InvariantCulture, $"{l.Updates:N0} updates"), format))],
            [.. rows.Select(r => new StudyRow(r.Name, [.. r.Looks.Select(l => new Figure(of(l)))]))]);
        return new StudyReport
        {
            Title = "Do tensors or memory pile up?",
            Method = "Live tensors are those of the process that are not yet freed, between updates and without a collection of garbage. Memory is the process's working set; the rows follow each other in one process.",
            Seeds = [1],
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["intent network"] = string.Create(CultureInfo.InvariantCulture, $"defaults, on {Sessions:N0} sessions of the planted shop"),
                ["DDPG and TD3"] = "as benchmarked on Pendulum-v1",
            },
            Tables = [Table("Live tensors", l => l.Tensors, "N0"), Table("Memory, MB", l => l.Megabytes, "N0"), Table("Seconds so far", l => l.Seconds, "N0")],
            Findings =
            [
                .. rows.Select(r => new Finding($"{r.Name}: as many live tensors at the end as at the first look", string.Create(CultureInfo.InvariantCulture, $"{r.Looks[^1].Tensors} to {r.Looks[0].Tensors}"), r.Looks[^1].Tensors == r.Looks[0].Tensors)),
                .. rows.Select(r => new Finding($"{r.Name}: memory at the end at most 5 % over the first look", string.Create(CultureInfo.InvariantCulture, $"{r.Looks[^1].Megabytes:N0} to {r.Looks[0].Megabytes:N0} MB"), r.Looks[^1].Megabytes <= 1.05 * r.Looks[0].Megabytes)),
            ],
        };
    }

    private static List<Look> Intent(int updates, StudyContext context, CancellationToken cancellationToken)
    {
        var shop = PlantedShop.Load();
        var table = PlantedTable.Of(shop, new TestLog(shop, 100, seed: 77), Sessions, seed: 1, cancellationToken).Table;
        using var scope = NewDisposeScope();
        using var training = new CriticTraining(table, IntentShape.Of(table), new IntentOptions(), lambda: .5, FeatureScaling.Fit(table, table.RowsOf(Slice.Train)), new FitContext(1, 1), [Slice.Train], []);
        var planner = new ChunkPlanner(table);
        var batches = new TrajectoryReplay(table, planner, planner.Trajectories(Slice.Train), new IntentOptions().Batch, int.MaxValue).All();
        return Watch("intent network", updates, i => training.Update(batches[i % batches.Length]), context, cancellationToken);
    }

    private static List<Look> OffPolicy(string agent, int updates, StudyContext context, CancellationToken cancellationToken)
    {
        var task = AgentTask.Of("pendulum");
        using var learner = AgentBenchmark.Learner(task, agent, task.Rollout);
        using var scope = NewDisposeScope();
        var batch = Timing.Filled(task).Draw(new Random(1), task.Rollout.Batch, CPU); // Once: a scope around each update would hide what one leaves.
        return Watch(agent, updates, _ => learner.Update(batch), context, cancellationToken);
    }

    private static List<Look> Watch(string name, int updates, Action<int> update, StudyContext context, CancellationToken cancellationToken)
    {
        var looks = new List<Look>();
        var clock = Stopwatch.StartNew();
        for (var i = 1; i <= updates; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            update(i);
            context.Progress.Report(new StageProgress(name, i, updates));
            if (i % Math.Max(1, updates / Looks) == 0)
            {
                looks.Add(new Look(i, Tensor.TotalCount, Environment.WorkingSet / Megabyte, clock.Elapsed.TotalSeconds));
            }
        }

        return looks;
    }

    /// <summary>What was alive after some updates.</summary>
    private sealed record Look(int Updates, long Tensors, double Megabytes, double Seconds);
}
