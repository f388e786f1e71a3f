using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Quality.Reporting;
using Foresale.Quality.Tabular;

namespace Foresale.Quality;

/// <summary>What bootstrapping is worth where nothing but the target differs: a table of 288 numbers, judged against the exact truth.</summary>
internal static class TabularStudy
{
    private const double BaseRate = .036;
    private static readonly double[] s_cuts = [0, .2, .4]; // shares of sessions that the end of the observation cuts off
    private const int CutSessions = 10_000;

    private static readonly Option<int[]> s_sizes = new("--sessions") { Description = "Sizes of the training logs.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [300, 1_000, 3_000, 10_000, 30_000] };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("tabular", "Monte-Carlo labels against temporal differences on a shopper of 288 states, exactly.", [s_sizes], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var shopper = TabularShopper.WithBaseRate(BaseRate);
        var rows = new List<StudyRow>();
        var findings = new List<Finding>();
        foreach (var size in parse.GetValue(s_sizes)!)
        {
            cancellationToken.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress("tabular", rows.Count, parse.GetValue(s_sizes)!.Length));
            var logs = context.Seeds.Select(seed => Whole(shopper, size, seed)).ToList();
            double[][] monteCarlo = [.. logs.Select(l => TabularEstimates.Fit(l, 1))];
            double[][] bootstrapped = [.. logs.Select(l => TabularEstimates.Fit(l, 0))];
            double[][] greedy = [.. logs.Select(TabularEstimates.FitMax)];
            rows.Add(new StudyRow(
                string.Create(CultureInfo.InvariantCulture, $"{size:N0} sessions"),
                [Excess(shopper, monteCarlo), Excess(shopper, bootstrapped), MeanOf(shopper, bootstrapped), MeanOf(shopper, greedy)]));
            findings.Add(Nearer($"{size.ToString("N0", CultureInfo.InvariantCulture)} sessions: TD(0) nearer to the truth than Monte-Carlo labels", shopper, bootstrapped, monteCarlo));
        }

        var cuts = s_cuts.Select(share => Censored(shopper, share, context)).ToList();
        return new StudyReport
        {
            Title = "A shopper of 288 states",
            Method = $"Excess = mean KL(truth || estimate) in nats over prefixes, weighted by the exact visits of each state. Every estimate is the mean of a state's targets with {TabularEstimates.Prior} visit of the base rate; "
                + "only the targets differ. Means ± standard deviations over seeds.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["sessions with a purchase"] = shopper.BaseRate.ToString("P2", CultureInfo.InvariantCulture),
                ["mean truth of a prefix"] = shopper.MeanTruth.ToString("F4", CultureInfo.InvariantCulture),
            },
            Tables = [new StudyTable("By the size of the log", "log", [("Monte Carlo", "F5"), ("TD(0)", "F5"), ("TD(0), mean", "F4"), ("max backup, mean", "F4")], rows), .. cuts.Select(c => c.Table)],
            Findings = [.. findings, .. cuts.Select(c => c.Finding)],
            Notes = ["The max backup is the article's: the best behavior's value stands for the state, and leaving is no behavior. It answers how the best shopper would do, not how shoppers do."],
        };
    }

    private static (StudyTable Table, Finding Finding) Censored(TabularShopper shopper, double wanted, StudyContext context)
    {
        var logs = context.Seeds.Select(seed => Cut(Whole(shopper, CutSessions, seed), wanted, seed)).ToList();
        var share = logs.Average(l => (double)l.Count(s => s.IsCut) / l.Count);
        double[][] dropped = [.. logs.Select(l => TabularEstimates.Fit(l, 1))];
        double[][] negative = [.. logs.Select(l => TabularEstimates.Fit([.. l.Select(s => s with { IsCut = false })], 1))];
        double[][] half = [.. logs.Select(l => TabularEstimates.Fit(l, .5f))];
        double[][] zero = [.. logs.Select(l => TabularEstimates.Fit(l, 0))];
        StudyRow Row(string name, double[][] estimates) => new(name, [Excess(shopper, estimates), MeanOf(shopper, estimates)]);
        var table = new StudyTable(
            string.Create(CultureInfo.InvariantCulture, $"With {share:P0} of {CutSessions:N0} sessions cut off"),
            "cut sessions",
            [("excess", "F5"), ("mean", "F4")],
            [Row("dropped", dropped), Row("called negative", negative), Row("TD(.5)", half), Row("TD(0)", zero)]);
        return (table, Nearer(string.Create(CultureInfo.InvariantCulture, $"{wanted:P0} of the sessions cut: TD(.5) nearer to the truth than dropping them"), shopper, half, dropped));
    }

    private static Figure Excess(TabularShopper shopper, double[][] estimates) => Sample.MeanOf([.. estimates.Select(e => Of(shopper, e))]);

    private static Figure MeanOf(TabularShopper shopper, double[][] estimates) => Sample.MeanOf([.. estimates.Select(shopper.Mean)]);

    private static double Of(TabularShopper shopper, double[] estimate) => shopper.Mean([.. estimate.Select((e, s) => Evaluation.Excess.Of(shopper.Value[s], e))]);

    private static Finding Nearer(string wanted, TabularShopper shopper, double[][] left, double[][] right)
    {
        var interval = Sample.IntervalOf([.. left.Zip(right, (a, b) => Of(shopper, a) - Of(shopper, b))]);
        return new Finding(wanted, ReportText.Text(new Figure(interval.Value, null, interval), "F5"), interval.Value < 0, interval.IsBelowZero);
    }

    private static List<SeenSession> Whole(TabularShopper shopper, int sessions, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, sessions).Select(_ => shopper.Draw(random)).Select(s => new SeenSession([.. s.Select(e => e.State)], [.. s.Select(e => (sbyte)e.Next)], IsCut: false))];
    }

    // Observation ends with the same chance after each event, whatever the shopper is about to do; the chance is the one that cuts the wanted share.
    private static List<SeenSession> Cut(List<SeenSession> sessions, double wanted, int seed)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            var share = sessions.Average(s => 1 - Math.Pow(1 - middle, s.States.Length));
            (low, high) = share < wanted ? (middle, high) : (low, middle);
        }

        var random = new Random(seed + 1_000_003);
        return [.. sessions.Select(s =>
        {
            var kept = 0;
            while (kept < s.States.Length && random.NextDouble() >= low)
            {
                kept++;
            }

            return kept == s.States.Length ? s : new SeenSession(s.States[..(kept + 1)], [.. s.Next[..kept], TabularShopper.Leave], IsCut: true); // what follows the cut was not seen
        })];
    }
}
