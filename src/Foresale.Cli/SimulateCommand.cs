using System.CommandLine;
using System.Text;
using Foresale.Events;
using Foresale.Simulation;
using Foresale.Storage;

namespace Foresale.Cli;

/// <summary><c>foresale simulate</c>: the log of a planted shop, and on demand its truth.</summary>
internal static class SimulateCommand
{
    /// <summary>Name of the truth in a folder of <c>quickstart</c>.</summary>
    public const string TruthFile = "truth.csv";

    private static readonly Option<string?> s_shop = new("--shop") { Description = "Shop file; without it the planted shop." };
    private static readonly Option<int> s_sessions = new("--sessions") { Description = "Sessions of the log.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<int?> s_days = new("--days") { Description = $"Days of the log (default {PlantedShop.DefaultDays})." };
    private static readonly Option<int?> s_users = new("--users") { Description = "Shoppers; the days then follow, and sessions are met on average." };
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for events, users.csv and items.csv; or one .csv or .parquet file for the events alone." };
    private static readonly Option<string?> s_truth = new("--truth") { Description = "CSV for the truth: event_id,user_id,probability of a further purchase in the session." };
    private static readonly Option<string?> s_format = new("--format") { Description = "csv or parquet, for the events in a folder (default csv)." };

    /// <summary>All that a shop's folder may hold beside the truth.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["users.csv", "items.csv", "events.csv", "events.parquet"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Make the event log of a shop whose true purchase intent is known.") { s_shop, s_sessions, s_days, s_users, s_out, s_truth, s_format };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var output = parse.GetValue(s_out) ?? throw new UserFaultException("--out", "no place is given.", "Give --out FOLDER, or a file that ends in .csv or .parquet.");
        var ending = Path.GetExtension(output).ToUpperInvariant();
        var oneFile = ending is ".CSV" or ".PARQUET";
        var format = parse.GetValue(s_format) ?? (ending is ".PARQUET" ? "parquet" : "csv");
        if (format is not ("csv" or "parquet"))
        {
            throw new UserFaultException("--format", $"'{format}' is no format.", "Use csv or parquet.");
        }

        if (oneFile && !string.Equals(ending, $".{format}", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserFaultException("--format", $"'{format}' contradicts the ending of {output}.", "Leave --format out, or change the ending.");
        }

        var shopFile = parse.GetValue(s_shop);
        if (oneFile)
        {
            OutputFile.Require(output, [shopFile, parse.GetValue(s_truth)], "simulated log", file => OutputFile.HasColumns(file, SimulatedCsv.EventHeader.Split(',')));
        }

        if (parse.GetValue(s_truth) is { } truth)
        {
            OutputFile.Require(truth, [shopFile], "truth file", file => OutputFile.HasColumns(file, SimulatedCsv.TruthHeader.Split(',')), "--truth");
        }

        var order = new Order(
            PlantedShop.Load(shopFile), parse.GetValue(s_sessions), verb.Seed, parse.GetValue(s_days), parse.GetValue(s_users),
            output, oneFile, string.Equals(format, "parquet", StringComparison.Ordinal), parse.GetValue(s_truth), verb.Threads);
        var counts = await verb.WithProgressAsync(progress => Run(order, progress, cancellationToken));
        verb.Finish(counts, FormattableString.Invariant($"{counts.Events:N0} events of {counts.Users:N0} shoppers in {counts.Sessions:N0} sessions, {counts.BaseRate:P2} with a purchase, in {output}"));
    }

    private static Counts Run(Order order, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var inside = InsideOut(order);
        using var truth = order.Truth is null || inside is not null ? null : new StagedFile(order.Truth);
        Counts counts;
        if (order.OneFile)
        {
            using var file = new StagedFile(order.Out);
            counts = Write(order, file.Path, users: null, truth?.Path, progress, cancellationToken);
            file.Commit();
        }
        else
        {
            using var folder = new StagedFolder(order.Out, [.. FileNames, inside ?? TruthFile]);
            var events = Path.Combine(folder.Path, order.Parquet ? "events.parquet" : "events.csv");
            var truthPath = inside is null ? truth?.Path : Path.Combine(folder.Path, inside);
            counts = Write(order, events, Path.Combine(folder.Path, "users.csv"), truthPath, progress, cancellationToken);
            using (var items = Open(Path.Combine(folder.Path, "items.csv")))
            {
                SimulatedCsv.WriteItems(order.Shop, items);
            }

            folder.Commit();
        }

        truth?.Commit();
        return counts;
    }

    // The name of a truth file that stands in the output folder itself: it must be staged with the folder, which a commit replaces.
    private static string? InsideOut(Order order) =>
        !order.OneFile && order.Truth is not null && string.Equals(Path.GetDirectoryName(Path.GetFullPath(order.Truth)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(order.Out)), StringComparison.Ordinal)
            ? Path.GetFileName(order.Truth)
            : null;

    private static Counts Write(Order order, string events, string? users, string? truth, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        using var scratch = order.Parquet ? new StagedFile($"{events}.csv") : null; // never committed: gone at the end
        SimulatedCsv csv;
        using (var eventWriter = Open(scratch?.Path ?? events))
        using (var userWriter = users is null ? null : Open(users))
        using (var truthWriter = truth is null ? null : Open(truth))
        {
            csv = new SimulatedCsv(order.Shop, eventWriter, userWriter, truthWriter);
            foreach (var shopper in order.Shop.Shoppers(order.Sessions, order.Seed, order.Days, order.Users))
            {
                csv.Write(shopper);
                if (csv.Users % 256 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress.Report(new StageProgress("simulate", Math.Min(csv.Sessions, order.Sessions), order.Sessions));
                }
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (scratch is not null)
        {
            SimulatedParquet.FromCsv(scratch.Path, events, order.Threads);
        }

        progress.Report(new StageProgress("simulate", order.Sessions, order.Sessions));
        return new Counts(csv.Events, csv.Users, csv.Sessions, (double)csv.Buying / Math.Max(1, csv.Sessions), order.Seed, order.Shop.File.Name);
    }

    private static StreamWriter Open(string path) => new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);

    private sealed record Order(PlantedShop Shop, int Sessions, int Seed, int? Days, int? Users, string Out, bool OneFile, bool Parquet, string? Truth, int Threads);

    private sealed record Counts(long Events, long Users, long Sessions, double BaseRate, int Seed, string Shop);
}
