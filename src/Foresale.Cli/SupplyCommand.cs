using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.SupplyChain;
using Foresale.Events;
using Foresale.Learning.Decisions.SupplyChain;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale supply</c>: what each stage of a chain should order.</summary>
internal static class SupplyCommand
{
    private static readonly Argument<string> s_chain = new("CHAIN") { Description = "JSON file of the stages, what they hold, and past demand (docs/decisions/supply-chain.md)." };
    private static readonly Option<bool> s_learn = new("--learn") { Description = "Also train a policy with an actor a stage; it ships only where it beats the searched levels." };
    private static readonly Option<int> s_seeds = new("--seeds") { Description = "Training seeds of --learn; what is learnt ships only where 3 or more show it to be better.", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> s_effort = new("--effort") { Description = "Share of the usual training of --learn.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for supply.json, report.html and, where what was learnt ships, policy.onnx; without it nothing is written." };
    private static readonly IReadOnlyList<string> s_files = ["supply.json", "report.html", "policy.onnx"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("supply", "What each stage of a supply chain should order: levels that cost least, with the exact optimum where it is known.") { s_chain, s_learn, s_seeds, s_effort, s_out };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var chain = ChainFile.Read(parse.GetRequiredValue(s_chain));
        var learns = parse.GetValue(s_learn);
        if (!learns && ((Option[])[s_seeds, s_effort]).FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new UserFaultException(given.Name, "it says how to learn, and nothing is learnt.", "Give --learn with it, or leave it out.");
        }

        int[] learn = learns ? TrainingRuns.Seeds(parse, s_seeds, verb) : [];
        var effort = TrainingRuns.Effort(parse, s_effort);
        var output = parse.GetValue(s_out);
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        var plan = await verb.WithProgressAsync(progress => SupplyPlan.Make(chain, learn, effort, progress, cancellationToken));
        var dependence = chain.Autocorrelation();
        var document = new
        {
            chain.Name,
            plan.Ships,
            shares_stock = plan.IsShared,
            plan.Stages,
            plan.Comparison.Optimum,
            policies = plan.Comparison.Policies.Select(p => new { p.Name, p.Role, cost = p.Mean }),
            plan.Comparison.Gate,
            demand = new { periods = chain.Demand.Count, mean = chain.Demand.Average(), autocorrelation = dependence },
        };
        if (folder is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, s_files[0]), JsonSerializer.Serialize(document, Verb.JsonOptions));
            File.WriteAllText(Path.Combine(folder.Path, s_files[1]), SupplyPage.Html(plan.Ships, plan.IsShared, plan.Stages, new DecisionResult { Name = "supply", Title = chain.Name, Instances = [plan.Comparison], Notes = Notes(chain) }));
            if (plan.Policy is { } policy)
            {
                File.WriteAllBytes(Path.Combine(folder.Path, s_files[2]), policy);
            }

            cancellationToken.ThrowIfCancellationRequested();
            folder.Commit();
        }

        if (!verb.Json)
        {
            verb.Console.Write(DecisionBenchmarkRun.Table(plan.Comparison));
            verb.Console.Write(Table(plan));
            foreach (var note in Notes(chain))
            {
                verb.Console.MarkupLineInterpolated($"[yellow]note[/] {note}");
            }
        }

        var cost = plan.Comparison.Policies.First(p => string.Equals(p.Name, plan.Ships, StringComparison.Ordinal)).Mean;
        verb.Finish(document, string.Create(CultureInfo.InvariantCulture, $"{plan.Ships}: {cost:0.##} a period; order {string.Join(", ", plan.Stages.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} {s.Order:0.##}")))}; {clock.Elapsed.TotalSeconds:N0} s{(output is null ? "" : $"; {Path.GetFullPath(Path.Combine(output, s_files[1]))}")}"));
    }

    // Beyond what chance gives with so many periods.
    private static string[] Notes(ChainFile chain) => chain.Autocorrelation() is var dependence && Math.Abs(dependence) <= Math.Max(.2, 2 / Math.Sqrt(chain.Demand.Count)) ? [] :
        [string.Create(CultureInfo.InvariantCulture, $"A period's demand goes with the next one's (correlation {dependence:0.00}); levels take periods for independent. Forecast first where demand has trends or seasons.")];

    private static Table Table(SupplyPlan plan)
    {
        var table = new Table().RoundedBorder().Title(plan.IsShared ? "orders now (by the stock of the echelon, which stages have to share)" : "orders now (each by its own stock)").AddColumn("stage");
        foreach (var head in new[] { "position", "level", "order" })
        {
            table.AddColumn(new Spectre.Console.TableColumn(head).RightAligned());
        }

        foreach (var stage in plan.Stages)
        {
            table.AddRow(Markup.Escape(stage.Name), Text(stage.Position), stage.Level is { } level ? Text(level) : SupplyPage.Said(stage), Text(stage.Order));
        }

        return table;
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
