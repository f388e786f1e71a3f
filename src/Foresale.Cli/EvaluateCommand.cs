using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Learning.Fusion;
using Foresale.Scoring;
using Foresale.States;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale evaluate</c>: judges a model on data by the protocol it was trained with, and says what its parts are worth.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> s_model = new("MODEL") { Description = "Model folder." };
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for metrics.json and report.html; without it the figures are printed only." };
    private static readonly Option<string?> s_labels = new("--labels") { Description = "For models of target labels: the label file." };
    private static readonly Option<string[]> s_without = new("--without") { Description = "What the fusion is worth without a part: td (the critic), actor, trees (several may be given).", AllowMultipleArgumentsPerToken = true };

    // What each part brings into the fusion. The actor brings nothing: it makes nudge and lift.
    private static readonly Dictionary<string, string[]> s_parts = new(StringComparer.Ordinal) { ["td"] = ["td"], ["actor"] = [], ["trees"] = ["lightgbm"] };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("evaluate", "Judge a model on a dataset, and say what each of its parts is worth.") { s_model };
        DataSource.AddTo(command);
        command.Add(s_out);
        command.Add(s_labels);
        command.Add(s_without);
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        string[] without = [.. (parse.GetValue(s_without) ?? []).Distinct(StringComparer.Ordinal)];
        var unknown = without.FirstOrDefault(w => !s_parts.ContainsKey(w));
        if (unknown is not null)
        {
            throw new UserFaultException("--without", $"'{unknown}' is no part.", "Use td, actor or trees.");
        }

        using var scorer = new IntentScorer(ModelFolder.Open(parse.GetValue(s_model)!));
        var output = parse.GetValue(s_out);
        if (output is not null && File.Exists(Path.Combine(output, ModelFolder.ManifestFile)))
        {
            throw new UserFaultException(output, "this is a model's folder, and the report would take its place.", "Give another --out.");
        }

        using var folder = output is null ? null : new StagedFolder(output, [ModelFolder.ReportFile, ModelFolder.MetricsFile]); // before the work: it may refuse
        using var data = await DataSource.OpenAsync(parse, verb, $"{output ?? "evaluate"}.import-{Environment.ProcessId}", keep: false, forScoring: false, cancellationToken);
        var report = await verb.WithProgressAsync(progress => Run(scorer, data, parse.GetValue(s_labels), without, verb.Seed, progress, cancellationToken));
        if (folder is not null)
        {
            ModelWriter.WriteReport(folder.Path, report);
            folder.Commit();
        }

        if (!verb.Json)
        {
            LearnerTable.Write(verb.Console, report);
            HorizonTable.Write(verb.Console, report.Horizons);
            foreach (var note in WithoutText.Lines(report, without).Concat(report.Notes))
            {
                verb.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{note}");
            }
        }

        var place = output is null ? "--out FOLDER keeps report.html and metrics.json" : $"look at {Path.Combine(output, "report.html")}";
        verb.Finish(report.Comparison, string.Create(CultureInfo.InvariantCulture, $"{LearnerTitles.Of(report.Gate.Ships)} judged on {report.Shipped.Metrics.Rows:N0} test rows{WithoutText.Summary(report, without)}; {place}"));
    }

    private static EvaluationReport Run(IntentScorer scorer, DataSource data, string? labels, string[] without, int seed, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var manifest = scorer.Manifest;
        var table = Slices(data, manifest, labels, progress, cancellationToken);
        var roles = manifest.Learners.Append("fusion").Select(l => (Learner: l, Role: TrainedModel.RoleOf(l))).ToList();
        var (validation, test) = (Score(scorer, table, ThresholdSlices(manifest), progress, cancellationToken), Score(scorer, table, [Slice.Test], progress, cancellationToken));
        var notes = new List<string>();
        foreach (var part in without)
        {
            var name = WithoutText.NameOf(part);
            roles.Add((name, LearnerRole.Fusion));
            Refit(scorer, table, s_parts[part], name, validation, test, progress, cancellationToken);
            if (s_parts[part].Length == 0)
            {
                notes.Add("The actor makes nudge and lift, and no part of the intent: without it the intent is the same.");
            }
        }

        return ModelEvaluation.Run(
            new EvaluationRequest
            {
                Table = table,
                Validation = validation,
                Thresholds = Thresholds(manifest, validation, roles.Select(r => r.Learner)),
                Test = test,
                Roles = roles,
                Gate = new GateResult(manifest.Ships, $"The model ships {LearnerTitles.Of(manifest.Ships)}, as its training decided.", manifest.Ships is "fusion" ? null : manifest.Ships),
                Reference = without.Length > 0 ? "fusion" : manifest.Learners.FirstOrDefault(l => l is "lightgbm"),
                Card = new ModelCard { Name = data.Name, Target = manifest.Target, Version = manifest.Version, Seed = manifest.Seed, DataHash = table.DataHash, Splits = SplitInfo.Of(table), Options = manifest.Options },
                Dataset = data.Dataset.Info,
                Notes = notes,
                Bootstrap = new BootstrapOptions { Seed = seed, Progress = progress },
            },
            cancellationToken);
    }

    // Tables and cross-fitted labels: the learners were fitted on their validation rows too.
    private static Slice[] ThresholdSlices(ModelManifest manifest) =>
        manifest.Target.Kind == TargetKind.Table || manifest.Split is { CrossFit: true } ? [] : [Slice.Validation];

    // The model's own thresholds. A fusion that is fitted anew has none: it takes the fusion's where no honest row is there to choose one on.
    private static Dictionary<string, double> Thresholds(ModelManifest manifest, ScoredRows validation, IEnumerable<string> learners)
    {
        var thresholds = new Dictionary<string, double>(manifest.Thresholds, StringComparer.Ordinal) { [manifest.Ships] = manifest.Threshold };
        foreach (var learner in learners.Where(_ => validation.Rows.Length == 0))
        {
            thresholds.TryAdd(learner, thresholds.GetValueOrDefault("fusion", manifest.Threshold));
        }

        return thresholds;
    }

    // The model's own cuts in time and its own fold: nothing is fitted on the data at hand.
    private static StateTable Slices(DataSource data, ModelManifest manifest, string? labels, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        data.RequireKindOf(manifest.Target);
        if (manifest.Target.Kind == TargetKind.Table)
        {
            return ScoreCommand.RequireFeatures(StateBuilder.BuildTable(data.Dataset.ReadTable(), SplitOptions.ForTables(manifest.Seed), manifest.Table), manifest);
        }

        var request = new StateRequest(manifest.Target) { Horizons = HorizonsOf(manifest), Plan = manifest.Split, Settings = manifest.Fold, Encoding = manifest.Table, Labels = data.LabelsOf(manifest.Target, labels) };
        return ScoreCommand.RequireFeatures(StateBuilder.Build(data.Dataset, request, progress, cancellationToken), manifest);
    }

    private static IReadOnlyList<Horizon> HorizonsOf(ModelManifest manifest) =>
        manifest.Horizons.Count == 0 ? [] : HorizonParser.Parse(string.Join(',', manifest.Horizons.Select(h => h.Horizon)), manifest.Target);

    private static ScoredRows Score(IntentScorer scorer, StateTable table, Slice[] slices, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var rows = table.RowsOf(slices);
        var scores = scorer.Model.Run(table, rows, cancellationToken, progress: progress);
        var names = scorer.Manifest.Learners;
        var probability = names.Select((name, m) => (name, Column: Column(scores.Learners, rows.Length, names.Count, m))).ToDictionary(c => c.name, c => c.Column, StringComparer.Ordinal);
        probability["fusion"] = scorer.Manifest.Ships is "fusion"
            ? scores.Intent
            : FusionOf(scorer.Manifest).Combine([.. names.Select(n => probability[n])]);
        return new ScoredRows(rows, probability) { Horizons = scores.Horizons };
    }

    private static void Refit(IntentScorer scorer, StateTable table, string[] left, string name, ScoredRows validation, ScoredRows test, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var probability = (Dictionary<string, float[]>)test.Probability;
        if (left.Length == 0)
        {
            probability[name] = test.Probability["fusion"];
            ((Dictionary<string, float[]>)validation.Probability)[name] = validation.Probability["fusion"];
            return;
        }

        var halfA = Score(scorer, table, [Slice.CalibrationA], progress, cancellationToken);
        var halfB = Score(scorer, table, [Slice.CalibrationB], progress, cancellationToken);
        if (halfA.Rows.Length == 0 || halfB.Rows.Length == 0)
        {
            throw new UserFaultException("--without", "the data has no calibration slice to fuse the other learners on.", "Use it with a log, and the data that the model was trained on.");
        }

        string[] kept = [.. scorer.Manifest.Learners.Except(left, StringComparer.Ordinal)];
        if (kept.Length == scorer.Manifest.Learners.Count)
        {
            throw new UserFaultException("--without", $"the model has no learner {string.Join(" or ", left)}.", $"Its learners are {string.Join(", ", kept)}.");
        }

        var fusion = FusedModel.FuseOnly([.. kept.Select(k => halfA.Of(k, table))], [.. kept.Select(k => halfB.Of(k, table))], scorer.Manifest.Seed);
        probability[name] = fusion.Combine([.. kept.Select(k => test.Probability[k])]);
        ((Dictionary<string, float[]>)validation.Probability)[name] = fusion.Combine([.. kept.Select(k => validation.Probability[k])]);
    }

    /// <summary>The model's fusion with its map; it combines probabilities, no more.</summary>
    internal static FusionModel FusionOf(ModelManifest manifest) => new(
        [],
        new LogitFusion(manifest.FusionIntercept, [.. manifest.Learners.Select(n => manifest.FusionWeights[n])]),
        manifest.FusionMap is { } map ? new IsotonicCalibration(map.X, map.Y) : null);

    private static float[] Column(float[] matrix, int rows, int width, int column)
    {
        var values = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            values[i] = matrix[(i * width) + column];
        }

        return values;
    }
}
