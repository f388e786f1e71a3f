using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Foresale.Evaluation;
using Foresale.Evaluation.Report;
using Foresale.Events;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Learning.Decisions;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale benchmark</c>: the agents on tasks whose results are known.</summary>
internal static class BenchmarkCommand
{
    private static readonly Argument<string> s_task = new("task") { Description = $"Agents: {string.Join(" or ", AgentTask.Names)}. Decisions: {string.Join(", ", DecisionBenchmarkRun.Names)}." };
    private static readonly Option<string[]> s_agents = new("--agent") { Description = $"One or more of {string.Join(", ", AgentBenchmark.Agents)}; random stands beside them in any case (default ddpg td3).", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> s_seeds = new("--seeds") { Description = "Runs of each agent, with the seeds from --seed on.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int?> s_steps = new("--steps") { Description = "Environment steps of a run; a step of n copies counts as n (default: the task's own)." };
    private static readonly Option<string?> s_weights = new("--weights") { Description = "Folder of VirtualTaobao's weights (default: virtual-taobao in FORESALE_DATA)." };
    private static readonly Option<string?> s_data = new("--data") { Description = "Decisions: folder of the public data sets (default: FORESALE_DATA)." };
    private static readonly Option<string?> s_only = new("--only") { Description = "Decisions: only the problems whose name begins with it, such as lost-sales-p9." };
    private static readonly Option<double> s_effort = new("--effort") { Description = "Decisions: share of the usual training and judging; a small one only shows that it runs.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for benchmark.json, report.html and, of agents, curves.svg; without it nothing is written." };

    /// <summary>All that a folder of this verb holds.</summary>
    private static readonly IReadOnlyList<string> s_files = ["benchmark.json", "report.html", "curves.svg"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("benchmark", "Measure what is learnt: DDPG and TD3 on tasks with known results, or decisions (what to show, bid, order, offer) against baselines and known optima.") { s_task, s_agents, s_seeds, s_steps, s_weights, s_data, s_only, s_effort, s_out };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var name = parse.GetValue(s_task)!;
        var seeds = TrainingRuns.Seeds(parse, s_seeds, verb);
        if (DecisionBenchmarkRun.Names.Contains(name, StringComparer.Ordinal))
        {
            Refuse(parse, name, s_agents, s_steps, s_weights);
            var run = new DecisionRun { Seeds = seeds, DataFolder = parse.GetValue(s_data) ?? DataFolder(), Only = parse.GetValue(s_only), Effort = TrainingRuns.Effort(parse, s_effort) };
            await DecisionBenchmarkRun.RunAsync(verb, name, run, parse.GetValue(s_out), cancellationToken);
            return;
        }

        if (!AgentTask.Names.Contains(name, StringComparer.Ordinal))
        {
            throw new UserFaultException(name, "there is no such benchmark.", $"Use {string.Join(", ", AgentTask.Names.Concat(DecisionBenchmarkRun.Names))}.");
        }

        Refuse(parse, name, s_data, s_only, s_effort);
        await RunAgentsAsync(parse, verb, name, seeds, cancellationToken);
    }

    private static async Task RunAgentsAsync(ParseResult parse, Verb verb, string name, int[] seeds, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var task = AgentTask.Of(name, parse.GetValue(s_weights) ?? (DataFolder() is { } root ? Path.Combine(root, "virtual-taobao") : null));
        var agents = Agents(parse.GetValue(s_agents));
        var output = parse.GetValue(s_out);
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        var runs = await verb.WithProgressAsync(progress => (AgentRun[])[.. agents.SelectMany(agent => seeds.Select(seed => AgentBenchmark.Run(task, agent, seed, parse.GetValue(s_steps), progress, cancellationToken)))]);
        var curves = BenchmarkCurves.Of(task, runs);
        var document = Document(task, parse.GetValue(s_steps) ?? task.Rollout.Steps, runs, clock.Elapsed.TotalSeconds);
        if (folder is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, s_files[0]), JsonSerializer.Serialize(document, Verb.JsonOptions));
            File.WriteAllText(Path.Combine(folder.Path, s_files[1]), LearningCurveReport.Html(curves));
            File.WriteAllText(Path.Combine(folder.Path, s_files[2]), LearningCurveReport.Svg(curves));
            cancellationToken.ThrowIfCancellationRequested();
            folder.Commit();
        }

        if (!verb.Json)
        {
            verb.Console.Write(Table(curves));
        }

        var best = curves.Agents.MaxBy(a => a.Mean)!;
        verb.Finish(
            document,
            string.Create(CultureInfo.InvariantCulture, $"{task.Title}: {best.Name} is best, {task.ScoreName} {best.Mean.ToString($"F{task.Decimals}", CultureInfo.InvariantCulture)} over {seeds.Length} {(seeds.Length == 1 ? "seed" : "seeds")}, in {clock.Elapsed.TotalSeconds:N0} s{(output is null ? "" : $"; {Path.GetFullPath(Path.Combine(output, s_files[1]))}")}"));
    }

    // An option that would do nothing is a mistake of the one who gave it.
    private static void Refuse(ParseResult parse, string name, params Option[] options)
    {
        if (options.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new UserFaultException(given.Name, $"{name} does not use it.", "Leave it out.");
        }
    }

    private static string? DataFolder() => Environment.GetEnvironmentVariable("FORESALE_DATA") is { Length: > 0 } root ? root : null;

    // Random last, whether it was asked for or not.
    private static List<string> Agents(string[]? given)
    {
        var asked = given is null or [] ? ["ddpg", "td3"] : given;
        if (asked.FirstOrDefault(a => !AgentBenchmark.Agents.Contains(a, StringComparer.Ordinal)) is { } unknown)
        {
            throw new UserFaultException("--agent", $"'{unknown}' is no agent.", $"Use {string.Join(", ", AgentBenchmark.Agents)}.");
        }

        return [.. asked.Where(a => a is not AgentBenchmark.Random).Distinct(StringComparer.Ordinal), AgentBenchmark.Random];
    }

    private static object Document(AgentTask task, int steps, AgentRun[] runs, double seconds) => new
    {
        task = task.Name,
        score = task.ScoreName,
        steps,
        seconds,
        agents = runs.GroupBy(r => r.Agent, StringComparer.Ordinal).Select(g => new
        {
            agent = g.Key,
            mean = g.Average(r => task.Score(r.Final)),
            seeds = g.Select(r => new
            {
                r.Seed,
                score = task.Score(r.Final),
                mean_return = r.Final.Average(e => e.Return),
                deviation = BenchmarkCurves.Deviation(r),
                mean_length = r.Final.Average(e => (double)e.Steps),
                points = r.Points.Select(p => new { p.Steps, p.Updates, p.Seconds, p.ProcessorSeconds, score = task.Score(p.Episodes), critic_loss = p.CriticLoss, actor_loss = p.ActorLoss, value = p.Value }),
            }),
        }),
    };

    private static Table Table(LearningCurves curves)
    {
        var table = new Table().RoundedBorder().AddColumn("agent");
        foreach (var seed in curves.Agents[0].Seeds)
        {
            table.AddColumn(new Spectre.Console.TableColumn(string.Create(CultureInfo.InvariantCulture, $"seed {seed.Seed}")).RightAligned());
        }

        table.AddColumn(new Spectre.Console.TableColumn("all seeds").RightAligned());
        string Text(double value, int decimals) => double.IsNaN(value) ? "–" : value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        foreach (var agent in curves.Agents)
        {
            table.AddRow([
                agent.Name,
                .. agent.Seeds.Select(s => $"{Text(s.Final, curves.Decimals)} ± {Text(s.EpisodeDeviation, 1)}"),
                agent.Seeds.Count == 1 ? Text(agent.Mean, curves.Decimals) : $"{Text(agent.Mean, curves.Decimals)} ± {Text(agent.Deviation, curves.Decimals)}",
            ]);
        }

        return table.Title($"{curves.Title}: {curves.Score}");
    }
}
