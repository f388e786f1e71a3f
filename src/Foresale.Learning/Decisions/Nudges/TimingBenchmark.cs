using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Nudges;
using Foresale.Evaluation;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>When to make the offer: fixed rules, what was learnt, and the optimum, all on the same sessions.</summary>
internal static class TimingBenchmark
{
    public const string Name = "timing";
    private const int Sessions = 5_000, TestSeed = 990_017;

    /// <summary>Trains and judges.</summary>
    public static (DecisionInstance Instance, IReadOnlyList<string> Notes) Run(DecisionRun run, CancellationToken cancellationToken)
    {
        var process = SessionProcess.Planted;
        var table = new TimingTable(process);
        var sessions = new TimingSessions(process, table, run.Scaled(Sessions, 200), TestSeed);
        var fixedRules = TimingRules.Fixed(table, process.MaxEvents);
        var learned = new List<TimingRule>();
        foreach (var seed in run.Seeds)
        {
            run.Progress?.Report(new StageProgress(Name, learned.Count, run.Seeds.Count, $"seed {seed}"));
            learned.Add(LearnedTiming.Learn(process, table, run.Scaled(LearnedTiming.UsualUpdates, 20), seed, cancellationToken));
        }

        run.Progress?.Report(new StageProgress(Name, run.Seeds.Count, run.Seeds.Count));
        var best = table.BestRule();
        var instance = new DecisionInstance
        {
            Name = Name,
            Title = "When to make the offer in a session",
            Score = "margin a session (an order without the offer earns 1)",
            Decimals = 4,
            Optimum = table.Optimum(),
            Policies =
            [
                .. fixedRules.Select(r => PolicyScores.Of(r.Name, sessions.Score(r.Offers))),
                new PolicyScores("TD3", PolicyRole.Learned, [.. learned.Select(r => sessions.Score(r.Offers))]),
                PolicyScores.Of(TimingRules.WhenItPays.Name, sessions.Score(TimingRules.WhenItPays.Offers), PolicyRole.Bound),
                PolicyScores.Of("best rule (knows the process)", sessions.Score(best), PolicyRole.Bound),
            ],
        };
        return (instance, Notes(table, sessions, fixedRules, learned, best));
    }

    /// <summary>What the optimum has to agree with.</summary>
    public static IEnumerable<KnownAnswer> Known()
    {
        var process = SessionProcess.Planted;
        var table = new TimingTable(process);
        yield return new KnownAnswer("timing: optimum over counts, against every history of ten events by Bayes' rule", TimingHistories.Optimum(process), table.Optimum(), 1e-12);
        yield return new KnownAnswer("timing: always at the start, against its closed form", process.Kinds.Select((k, i) => k.Share * process.OfferedValue(i, 1)).Sum(), table.Value(TimingRules.AtOnce.Offers), 1e-12);
    }

    private static IReadOnlyList<string> Notes(TimingTable table, TimingSessions sessions, IReadOnlyList<TimingRule> fixedRules, List<TimingRule> learned, Func<SessionView, bool> best)
    {
        var rule = fixedRules.MaxBy(r => table.Value(r.Offers))!;
        return
        [
            FormattableString.Invariant($"Timing, exact values: never {table.Value(TimingRules.Never.Offers):F4}, {rule.Name} {table.Value(rule.Offers):F4}, TD3 {string.Join(" ", learned.Select(r => FormattableString.Invariant($"{table.Value(r.Offers):F4}")))}, optimum {table.Optimum():F4}."),
            $"Timing, who gets the offer (persuadable, sure, lost, put off): {rule.Name} {Shares(sessions, rule.Offers)}; TD3, first seed, {Shares(sessions, learned[0].Offers)}; optimum {Shares(sessions, best)}.",
            "Timing: fixed rules are chosen by their exact value, which favours them; a unit is a session's kind and behavior, its fate counted with its probability.",
        ];
    }

    private static string Shares(TimingSessions sessions, Func<SessionView, bool> offers) =>
        string.Join(", ", sessions.OfferedByKind(offers).Select(s => FormattableString.Invariant($"{100 * s:F0} %")));
}
