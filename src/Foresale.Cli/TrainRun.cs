using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Profiles;
using Foresale.Scoring;
using Foresale.States;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>What a training run is asked for.</summary>
internal sealed record TrainSettings
{
    /// <summary>The question; null takes the one that fits the data.</summary>
    public Target? Target { get; init; }

    /// <summary>Horizons to answer, the target's own among them; empty for the target alone.</summary>
    public IReadOnlyList<Horizon> Horizons { get; init; } = [];

    /// <summary>How rows are divided; null takes the default of the target.</summary>
    public SplitOptions? Split { get; init; }

    /// <summary>Which portraits feed the state; null for none.</summary>
    public PortraitParts? Portraits { get; init; }

    /// <summary>Model folder whose network the networks begin from; null begins afresh.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Label file for target <c>labels</c>.</summary>
    public string? Labels { get; init; }

    /// <summary>Which learners, and how they are fitted.</summary>
    public LearnerSet Learners { get; init; } = new();

    /// <summary>Strategy of missing values in all columns.</summary>
    public FillStrategy Fill { get; init; } = FillStrategy.Median;

    /// <summary>Name of the data, as the report's title shows it; null takes the data's own.</summary>
    public string? Name { get; init; }

    /// <summary>The model folder to write.</summary>
    public required string Out { get; init; }
}

/// <summary>What a training run gave, beside its folder.</summary>
/// <param name="Manifest">What the model says of itself.</param>
/// <param name="Report">Its judgement.</param>
/// <param name="TestEvents">Ids of the events that are test rows; empty where rows are no events.</param>
internal sealed record TrainResult(ModelManifest Manifest, EvaluationReport Report, IReadOnlySet<string> TestEvents);

/// <summary>States, learners, fusion, judgement, folder: what <c>train</c> and <c>quickstart</c> share.</summary>
internal static class TrainRun
{
    /// <summary>The question that fits the data: a table's label, the session where the log has a clock, else the next seven days.</summary>
    public static Target TargetFor(DataSource data) =>
        data.IsTable ? new Target(TargetKind.Table)
        : data.Dataset.Info.DayResolution ? new Target(TargetKind.User, HorizonDays: 7)
        : new Target(TargetKind.Session);

