using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Profiles;
using Foresale.States;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale train</c>: from a dataset to a model folder with its report.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> s_out = new("--out") { Description = "Model folder to write.", Required = true };
    private static readonly Option<string?> s_target = new("--target") { Description = $"The question: {string.Join(", ", TargetParser.Words)}. Without it the one that fits the data." };
    private static readonly Option<string?> s_horizon = new("--horizon") { Description = "How far ahead: 1d, 30d, 12h; for sessions the next events, 10e." };
    private static readonly Option<string?> s_horizons = new("--horizons") { Description = "Further horizons that the same model answers, such as 10e,session,1d,7d; scores get a column for each (docs/horizons.md)." };
    private static readonly Option<string?> s_labels = new("--labels") { Description = "Label file for --target labels: user_id[, item_id], time, label and any other columns." };
    private static readonly Option<string?> s_testFrom = new("--test-from") { Description = "First day of the test slice, yyyy-MM-dd in the shop's zone." };
    private static readonly Option<FillStrategy> s_missing = new("--missing") { Description = "Missing values: median, mean or drop, fitted on the training slice.", DefaultValueFactory = _ => FillStrategy.Median };

    private static readonly Option<PortraitParts?> s_portraits = new("--portraits") { Description = "Feed portraits into the state, each fitted on earlier events only: segments of shoppers, factors of items, or both (docs/profiles.md)." };

    private static readonly Option<string?> s_startFrom = new("--start-from") { Description = "Model folder of another log whose network this one begins from, with its encoder and sizes: worth it where the own log has some hundred sessions." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("train", "Learn purchase intent from a dataset, judge it on held-out rows, and write a model folder.") { s_out, s_target, s_horizon, s_horizons, s_labels, s_testFrom, s_missing, s_portraits, s_startFrom };
        DataSource.AddTo(command);
        LearnerOptions.AddTo(command);
        Verb.SetAction(command, RunAsync);
        return command;
    }

    /// <summary>The target of two options; null where neither is given.</summary>
    public static Target? TargetOf(string? target, string? horizon, DataSource data) =>
        target is null && horizon is null ? null : TargetParser.Parse(target ?? TargetParser.Words[(int)TrainRun.TargetFor(data).Kind], horizon);

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var output = Path.TrimEndingDirectorySeparator(parse.GetValue(s_out)!);
        var learners = LearnerOptions.Read(parse, $"{output}.checkpoint");
        using var data = await DataSource.OpenAsync(parse, verb, $"{output}-data", keep: true, forScoring: false, cancellationToken);
        var target = TargetOf(parse.GetValue(s_target), parse.GetValue(s_horizon), data);
        verb.Console.MarkupLineInterpolated($"target [bold]{TargetParser.Describe(target ?? TrainRun.TargetFor(data))}[/]: {TargetParser.Question(target ?? TrainRun.TargetFor(data))}{(target is null ? " (the question that fits the data; --target asks another)" : "")}");
        var settings = new TrainSettings
        {
            Target = target,
            Horizons = parse.GetValue(s_horizons) is { } horizons ? HorizonParser.Parse(horizons, target ?? TrainRun.TargetFor(data)) : [],
            Split = SplitOf(parse.GetValue(s_testFrom), target ?? TrainRun.TargetFor(data), verb.Seed),
            Labels = parse.GetValue(s_labels),
            Portraits = parse.GetValue(s_portraits),
            StartFrom = parse.GetValue(s_startFrom),
            Learners = learners,
            Fill = parse.GetValue(s_missing),
            Out = output,
        };
        var (manifest, report, _) = await verb.WithProgressAsync(progress => TrainRun.Run(data, settings, verb, progress, cancellationToken));
        if (!verb.Json)
        {
            LearnerTable.Write(verb.Console, report);
            HorizonTable.Write(verb.Console, report.Horizons);
        }

        verb.Finish(new { model = output, manifest.Ships, manifest.Metrics, manifest.Timings, manifest.Horizons, learners = report.Comparison.Learners.Select(l => l.Metrics) }, $"{LearnerTitles.Of(manifest.Ships)} in {output}; look at {Path.Combine(output, "report.html")}", $"foresale score {Verb.Quote(output)} {Verb.Quote(data.Dataset.FolderPath)} --out scores.csv");
    }

    private static SplitOptions? SplitOf(string? testFrom, Target target, int seed)
    {
        if (testFrom is null)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(testFrom, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            throw new UserFaultException("--test-from", $"'{testFrom}' is no day.", "Give it as yyyy-MM-dd.");
        }

        return target.Kind == TargetKind.Table
            ? throw new UserFaultException("--test-from", "a table is divided by its time column or by seed.", "Leave --test-from out.")
            : new SplitOptions { TestFrom = day, Seed = seed };
    }
}
