using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Storage;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale import</c>: from a shop's files to a dataset folder.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string[]> s_paths = new("PATH") { Description = "Files in the order of the log: CSV, TSV, JSON Lines, Parquet; .gz of the text formats.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> s_map = new("--map") { Description = $"Preset ({string.Join(", ", Presets.Names)}) or mapping file." };
    private static readonly Option<string?> s_out = new("--out") { Description = "Dataset folder to write." };
    private static readonly Option<string?> s_users = new("--users") { Description = "Users: user_id and any other columns." };
    private static readonly Option<string?> s_items = new("--items") { Description = "Items: item_id, any other columns, and valid_from." };
    private static readonly Option<string?> s_identities = new("--identities") { Description = "Merges: anonymous_id,user_id,time." };
    private static readonly Option<string?> s_rates = new("--rates") { Description = "Rates of a log in several currencies: date,currency,rate." };
    private static readonly Option<string?> s_zone = new("--zone") { Description = "The shop's time zone, such as Europe/Paris." };
    private static readonly Option<bool> s_requireConsent = new("--require-consent") { Description = "Drop events whose shopper was not asked." };
    private static readonly Option<bool> s_keepBots = new("--keep-bots") { Description = "Count the days of programs, and keep them." };
    private static readonly Option<double> s_maxRejected = new("--max-rejected") { Description = "Highest share of rows that may go to quarantine.", DefaultValueFactory = _ => .05 };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "Parse, clean and count, show ten events, write nothing." };
    private static readonly Option<string?> s_showMap = new("--show-map") { Description = "Print a preset's mapping file." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("import", "Read a shop's event log from files or its database, clean it, and write a dataset folder.")
        {
            s_paths, SqlOptions.Rows, SqlOptions.Provider, SqlOptions.Connection, s_map, s_out, s_users, s_items, s_identities, SqlOptions.Users, SqlOptions.Items, SqlOptions.Identities, SqlOptions.Timeout, s_rates, s_zone, s_requireConsent, s_keepBots, s_maxRejected, s_dryRun, s_showMap,
        };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        if (parse.GetValue(s_showMap) is { } preset)
        {
            await verb.Out.WriteAsync(Presets.Text(preset));
            return;
        }

        var dryRun = parse.GetValue(s_dryRun);
        var output = parse.GetValue(s_out);
        if (output is null && !dryRun)
        {
            throw new UserFaultException("--out", "no folder is given.", "Give --out FOLDER, or --dry-run to look only.");
        }

        var options = new ImportOptions
        {
            Paths = parse.GetValue(s_paths) ?? [],
            Sql = SqlOptions.Of(parse, [s_users, s_items, s_identities]),
            Mapping = Presets.Resolve(parse.GetValue(s_map) ?? throw new UserFaultException("--map", "no mapping is given.", $"Give a preset ({string.Join(", ", Presets.Names)}) or a mapping file; `foresale map FILE` writes one.")),
            Out = dryRun ? null : output,
            Users = parse.GetValue(s_users),
            Items = parse.GetValue(s_items),
            Identities = parse.GetValue(s_identities),
            Rates = parse.GetValue(s_rates),
            Zone = parse.GetValue(s_zone),
            RequireConsent = parse.GetValue(s_requireConsent),
            KeepBots = parse.GetValue(s_keepBots),
            MaxRejected = parse.GetValue(s_maxRejected),
            Threads = verb.Threads,
        };
        var report = await verb.WithProgressAsync(progress => EventImport.Run(options, progress, cancellationToken));
        if (!verb.Json)
        {
            Show(verb.Console, report);
        }

        ImportText.NoPurchase(verb.Console, report);
        verb.Finish(report, Summary(report), dryRun || output is null ? null : report.Info.Kind is "table" ? $"foresale train {Verb.Quote(output)} --target table --out model" : $"foresale describe {Verb.Quote(output)}");
    }

    private static string Summary(ImportReport report)
    {
        var info = report.Info;
        var what = info.Kind is "table"
            ? $"{Count(info.Events)} rows, {info.TableColumns.Count} columns"
            : $"{Count(info.Events)} events of {Count(info.Users)} users in {Count(info.Sessions)} sessions";
        return report.Out is null ? $"{what}; nothing written (--dry-run)" : $"{what} in {report.Out}";
    }

    private static void Show(IAnsiConsole console, ImportReport report)
    {
        ImportText.Rules(console, report.Info);
        ImportText.Faults(console, report, report.Out);
        if (report.Shown.Count > 0)
        {
            ShowEvents(console, report.Shown);
        }
    }

    private static void ShowEvents(IAnsiConsole console, IReadOnlyList<ShopEvent> events)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("time (UTC)", "user_id", "session_id", "behavior", "item_id", "category", "price", "currency", "quantity", "device");
        foreach (var e in events)
        {
            string?[] cells =
            [
                e.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), e.UserId, e.SessionId, e.Behavior.Word(), e.ItemId, e.Category,
                e.Price?.ToString("0.00##", CultureInfo.InvariantCulture), e.Currency, e.Quantity?.ToString("0.####", CultureInfo.InvariantCulture), e.Device,
            ];
            table.AddRow([.. cells.Select(c => new Text(c ?? ""))]);
        }

        console.Write(table);
    }

    private static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
