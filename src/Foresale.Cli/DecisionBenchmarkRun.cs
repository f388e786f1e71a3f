using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Foresale.Decisions.Benchmarks;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning.Decisions;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>What <c>foresale benchmark</c> does where decisions are asked for: known answers, baselines, learned policies, gates.</summary>
internal static class DecisionBenchmarkRun
{
    /// <summary>Name for all of them.</summary>
    public const string All = "all";

    /// <summary>All that a folder of a run holds.</summary>
    private static readonly IReadOnlyList<string> s_files = ["benchmark.json", "report.html"];

    /// <summary>Names of the benchmarks of decisions, and of all at once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DecisionBenchmarks.All.Select(b => b.Name), All];

    /// <summary>Runs the benchmark of this name, writes its files where a folder is given, and ends the verb.</summary>
    public static async Task RunAsync(Verb verb, string name, DecisionRun run, string? output, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var benchmarks = DecisionBenchmarks.All.Where(b => name is All || string.Equals(b.Name, name, StringComparison.Ordinal)).ToList();
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        var results = await verb.WithProgressAsync(progress => (DecisionResult[])[.. benchmarks.Select(b => b.Run(run with { Progress = progress }, cancellationToken))]);
        if (results.All(r => r.Instances.Count == 0 && r.KnownAnswers.Count == 0))
        {
            throw new UserFaultException("--only", $"no problem of {name} begins with '{run.Only}'.", "Leave --only out to see their names.");
        }

        var document = Document(run, results, clock.Elapsed.TotalSeconds);
        if (folder is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, s_files[0]), JsonSerializer.Serialize(document, Verb.JsonOptions));
            File.WriteAllText(Path.Combine(folder.Path, s_files[1]), DecisionPage.Html(results));
            cancellationToken.ThrowIfCancellationRequested();
            folder.Commit();
        }

        if (!verb.Json)
        {
            foreach (var result in results)
            {
                Write(verb.Console, result);
            }
        }

        verb.Finish(document, string.Create(CultureInfo.InvariantCulture, $"{DecisionPage.Summary(results)}, in {clock.Elapsed.TotalSeconds:N0} s{(output is null ? "" : $"; {Path.GetFullPath(Path.Combine(output, s_files[1]))}")}"));
    }

    private static object Document(DecisionRun run, DecisionResult[] results, double seconds) => new
    {
        run.Seeds,
        run.Effort,
        seconds,
        gates = results.Sum(r => r.Gates),
        shipped = results.Sum(r => r.Shipped),
        benchmarks = results.Select(r => new
        {
            r.Name,
            r.Title,
            known_answers = r.KnownAnswers.Select(k => new { k.What, k.Expected, k.Found, k.IsFound }),
            instances = r.Instances.Select(i => new
            {
                i.Name,
                i.Title,
                i.Score,
                i.IsCost,
                i.Optimum,
                policies = i.Policies.Select(p => new { p.Name, p.Role, p.Mean, units = p.BySeed[0].Count, seeds = p.Means, is_exact = p.Exact is not null }),
                i.Gate,
            }),
            r.Notes,
        }),
    };

    private static void Write(IAnsiConsole console, DecisionResult result)
    {
        foreach (var missed in result.KnownAnswers.Where(k => !k.IsFound))
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]differs[/] {missed.What}: known {missed.Expected}, found {missed.Found}");
        }

        if (result.KnownAnswers.Count > 0)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{result.Title}: {result.KnownAnswers.Count(k => k.IsFound)} of {result.KnownAnswers.Count} known answers found");
        }

        foreach (var instance in result.Instances)
        {
            console.Write(Table(instance));
        }
    }

    /// <summary>The policies of an instance, and what ships.</summary>
    public static Table Table(DecisionInstance instance)
    {
        string Text(double value) => value.ToString($"F{instance.Decimals}", CultureInfo.InvariantCulture);
        string Over(double mean) => instance.Optimum is { } best and not 0 ? ((instance.IsCost ? mean - best : best - mean) / Math.Abs(best)).ToString("P1", CultureInfo.InvariantCulture) : "";
        var table = new Table().RoundedBorder().Title(Markup.Escape(instance.Title)).AddColumn("policy").AddColumn(new Spectre.Console.TableColumn(Markup.Escape(instance.Score)).RightAligned());
        if (instance.Optimum is not null)
        {
            table.AddColumn(new Spectre.Console.TableColumn("over the optimum").RightAligned());
        }

        foreach (var policy in instance.Policies)
        {
            var name = policy.Role is PolicyRole.Learned ? $"[bold]{Markup.Escape(policy.Name)}[/]" : Markup.Escape(policy.Name);
            var seeds = policy.Means.Count == 1 ? "" : $" ({string.Join(" ", policy.Means.Select(Text))})";
            string[] cells = [name, Text(policy.Mean) + seeds, Over(policy.Mean)];
            table.AddRow(cells[..(instance.Optimum is null ? 2 : 3)]);
        }

        if (instance.Optimum is { } optimum)
        {
            table.AddRow("optimum", Text(optimum), "");
        }

        return instance.Gate is { } gate
            ? table.Caption(string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(gate.Learned)} over {Markup.Escape(gate.Baseline)}: {Interval(gate.Gain, instance.Decimals)}: {gate.Outcome}"))
            : table;
    }

    private static string Interval(Interval gain, int decimals)
    {
        string Text(double value) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        return double.IsNaN(gain.Low) ? Text(gain.Value) : Markup.Escape($"{Text(gain.Value)} [{Text(gain.Low)}, {Text(gain.High)}]");
    }
}
