using System.CommandLine;
using System.Globalization;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Agents.Supervised;
using Foresale.Learning.Baselines;
using Foresale.Learning.Fusion;
using Foresale.Quality.Ablations;
using Foresale.Quality.Planted;
using Foresale.Quality.Reporting;
using Foresale.Simulation;

namespace Foresale.Quality;

/// <summary>What each part of the intent network is worth: taken away, exchanged, or with outcomes hidden from it.</summary>
internal static class AblationStudy
{
    private const int TestSeed = 77;
    private static readonly Option<int> s_sessions = new("--sessions") { Description = "Sessions of the training log.", DefaultValueFactory = _ => 3_000 };
    private static readonly Option<int> s_test = new("--test-sessions") { Description = "Sessions of the test log.", DefaultValueFactory = _ => 3_000 };
    private static readonly Option<string?> s_keep = new("--keep") { Description = "Folder that keeps finished runs, to go on from; empty it after a change of the code." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("ablations", "What each part of the intent network is worth on the planted shop.", [s_sessions, s_test, s_keep], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var (shop, sessions) = (PlantedShop.Load(), parse.GetValue(s_sessions));
        var test = new TestLog(shop, parse.GetValue(s_test), TestSeed);
        var fits = AblationRows.All.SelectMany(t => t.Rows).Select(r => r.Fit).DistinctBy(f => f.Key, StringComparer.Ordinal).ToList();
        var runs = fits.ToDictionary(f => f.Key, _ => new List<KeptRun>(), StringComparer.Ordinal);
        var forms = new List<KeptRun>();
        var done = 0;
        foreach (var seed in context.Seeds)
        {
            var fit = new FitContext(seed, context.Threads) { Progress = context.Progress };
            var planted = new Lazy<PlantedTable>(() => PlantedTable.Of(shop, test, sessions, seed, cancellationToken));
            foreach (var one in fits)
            {
                context.Progress.Report(new StageProgress("runs", done++, context.Seeds.Count * fits.Count, $"{one.Data}, seed {seed}"));
                runs[one.Key].Add(Kept(one.Data, one.Options, () => Fit(planted.Value, one, fit, cancellationToken)));
            }

            forms.Add(Kept("forms", AblationRows.Default.Options, () =>
            {
                using var trained = new IntentLearner(AblationRows.Default.Options).Fit(planted.Value.Table, fit, cancellationToken);
                return new KeptRun(new CriticForms(planted.Value, trained, seed).Run(cancellationToken), "", 0);
            }));

            KeptRun Kept(string name, IntentOptions options, Func<KeptRun> run) =>
                KeptRuns.Get(parse.GetValue(s_keep), FormattableString.Invariant($"ablations-{sessions}-{parse.GetValue(s_test)}-{seed}-{name}"), options, run);
        }

        List<Closeness> Of(AblationRow row) => [.. runs[row.Fit.Key].Select(r => r.Learners[row.Learner])];
        return new StudyReport
        {
            Title = "What each part is worth",
            Method = "Excess = mean KL(truth || prediction) in nats over every prefix of one fixed test log of shoppers that no learner saw (docs/simulation.md). Training logs are drawn anew for each seed; all rows of a seed train on the same one. "
                + "Means ± standard deviations over seeds; differences are to the first row of their table, with a 95 % interval of Student's t over the seeds, paired: above 0 the first row is nearer to the truth.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["training log"] = string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions"),
                ["test log"] = string.Create(CultureInfo.InvariantCulture, $"{parse.GetValue(s_test):N0} sessions, seed {TestSeed}"),
                ["network"] = "defaults, lambda .5",
            },
            Tables =
            [
                .. AblationRows.All.Select(t => Table(t.Title, [.. t.Rows.Select(r => (r.Name, Of(r)))])),
                Table("Form of the critic, on one network's states", [.. forms[0].Learners.Keys.Select(name => (name, forms.ConvertAll(f => f.Learners[name])))]),
            ],
            Notes =
            [
                "Hidden ends are hidden from training and validation alike, so that early stopping knows no more than training. Histories still show what a shopper did later on, in later sessions: what is hidden is how a session ended.",
                "Form of the critic: twins of each form are trained on the standing states of one network against the same targets; each is judged by the intent that it gives through the behavior head. The purchase is worth 1 in all of them.",
            ],
        };
    }

    private static KeptRun Fit(PlantedTable planted, AblationFit fit, FitContext context, CancellationToken cancellationToken)
    {
        var table = fit.Show(planted.Table, context.Seed);
        var needed = AblationRows.All.SelectMany(t => t.Rows).Where(r => string.Equals(r.Fit.Key, fit.Key, StringComparison.Ordinal)).Select(r => r.Learner).ToHashSet(StringComparer.Ordinal);
        var isFused = needed.Contains("fusion");
        var used = new List<ILearner>();
        used.AddRange(isFused ? [new BaseRateLearner(), new RecencyLearner(), new LogisticLearner()] : Array.Empty<ILearner>());
        used.AddRange(isFused || needed.Contains("lightgbm") ? [new TreesLearner()] : Array.Empty<ILearner>());
        used.AddRange(isFused || needed.Contains("gru") ? [new SupervisedLearner(fit.Options)] : Array.Empty<ILearner>());
        used.AddRange(isFused || needed.Overlaps(["td", "supervised"]) ? [new IntentLearner(fit.Options)] : Array.Empty<ILearner>());
        var models = used.SelectMany(l => l.Fit(table, context, [], cancellationToken)).ToList();
        try
        {
            var judged = isFused ? models.Append(FusedModel.FitOnSlices(models, table, context, cancellationToken).Fusion) : models;
            return new KeptRun(judged.ToDictionary(m => m.Name, m => Closeness.Of(planted.Parts, m, cancellationToken), StringComparer.Ordinal), "", 0);
        }
        finally
        {
            models.OfType<IDisposable>().ToList().ForEach(m => m.Dispose());
        }
    }

    private static StudyTable Table(string title, IReadOnlyList<(string Name, List<Closeness> Runs)> rows) => new(
        title,
        "what is trained",
        [("excess", "F5"), ("mean prediction", "F4"), ("difference of excess", "F5")],
        [.. rows.Select((row, i) =>
        {
            var difference = Sample.IntervalOf([.. row.Runs.Zip(rows[0].Runs, (a, b) => a.Excess - b.Excess)]);
            return new StudyRow(row.Name, [Sample.MeanOf([.. row.Runs.Select(r => r.Excess)]), Sample.MeanOf([.. row.Runs.Select(r => r.MeanPrediction)]), i == 0 ? new Figure(double.NaN) : new Figure(difference.Value, null, difference)]);
        })]);
}
