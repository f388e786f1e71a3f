using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Foresale.Decisions.Recommendation.Shop;
using Foresale.Events;
using Foresale.Evaluation;
using Foresale.Profiles;
using Foresale.Scoring;
using Foresale.Simulation;
using Foresale.States;
using Foresale.Storage;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale quickstart</c>: a shop (simulated, or the user's own), a trained model, its report, who is about to buy, and the model live.</summary>
internal static class QuickstartCommand
{
    private static readonly Option<string[]> s_data = new("--data") { Description = "Your own log instead of a simulated shop.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> s_map = new("--map") { Description = $"How your log is read: preset ({string.Join(", ", Presets.Names)}) or mapping file." };
    private static readonly Option<int> s_sessions = new("--sessions") { Description = "Sessions of the simulated shop.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<string> s_out = new("--out") { Description = "Folder for everything.", DefaultValueFactory = _ => "foresale-quickstart" };
    private static readonly Option<bool> s_noServe = new("--no-serve") { Description = "End after the report; else the model is served, with simulated shoppers, until Ctrl-C. --json ends there too." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("quickstart", "From nothing to a model in minutes: simulate a shop (or take your log), train, judge, score, report, serve.") { s_data, s_map, s_sessions, s_out, s_noServe };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var output = parse.GetValue(s_out)!;
        var (own, map) = (parse.GetValue(s_data) ?? [], parse.GetValue(s_map));
        if (own.Length > 0 != map is not null)
        {
            throw new UserFaultException("--data", "your own log and how it is read go together.", "Give both --data and --map; `foresale map FILE` writes a mapping.");
        }

        ScoreFile.RequirePlace(ScoresOf(output), own);
        Step(verb, 1, own.Length > 0 ? $"reading {string.Join(", ", own)}" : string.Create(CultureInfo.InvariantCulture, $"simulating a shop of {parse.GetValue(s_sessions):N0} sessions, whose true intents are known, and reading its log"));
        var data = await verb.WithProgressAsync(progress => Import(output, own, map, parse.GetValue(s_sessions), verb, progress, cancellationToken));
        var info = data.Dataset.Info;
        verb.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"   {info.Events:N0} events, {info.Users:N0} shoppers: {string.Join(", ", info.Behaviors.Where(b => b.Value > 0).Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Key} {b.Value:N0}")))}");

        Step(verb, 2, "training: base rate, recency rule, logistic regression, LightGBM, a supervised network, a critic by temporal differences with its actor, and their fusion");
        var settings = new TrainSettings { Out = Path.Combine(output, "model"), Learners = LearnerSet.Quick, Name = own.Length == 0 ? "The planted shop" : Path.GetFileName(own[0]) };
        var (manifest, report, testEvents) = await verb.WithProgressAsync(progress => TrainRun.Run(data, settings, verb, progress, cancellationToken));
        if (!verb.Json)
        {
            LearnerTable.Write(verb.Console, report);
        }

        Step(verb, 3, "scoring");
        var (top, truth) = await verb.WithProgressAsync(progress => Score(data, output, own.Length == 0 ? testEvents : null, verb, progress, cancellationToken));
        if (!verb.Json)
        {
            if (truth is not null)
            {
                verb.Console.WriteLine(truth.ToString());
            }

            Show(verb.Console, manifest, top);
        }

        var page = Path.GetFullPath(Path.Combine(output, "model", "report.html"));
        verb.Finish(
            new { output, report = page, ships = manifest.Ships, manifest.Metrics, seconds = clock.Elapsed.TotalSeconds, peak_megabytes = PeakMegabytes(), truth, top },
            string.Create(CultureInfo.InvariantCulture, $"in {clock.Elapsed.TotalSeconds:N0} s with {PeakMegabytes():N0} MB at most. Open {page}"));
        if (!verb.Json && !parse.GetValue(s_noServe)) // one document is the whole answer of --json
        {
            Step(verb, 4, "what to show whom: candidates and their ranking, from the same log");
            await verb.WithProgressAsync(progress => Recommend(data, output, verb.Seed, progress, cancellationToken));
            Step(verb, 5, "serving");
            await new QuickstartServer(output, verb).RunAsync(own.Length == 0 ? parse.GetValue(s_sessions) : null, page, top.FirstOrDefault(s => s.Item is not null)?.Item, cancellationToken);
        }
    }

    private static string ScoresOf(string output) => Path.Combine(output, "scores.csv");

    private static void Step(Verb verb, int number, string text) => verb.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{number}[/] {text}");

    private static DataSource Import(string output, string[] own, string? map, int sessions, Verb verb, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var options = new ImportOptions { Paths = own, Mapping = Presets.Resolve(map ?? "foresale"), Out = Path.Combine(output, "data"), Threads = verb.Threads };
        if (own.Length == 0)
        {
            var shop = Simulate(Path.Combine(output, "shop"), sessions, verb.Seed, progress, cancellationToken);
            options = options with { Paths = [Path.Combine(output, "shop", "events.csv")], Users = Path.Combine(output, "shop", "users.csv"), Items = Path.Combine(output, "shop", "items.csv"), Zone = shop.File.Zone };
        }

        EventImport.Run(options, progress, cancellationToken);
        return DataSource.Of(options.Out!);
    }

    private static PlantedShop Simulate(string path, int sessions, int seed, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var shop = PlantedShop.Load();
        using var folder = new StagedFolder(path, [.. SimulateCommand.FileNames, SimulateCommand.TruthFile]);
        using (var events = Open(folder, "events.csv"))
        using (var users = Open(folder, "users.csv"))
        using (var items = Open(folder, "items.csv"))
        using (var truth = Open(folder, SimulateCommand.TruthFile))
        {
            var csv = new SimulatedCsv(shop, events, users, truth);
            SimulatedCsv.WriteItems(shop, items);
            foreach (var shopper in shop.Shoppers(sessions, seed))
            {
                cancellationToken.ThrowIfCancellationRequested();
                csv.Write(shopper);
                progress.Report(new StageProgress("simulate", Math.Min(csv.Sessions, sessions), sessions));
            }
        }

        folder.Commit();
        return shop;
    }

    private static StreamWriter Open(StagedFolder folder, string name) => new(Path.Combine(folder.Path, name), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private static (List<Shopper> Top, TruthLine? Truth) Score(DataSource data, string output, IReadOnlySet<string>? simulated, Verb verb, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        using var scorer = new IntentScorer(ModelFolder.Open(Path.Combine(output, "model")));
        var table = ScoreCommand.StatesOf(data, scorer.Manifest, asOf: null, labels: null, progress, cancellationToken);
        int[] nodes = [.. Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.IsRow[n])];
        var scores = scorer.Score(table, nodes, progress, cancellationToken);
        ScoreFile.Write(ScoresOf(output), table, scores, [.. scorer.Manifest.Horizons.Select(h => h.Horizon)], verb.Threads, cancellationToken);
        var truth = Path.Combine(output, "shop", SimulateCommand.TruthFile);
        return (TopShoppers(table, scores), simulated is null ? null : TruthLine.Of(truth, table, scores, simulated, scorer.Manifest.BaseRate));
    }

    private static bool Recommend(DataSource data, string output, int seed, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        using var folder = new StagedFolder(QuickstartServer.RecommenderOf(output), [RecommenderFile.Name]);
        var fitted = RecommenderFit.Fit(data.Dataset, new RecommenderOptions { Factors = new AlsOptions { Seed = seed } }, progress, cancellationToken);
        RecommenderFile.Write(Path.Combine(folder.Path, RecommenderFile.Name), fitted.Recommender);
        folder.Commit();
        return true;
    }

    /// <summary>Each shopper's latest score; of events in one instant that of the last, which has folded the others.</summary>
    internal static List<IntentScore> LatestOf(int[] user, long[] timeMs, IEnumerable<IntentScore> scores) =>
        [.. scores.GroupBy(s => user[s.Node]).Select(g => g.MaxBy(s => (timeMs[s.Node], s.Node)))];

    // Of each shopper the latest score; then the ten highest of those seen on the last day of the log.
    private static List<Shopper> TopShoppers(StateTable table, IntentScore[] scores)
    {
        var nodes = table.Nodes;
        var latest = LatestOf(nodes.User, nodes.TimeMs, scores);
        var end = latest.Count == 0 ? 0 : latest.Max(s => nodes.TimeMs[s.Node]);
        return
        [
            .. latest.Where(s => nodes.TimeMs[s.Node] > end - (long)TimeSpan.FromDays(1).TotalMilliseconds)
                .OrderByDescending(s => s.Intent).ThenBy(s => s.Node).Take(10)
                .Select(s => new Shopper(
                    table.UserIds[nodes.User[s.Node]], s.Intent, s.Percentile, Bands.Word(s.Band), s.Next, s.Nudge, s.Lift,
                    nodes.Item[s.Node] < 0 ? null : table.ItemIds[nodes.Item[s.Node]], ScoreFile.TimeText(nodes.TimeMs[s.Node]))),
        ];
    }

    private static void Show(IAnsiConsole console, ModelManifest manifest, List<Shopper> top)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"The ten shoppers of the last day most likely to buy in the session at hand (of the training rows {manifest.BaseRate:P1} bought):");
        var table = new Table().Border(TableBorder.Simple).AddColumn("shopper").AddColumn(new Spectre.Console.TableColumn("intent").RightAligned()).AddColumn(new Spectre.Console.TableColumn("percentile").RightAligned())
            .AddColumns("band", "next", "nudge").AddColumn(new Spectre.Console.TableColumn("lift").RightAligned()).AddColumns("item", "last seen (UTC)");
        foreach (var s in top)
        {
            table.AddRow(
                Markup.Escape(s.UserId), s.Intent.ToString("P1", CultureInfo.InvariantCulture), s.Percentile.ToString("F1", CultureInfo.InvariantCulture), s.Band,
                s.Next ?? "", s.Nudge ?? "", s.Lift?.ToString("+0.000;-0.000", CultureInfo.InvariantCulture) ?? "", Markup.Escape(s.Item ?? ""), s.LastSeen);
        }

        console.Write(table);
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    private sealed record Shopper(string UserId, float Intent, double Percentile, string Band, string? Next, string? Nudge, double? Lift, string? Item, string LastSeen);
}
