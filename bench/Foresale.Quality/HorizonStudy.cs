using System.CommandLine;
using System.Globalization;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>One model for several horizons beside one model for each.</summary>
internal static class HorizonStudy
{
    private const int TestSeed = 77;
    private const double TrainShare = .6; // so that validation and calibration see the end of seven days
    private static readonly Option<int> s_sessions = new("--sessions") { Description = "Sessions of each training log, and of the test log.", DefaultValueFactory = _ => 3_000 };
    private static readonly Option<string> s_horizons = new("--horizons") { Description = "The horizons.", DefaultValueFactory = _ => "10e,session,1d,7d" };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("horizons", "One model for several horizons beside one for each, on the planted shop.", [s_sessions, s_horizons], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var (shop, sessions) = (PlantedShop.Load(), parse.GetValue(s_sessions));
        var horizons = HorizonParser.Parse(parse.GetValue(s_horizons)!, new Target(TargetKind.Session));
        var test = new TestLog(shop, sessions, TestSeed, horizons);
        var runs = new List<HorizonRun>();
        foreach (var seed in context.Seeds)
        {
            context.Progress.Report(new StageProgress("runs", runs.Count, context.Seeds.Count));
            runs.Add(HorizonRun.Of(PlantedTable.Of(shop, test, sessions, seed, cancellationToken, TrainShare), new FitContext(seed, context.Threads) { Progress = context.Progress }, cancellationToken));
        }

        string[] ways = [.. runs[0].Scores.Keys];
        (string Way, string Rival)[] pairs = [(HorizonRun.Shipped, HorizonRun.Trees), (HorizonRun.Shipped, HorizonRun.Networks), (HorizonRun.Hazards, HorizonRun.Networks)];
        return new StudyReport
        {
            Title = "Several horizons of one model",
            Method = "Judged on a test log of other shoppers, at each horizon on the rows that the log follows to its end; a row's ten events, session, day and week are nested (docs/horizons.md). "
                + "Training logs are drawn anew for each seed; all ways of a seed train on the same one. One a horizon: the same rows with that horizon's outcomes. Means ± standard deviations over seeds; differences with Student's 95 % interval over seeds.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["logs"] = string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions each, test seed {TestSeed}; training {TrainShare:P0} of the events, the rest halved into validation and calibration"),
                ["rows and base rates"] = string.Join(", ", horizons.Select((h, j) => runs[0].Scores[ways[0]][j] is var s ? string.Create(CultureInfo.InvariantCulture, $"{h.Word} {s.Rows:N0}, {s.BaseRate:P2}") : "")),
            },
            Tables =
            [
                Table("Log-loss", "F4", s => s.LogLoss),
                Table("PR-AUC", "F3", s => s.PrAuc),
                Table("Calibration error (ECE)", "F4", s => s.Ece),
                Table("Its floor, the mean of right scores", "F4", s => s.EceFloor),
                new StudyTable("Test rows that contradict themselves: less likely within a longer horizon", "way", [("at all", "P1"), ("by more than .01", "P1")], [.. ways.Select(w => new StudyRow(w, [Sample.MeanOf([.. runs.Select(r => r.Falls[w].Any)]), Sample.MeanOf([.. runs.Select(r => r.Falls[w].Large)])]))]),
            ],
            Findings = [.. pairs.SelectMany(p => horizons.Select((h, j) => Better(p.Way, p.Rival, h, j))), Untouched()],
            Notes = [string.Create(CultureInfo.InvariantCulture, $"A hazard's map stayed at {runs.Sum(r => r.Mapped)} of {runs.Count * horizons.Count} hazards of the model that ships.")],
        };

        StudyTable Table(string title, string format, Func<HorizonScore, double> figure) => new(
            title, "way", [.. horizons.Select(h => (h.Word, format))], [.. ways.Select(w => new StudyRow(w, [.. horizons.Select((_, j) => Sample.MeanOf([.. runs.Select(r => figure(r.Scores[w][j]))]))]))]);

        Finding Better(string way, string rival, Horizon horizon, int j)
        {
            var difference = Sample.IntervalOf([.. runs.Select(r => r.Scores[way][j].LogLoss - r.Scores[rival][j].LogLoss)]);
            return new Finding($"{horizon.Word}: log-loss of {way} below that of {rival}", ReportText.Text(new Figure(difference.Value, null, difference), "F4"), difference.Value < 0, difference.IsBelowZero || difference.IsAboveZero);
        }

        Finding Untouched()
        {
            var largest = runs.Max(r => r.Change);
            return new Finding("to ask for horizons changes no probability of the critic", $"largest change {largest.ToString("G2", CultureInfo.InvariantCulture)}", largest == 0);
        }
    }
}