    /// <summary>Trains and writes the folder, whole or not at all.</summary>
    public static TrainResult Run(DataSource data, TrainSettings settings, Verb verb, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var target = settings.Target ?? TargetFor(data);
        var split = settings.Split ?? (target.Kind == TargetKind.Table ? SplitOptions.ForTables(verb.Seed) : new SplitOptions { Seed = verb.Seed });
        split.Require();
        if (settings.Horizons.Count > 0 && !settings.Learners.Networks)
        {
            throw new UserFaultException("--horizons", "they are answered by the network, and none is trained.", "Leave --no-networks out, or --horizons.");
        }

        if (settings.Portraits is not null && target.Kind == TargetKind.Table)
        {
            throw new UserFaultException("--portraits", "the rows of a table are no shoppers of a log, and portraits would not be read.", "Leave --portraits out, or import a log of events.");
        }

        if (settings.StartFrom is not null && !settings.Learners.Networks)
        {
            throw new UserFaultException("--start-from", "the network begins from it, and none is trained.", "Leave --no-networks out, or --start-from.");
        }

        using var folder = new StagedFolder(settings.Out, ModelFolder.Names); // before the work: it may refuse
        using var start = settings.StartFrom is { } model ? TrainedIntent.Load(Path.Combine(model, ModelFolder.WeightsFolder)) : null;
        settings = start is null ? settings : settings with { Learners = settings.Learners with { Intent = settings.Learners.Intent.ShapedAs(start.Options) } };
        var raw = data.BuildStates(target, settings.Horizons, split, settings.Labels, settings.Portraits is { } parts ? PortraitOptions.Of(verb.Seed) with { Parts = parts } : null, progress, cancellationToken);
        SplitCheck.Require(raw, split);
        HorizonParser.RequireObserved(raw);

        var context = new FitContext(verb.Seed, verb.Threads)
        {
            Progress = progress,
            Start = start,
            CheckpointFolder = settings.Learners.Checkpoint,
            Tell = text => verb.Console.MarkupLineInterpolated($"{text}"),
        };
        verb.WhenStopped = () => context.Checkpoints.Any(File.Exists) ? $"Whole epochs are kept in {context.CheckpointFolder}: the same command goes on from there." : null;
        var learners = settings.Learners.Create();
        var options = new TrainingOptions
        {
            Learners = learners.All,
            Fills = settings.Fill == FillStrategy.Median ? null : raw.Schema.Columns.ToDictionary(c => c.Name, _ => new ColumnFill(settings.Fill), StringComparer.Ordinal),
        };
        var trained = IntentTraining.Run(raw, options, context, cancellationToken);
        if (start is not null && learners.Intent.Trained is { } network)
        {
            context.Tell?.Invoke(StartText.Of(settings.StartFrom!, start, network));
        }

        var run = new RunInfo(settings.Name ?? data.Name, verb.Seed, Describe(target, split, settings, trained));
        var report = ModelWriter.Evaluate(raw, trained, data.Dataset.Info, ShoppersOf(data, raw, verb.Seed, progress, cancellationToken), run, learners.History, progress, cancellationToken);
        var manifest = ModelWriter.Manifest(raw, trained, report, data.Dataset.Info, run);
        ModelWriter.Write(folder.Path, manifest, trained.Graph, report);
        learners.SaveWeights(Path.Combine(folder.Path, ModelFolder.WeightsFolder));
        cancellationToken.ThrowIfCancellationRequested();
        folder.Commit();
        RemoveCheckpoints(settings.Learners.Checkpoint, context.Checkpoints);
        return new TrainResult(manifest, report, trained.Test.Rows.Select(row => raw.Nodes.EventId[row]).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    // Those of the training slice, fed into the state or not; where they are fed, numbered as their columns.
    private static ShopPortrait? ShoppersOf(DataSource data, StateTable raw, int seed, IProgress<StageProgress> progress, CancellationToken cancellationToken) =>
        raw is { Settings: { } settings, Split: { } split }
            ? ShopPortrait.Of(PortraitFit.At(data.Dataset, settings, [split.FitBefore], PortraitOptions.Of(seed), progress, cancellationToken)[^1].NumberedAs(settings.Portraits?[^1].Segments))
            : null;

    // They are for a run that was stopped; after one that ended they would only make the next one skip its training. Those of other options
    // go with the folder: the model that they were for is no longer what stands at --out.
    private static void RemoveCheckpoints(string? folder, IEnumerable<string> checkpoints)
    {
        foreach (var file in checkpoints.Where(File.Exists))
        {
            File.Delete(file);
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).All(e => File.Exists(e) && Path.GetExtension(e) is ".checkpoint"))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, string> Describe(Target target, SplitOptions split, TrainSettings settings, TrainedModel trained) => new(StringComparer.Ordinal)
    {
        ["target"] = TargetParser.Describe(target),
        ["horizons"] = settings.Horizons.Count == 0 ? "the target's alone" : string.Join(',', settings.Horizons.Select(h => h.Word)),
        ["validation share"] = split.Validation.ToString(CultureInfo.InvariantCulture),
        ["calibration share"] = split.Calibration.ToString(CultureInfo.InvariantCulture),
        ["test"] = split.TestFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? split.Test.ToString(CultureInfo.InvariantCulture),
        ["portraits"] = settings.Portraits?.ToString() ?? "none",
        ["begins from"] = settings.StartFrom ?? "nothing",
        ["missing values"] = settings.Fill.ToString(),
        ["learners"] = settings.Learners.Describe(target.Kind, trained.Model.Fusion.Learners.Select(l => l.Name)),
    };
}
