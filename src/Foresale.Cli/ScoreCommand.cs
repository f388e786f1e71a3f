using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Scoring;
using Foresale.States;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale score</c>: intent for every event, shopper, touched pair, label or table row.</summary>
internal static class ScoreCommand
{
    private const double MostInOneBand = .9;
    private const int FewestForBands = 10;
    private static readonly Argument<string> s_model = new("MODEL") { Description = "Model folder." };
    private static readonly Option<string> s_out = new("--out") { Description = "File to write: .csv or .parquet.", Required = true };
    private static readonly Option<string?> s_asOf = new("--as-of") { Description = "For user and user-item: score as of this instant (yyyy-MM-dd or ISO 8601, in the shop's zone where it has no offset; in a log of days, that day's midnight); without it, the log's end." };
    private static readonly Option<string?> s_labels = new("--labels") { Description = "For models of target labels: user_id[, item_id], time and the further columns; labels may be empty." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("score", "Score a dataset with a model.") { s_model };
        DataSource.AddTo(command);
        command.Add(s_out);
        command.Add(s_asOf);
        command.Add(s_labels);
        Verb.SetAction(command, RunAsync);
        return command;
    }

    /// <summary>The states that a model scores of some data.</summary>
    public static StateTable StatesOf(DataSource data, ModelManifest manifest, DateTimeOffset? asOf, string? labels, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        data.RequireKindOf(manifest.Target);
        StateTable table;
        if (manifest.Target.Kind == TargetKind.Table)
        {
            table = StateBuilder.BuildTableForScoring(data.Dataset.ReadTable(), manifest.Table!);
        }
        else
        {
            table = data.LabelsOf(manifest.Target, labels) is { } set
                ? StateBuilder.BuildForScoring(data.Dataset, set, manifest.Fold!, manifest.Table!, progress, cancellationToken)
                : StateBuilder.BuildForScoring(data.Dataset, manifest.Target, manifest.Fold!, asOf, progress, cancellationToken);
        }

        return RequireFeatures(table, manifest);
    }

    /// <summary>The table, where its features are those of the model by name and place.</summary>
    /// <exception cref="UserFaultException">They are others.</exception>
    public static StateTable RequireFeatures(StateTable table, ModelManifest manifest) =>
        string.Equals(table.Schema.Hash, manifest.FeatureHash, StringComparison.Ordinal)
            ? table
            : throw new UserFaultException("features", $"this build reads features {table.Schema.Hash} and the model was trained on {manifest.FeatureHash} (Foresale {manifest.Version}).", "Score with the version that trained the model, or train again.");

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var output = parse.GetValue(s_out)!;
        if (Path.GetExtension(output).ToUpperInvariant() is not (".CSV" or ".PARQUET"))
        {
            throw new UserFaultException("--out", $"'{output}' ends in neither .csv nor .parquet.", "Give a file name with one of these endings.");
        }

        ScoreFile.RequirePlace(output, [.. DataSource.InputsOf(parse), parse.GetValue(s_labels)]);
        using var scorer = new IntentScorer(ModelFolder.Open(parse.GetValue(s_model)!));
        var target = scorer.Manifest.Target.Kind;
        var asOfText = parse.GetValue(s_asOf);
        if (asOfText is not null && target is not (TargetKind.User or TargetKind.UserItem))
        {
            throw new UserFaultException("--as-of", $"the model answers for target '{TargetParser.Describe(scorer.Manifest.Target)}', which has no such instant.", "Leave --as-of out.");
        }

        using var data = await DataSource.OpenAsync(parse, verb, $"{output}.import-{Environment.ProcessId}", keep: false, forScoring: true, cancellationToken);
        var asOf = asOfText is null ? (DateTimeOffset?)null : Instant(asOfText, data.Dataset.Info.Zone);
        var (rows, seen, summary) = await verb.WithProgressAsync(progress => Run(scorer, data, asOf, parse.GetValue(s_labels), output, verb.Threads, progress, cancellationToken));
        if (seen > rows / 2)
        {
            verb.Console.MarkupLineInterpolated($"{Seen(scorer.Manifest, (double)seen / rows, parse.GetValue(s_model)!)}");
        }

        // Rows of labels and tables may have no answer yet to judge by; rows before the test are not judged.
        var next = target is TargetKind.Labels or TargetKind.Table || seen == rows ? null : $"foresale evaluate {Verb.Quote(parse.GetValue(s_model)!)} {data.Arguments(parse)} --out judged";
        verb.Finish(new { rows, before_test = seen, output, summary }, string.Create(CultureInfo.InvariantCulture, $"{rows:N0} scores in {output} ({summary}); {Documentation.PathOf("scores.md")} explains the columns"), next);
    }

    private static string Seen(ModelManifest manifest, double share, string model) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(manifest.Split is { } split ? $"{share.ToString("P0", CultureInfo.InvariantCulture)} of these rows lie before {split.TestFrom:yyyy-MM-dd HH:mm} UTC, where the model's test begins: where these are rows of the log that it was trained on" : "Where these are the rows that the model was trained on")}, their scores flatter it. A fair test is in {Path.Combine(model, ModelFolder.ReportFile)}.");

    private static (int Rows, int Seen, string Summary) Run(IntentScorer scorer, DataSource data, DateTimeOffset? asOf, string? labels, string output, int threads, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var table = StatesOf(data, scorer.Manifest, asOf, labels, progress, cancellationToken);
        int[] nodes = [.. Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.IsRow[n])];
        var scores = scorer.Score(table, nodes, progress, cancellationToken);
        ScoreFile.Write(output, table, scores, [.. scorer.Manifest.Horizons.Select(h => h.Horizon)], threads, cancellationToken);
        var bands = scores.GroupBy(s => s.Band).OrderByDescending(g => g.Key);
        var parts = bands.Select(b => string.Create(CultureInfo.InvariantCulture, $"{Bands.Word(b.Key)} {b.Count():N0}"));
        var leftOut = table.LeftOut == 0 ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"left out {table.LeftOut:N0} shoppers without an event for 30 days") };
        return (scores.Length, SeenOf(scorer.Manifest, data.Dataset.Info, table, nodes), string.Join(", ", parts.Concat(leftOut)) + OneBand(scores));
    }

    /// <summary>Where one band holds nearly all scores: what tells them apart.</summary>
    internal static string OneBand(IReadOnlyList<IntentScore> scores) =>
        scores.Count >= FewestForBands && scores.GroupBy(s => s.Band).MaxBy(g => g.Count()) is { } most && most.Count() > MostInOneBand * scores.Count
            ? string.Create(CultureInfo.InvariantCulture, $"; {Math.Floor(100.0 * most.Count() / scores.Count):0} % are {Bands.Word(most.Key)}: look at percentile to tell them apart")
            : "";

    // Rows that the model may have been trained on: those before its test slice, or all of the table that it was trained on.
    private static int SeenOf(ModelManifest manifest, DatasetInfo info, StateTable table, int[] nodes) =>
        manifest.Split is { } split ? nodes.Count(n => table.Nodes.TimeMs[n] < split.TestFrom.ToUnixTimeMilliseconds())
        : string.Equals(manifest.SourceHash, info.SourceHash, StringComparison.Ordinal) ? nodes.Length : 0;

    private static DateTimeOffset Instant(string text, string zone) =>
        IsoTime.Read(text, TimeZoneInfo.FindSystemTimeZoneById(zone))
        ?? throw new UserFaultException("--as-of", $"'{text}' is no instant.", "Give it as yyyy-MM-dd or in ISO 8601.");
}
