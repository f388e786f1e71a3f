using System.Globalization;
using Foresale.Environments;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Native;
using Foresale.Quality.Reporting;
using Foresale.Quality.Tabular;
using Command = System.CommandLine.Command;

namespace Foresale.Quality.Agents;

/// <summary>What each flaw of the source article's sample code does, switched on alone.</summary>
internal static class ArticleStudy
{
    private const int Hidden = 128;
    private const int Sessions = 10_000;
    private const double BaseRate = .036;

    private static readonly (string Name, ArticleFlaws Flaws)[] s_variants =
    [
        ("none: DDPG", ArticleFlaws.None),
        ("critic without the action", ArticleFlaws.ActionFreeCritic),
        ("logarithm of a tanh output as loss", ArticleFlaws.LogOfTanh),
        ("targets copied whole each update", ArticleFlaws.HardCopies),
        ("all three: the article's code", ArticleFlaws.ActionFreeCritic | ArticleFlaws.LogOfTanh | ArticleFlaws.HardCopies),
    ];

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("article", "The flaws of the source article's sample code, one by one.", [], (_, context, cancellationToken) => Run(context, cancellationToken));

    private static StudyReport Run(StudyContext context, CancellationToken cancellationToken) => new()
    {
        Title = "The article's sample code, flaw by flaw",
        Method = "Control: Pendulum-v1, 10,000 environment steps, mean return of 1,000 episodes, the settings of `pendulum` with smaller networks; each flaw is put into DDPG alone. "
            + "Prediction: the tabular shopper of `tabular`, whose purchase probability is known exactly; the critic is the mean return of a state. Means ± standard deviations over seeds.",
        Options = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["hidden"] = Hidden.ToString(CultureInfo.InvariantCulture),
            ["sessions"] = Sessions.ToString("N0", CultureInfo.InvariantCulture),
        },
        Tables = [Control(context, cancellationToken), Prediction(context)],
        Notes =
        [
            "Without the action the critic has no gradient for the actor, which stays as it was drawn; -1,220 is what a random policy returns.",
            "The logarithm pushes every action the same way, by the sign of the value and not by what another action would give.",
            "A reward of 1 at every step adds up to the length of what is left: it is no probability, and clipped to one it is mostly 0 or 1.",
        ],
    };

    private static StudyTable Control(StudyContext context, CancellationToken cancellationToken)
    {
        TorchNative.Ensure();
        var task = AgentTask.Of("pendulum");
        var space = task.Create();
        var done = 0;
        double Return(ArticleFlaws flaws, int seed)
        {
            var rollout = task.Rollout with { Seed = seed, EvaluateEvery = 0, EvaluationEpisodes = 1_000 };
            using var learner = new ArticleLearner(space.Observations.Size, space.Actions.Size, task.Ddpg with { HiddenSize = Hidden, Seed = seed, DecayUpdates = rollout.Updates }, flaws);
            var last = new OffPolicyTraining(task.Create, learner, rollout).Run(goOn: null, progress: null, cancellationToken)[^1];
            context.Progress.Report(new StageProgress("pendulum", ++done, s_variants.Length * context.Seeds.Count));
            return last.MeanReturn;
        }

        return new StudyTable(
            "Control: mean return on Pendulum-v1",
            "flaw",
            [.. context.Seeds.Select(s => (string.Create(CultureInfo.InvariantCulture, $"seed {s}"), "F0")), ("all seeds", "F0")],
            [.. s_variants.Select(v =>
            {
                double[] returns = [.. context.Seeds.Select(seed => Return(v.Flaws, seed))];
                return new StudyRow(v.Name, [.. returns.Select(r => (Figure)r), Sample.MeanOf(returns)]);
            })]);
    }

    private static StudyTable Prediction(StudyContext context)
    {
        var shopper = TabularShopper.WithBaseRate(BaseRate);
        var logs = context.Seeds.Select(seed => Draw(shopper, seed)).ToList();
        StudyRow Row(string name, Func<List<SeenSession>, double[]> fit)
        {
            double[][] estimates = [.. logs.Select(fit)];
            return new StudyRow(name, [
                Sample.MeanOf([.. estimates.Select(e => shopper.Mean([.. e.Select((p, s) => Evaluation.Excess.Of(shopper.Value[s], p))]))]),
                Sample.MeanOf([.. estimates.Select(shopper.Mean)]),
            ]);
        }

        return new StudyTable(
            string.Create(CultureInfo.InvariantCulture, $"Prediction: {Sessions:N0} sessions, mean truth {shopper.MeanTruth:F4}"),
            "critic",
            [("excess log-loss", "F5"), ("mean estimate", "F4")],
            [
                Row("reward paid once, expectation", log => TabularEstimates.Fit(log, 0)),
                Row("reward of 1 at every step", log => PerStep(log, TabularShopper.States)),
                Row("maximum as backup", TabularEstimates.FitMax),
            ]);
    }

    // Mean of what is left of a session's rewards, +1 an event before a purchase and -1 an event without one, read as 2 P - 1.
    private static double[] PerStep(List<SeenSession> log, int states)
    {
        var (sums, visits) = (new double[states], new double[states]);
        foreach (var session in log)
        {
            var sign = session.Bought ? 1 : -1;
            for (var t = 0; t < session.States.Length; t++)
            {
                sums[session.States[t]] += sign * (session.States.Length - t);
                visits[session.States[t]]++;
            }
        }

        return [.. sums.Zip(visits, (sum, n) => n == 0 ? BaseRate : Math.Clamp(((sum / n) + 1) / 2, 1e-6, 1 - 1e-6))];
    }

    private static List<SeenSession> Draw(TabularShopper shopper, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Sessions).Select(_ => shopper.Draw(random)).Select(s => new SeenSession([.. s.Select(e => e.State)], [.. s.Select(e => (sbyte)e.Next)], IsCut: false))];
    }
}
