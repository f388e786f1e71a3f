using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation.Report;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.Agents;

/// <summary>Whether agents learn to rank for the customers of VirtualTaobao.</summary>
internal static class VirtualTaobaoStudy
{
    private const double Margin = .5; // of the click-through rate, over the random policy
    private static readonly Option<int?> s_steps = new("--steps") { Description = "Environment steps of a run." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("virtual-taobao", "DDPG and TD3 against a random policy on VirtualTaobao.", [s_steps], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var weights = Path.GetDirectoryName(DataFolder.Find(Path.Combine("virtual-taobao", "action_model.json.gz")));
        var task = AgentTask.Of("virtual-taobao", weights);
        var runs = AgentRows.RunAll(task, parse.GetValue(s_steps), context, cancellationToken);
        var random = runs.Where(r => r.Agent is AgentBenchmark.Random).Select(r => task.Score(r.Final)).ToList();
        return new StudyReport
        {
            Title = "VirtualTaobao",
            Method = "Click-through rate: clicks over pages of ten items, of 100 customers after training, who are others than those of training and of the curve. "
                + "Random draws each of the 27 weights evenly from [-1, 1]. Every agent sees each customer as often as the customer turns pages.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["steps"] = (parse.GetValue(s_steps) ?? task.Rollout.Steps).ToString("N0", CultureInfo.InvariantCulture),
                ["copies"] = task.Rollout.Copies.ToString(CultureInfo.InvariantCulture),
                ["updates a step of all copies"] = task.Rollout.UpdatesPerStep.ToString(CultureInfo.InvariantCulture),
                ["discount"] = task.Ddpg.Discount.ToString(CultureInfo.InvariantCulture),
            },
            Tables = [AgentRows.Table(task, runs)],
            Findings = [.. runs.Where(r => r.Agent is not AgentBenchmark.Random).GroupBy(r => r.Agent, StringComparer.Ordinal).Select(g => Beats(task, g.Key, [.. g], random))],
            Notes =
            [
                "Leaving is drawn from the customer alone and clicks depend on customer, page and weights only, so that no ranking pays later: the discount is 0.",
                "The response network reads weights of hundreds of nats: within [-1, 1] it is nearly a step function of the action, and a small change of the ranking can take all clicks away.",
                "Settings were chosen on seeds 1 to 3 by the curve; with noise .3 to .05 and the actor at the critic's learning rate the same seeds ended at .93, .80, .49 (DDPG) and .00, .90, .90 (TD3).",
            ],
            Picture = LearningCurveReport.Svg(BenchmarkCurves.Of(task, runs)),
        };
    }

    private static Finding Beats(AgentTask task, string agent, AgentRun[] runs, List<double> random)
    {
        var interval = Sample.IntervalOf([.. runs.Zip(random, (r, other) => task.Score(r.Final) - other)]);
        return new Finding(
            string.Create(CultureInfo.InvariantCulture, $"{agent} above random by {Margin} of the click-through rate"),
            ReportText.Text(new Figure(interval.Value, null, interval), "F3"),
            interval.Value >= Margin,
            interval.Low >= Margin);
    }
}
