using Foresale.Evaluation;
using Foresale.Evaluation.Report;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Learning.Horizons;
using Foresale.Profiles;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Cli;

/// <summary>What a training run was asked, as the manifest and the report repeat it.</summary>
/// <param name="Name">Name of the data, as the report's title shows it.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">Options by name, as text.</param>
internal sealed record RunInfo(string Name, int Seed, IReadOnlyDictionary<string, string> Options);

/// <summary>From a trained model to its folder: manifest, graph, metrics, report.</summary>
internal static class ModelWriter
{
    /// <summary>Version of this build, as written into models.</summary>
    public static string Version { get; } = typeof(ModelWriter).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Judges the model on the test slice.</summary>
    public static EvaluationReport Evaluate(StateTable raw, TrainedModel trained, DatasetInfo dataset, ShopPortrait? shoppers, RunInfo run, IReadOnlyList<Series> history, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        using var onnx = new OnnxModel(trained.Graph);
        return ModelEvaluation.Run(
            new EvaluationRequest
            {
                Table = raw,
                Validation = trained.Validation,
                Test = trained.Test,
                Roles = trained.Roles,
                Gate = new GateResult(trained.Model.Report.Ships, GateText.Of(trained.Model.Report), trained.Model.Report.BestSingle),
                Reference = trained.Roles.Any(r => r.Learner is "lightgbm") ? "lightgbm" : null,
                Card = new ModelCard
                {
                    Name = run.Name,
                    Target = raw.Target,
                    Version = Version,
                    Seed = run.Seed,
                    DataHash = raw.DataHash,
                    Splits = SplitInfo.Of(raw),
                    Options = run.Options,
                },
                Scorer = table => onnx.Run(table, Enumerable.Range(0, table.Nodes.Count).ToArray(), cancellationToken).Intent,
                History = history,
                ConsistencyResidual = trained.ConsistencyResidual,
                Dataset = dataset,
                Shoppers = shoppers,
                Notes = NotesOf(raw.Target.Kind, dataset),
                Bootstrap = new BootstrapOptions { Seed = run.Seed, Progress = progress },
                Importance = new ImportanceOptions { Seed = run.Seed, Progress = progress },
            },
            cancellationToken);
    }

    private static Dictionary<string, double> MetricsOf(MetricSet shipped, TrainedModel trained)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["log_loss"] = shipped.LogLoss,
            ["roc_auc"] = shipped.RocAuc,
            ["pr_auc"] = shipped.PrAuc,
            ["ece"] = shipped.Ece,
            ["ece_floor"] = shipped.EceFloor,
            ["f1"] = shipped.F1,
            ["graph_difference"] = trained.GraphDifference,
        };
        if (trained.ConsistencyResidual is { } residual)
        {
            metrics["consistency_residual"] = residual;
        }

        return metrics;
    }

    /// <summary>What the model says of itself.</summary>
    public static ModelManifest Manifest(StateTable raw, TrainedModel trained, EvaluationReport report, DatasetInfo dataset, RunInfo run)
    {
        var shipped = report.Shipped;
        var calibration = trained.Calibration.Of(trained.Model.Report.Ships, raw);
        var train = raw.RowsOf(Slice.Train);
        return new ModelManifest
        {
            Version = Version,
            Target = raw.Target,
            Actions = raw.Actions,
            Fold = raw.Settings,
            Table = raw.Encoding,
            Features = raw.Schema.Columns,
            FeatureHash = raw.Schema.Hash,
            Tokens = raw.TokenSchema,
            Missing = trained.Missing,
            Seed = run.Seed,
            Options = run.Options,
            DataHash = raw.DataHash,
            SourceHash = dataset.SourceHash,
            Split = raw.Split,
            Learners = [.. trained.Model.Fusion.Learners.Select(l => l.Name)],
            Ships = trained.Model.Report.Ships,
            FusionWeights = trained.Model.Report.Learners.Zip(trained.Model.Report.Weights).ToDictionary(w => w.First, w => w.Second, StringComparer.Ordinal),
            FusionIntercept = trained.Model.Report.Intercept,
            FusionMap = trained.Model.Fusion.Isotonic is { } map ? new FusionMap(map.X, map.Y) : null,
            BaseRate = train.Sum(r => (double)raw.Nodes.Weight[r] * raw.Nodes.Outcome[r]) / train.Sum(r => (double)raw.Nodes.Weight[r]),
            Threshold = shipped.Metrics.Threshold,
            Thresholds = report.Comparison.Learners.ToDictionary(l => l.Name, l => l.Metrics.Threshold, StringComparer.Ordinal),
            Quantiles = Percentiles.Fit(calibration.Probability, calibration.Weight).Quantiles,
            Metrics = MetricsOf(shipped.Metrics, trained),
            Horizons = trained.Model.Horizons is { } horizons ? [.. report.Horizons.Zip(horizons.Maps, FiguresOf)] : [],
            Timings = trained.Timings,
        };
    }

    private static HorizonFigures FiguresOf(HorizonResult result, HazardMap map) =>
        new(result.Horizon, result.Metrics.Rows, result.Metrics.BaseRate, result.Metrics.LogLoss, result.Metrics.PrAuc, result.Metrics.Ece, result.Metrics.EceFloor) { Scale = map.Scale, Shift = map.Shift };

    /// <summary>What a reader of the report must know beside its figures.</summary>
    internal static List<string> NotesOf(TargetKind target, DatasetInfo dataset)
    {
        var notes = new List<string>();
        if (target is TargetKind.Labels or TargetKind.Table)
        {
            notes.Add("Each row is one step: there is nothing to bootstrap from, so the critic is supervised and there is no actor.");
        }

        if (dataset.Cleaning.Any(c => c is { Rule: "identity_merged", Rows: > 0 }))
        {
            notes.Add("Shoppers were merged: rows before a merge carry the history of whoever logs in later, which a live score could not know, so the figures may be too good.");
        }

        return notes;
    }

    /// <summary>Writes manifest, graph, <c>metrics.json</c> and <c>report.html</c> into a folder that exists.</summary>
    public static void Write(string path, ModelManifest manifest, byte[] graph, EvaluationReport report)
    {
        new ModelFolder(manifest, graph).WriteTo(path);
        WriteReport(path, report);
    }

    /// <summary>Writes <c>metrics.json</c> and <c>report.html</c> into a folder that exists.</summary>
    public static void WriteReport(string path, EvaluationReport report)
    {
        File.WriteAllText(Path.Combine(path, ModelFolder.MetricsFile), ReportJson.Write(report));
        HtmlReport.Write(report, Path.Combine(path, ModelFolder.ReportFile));
    }
}
