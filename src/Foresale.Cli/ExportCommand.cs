using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Storage.Export;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale export</c>: from a server's event log to a dataset folder, to train on.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> s_data = new("--data") { Description = "The server's data folder; the server may be running.", DefaultValueFactory = _ => "foresale-data" };
    private static readonly Option<string> s_out = new("--out") { Description = "Dataset folder to write.", Required = true };
    private static readonly Option<string?> s_zone = new("--zone") { Description = "The shop's time zone, such as Europe/Paris; the server's where none is given." };
    private static readonly Option<string?> s_side = new("--side") { Description = "Dataset folder whose users and items were known from the start; the server's where none is given." };
    private static readonly Option<string?> s_rates = new("--rates") { Description = "Rates of a log in several currencies: date,currency,rate." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("export", "Write a server's event log as a dataset folder, to train on.") { s_data, s_out, s_zone, s_side, s_rates };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var (data, output) = (parse.GetValue(s_data)!, parse.GetValue(s_out)!);
        if (!Directory.Exists(Path.Combine(data, "log")))
        {
            throw new UserFaultException(data, "there is no event log.", "Give the folder that `foresale serve --data` was given, once it has taken events.");
        }

        var (zone, side) = (parse.GetValue(s_zone), parse.GetValue(s_side));
        var shop = zone is null || side is null && File.Exists(Path.Combine(data, "shop.json")) ? ServedShop.Read(data) : null;
        var options = new ExportOptions
        {
            Data = data,
            Out = output,
            Zone = zone ?? shop!.Zone,
            Side = side ?? shop?.Side,
            Rates = parse.GetValue(s_rates),
            Threads = verb.Threads,
        };
        var report = await verb.WithProgressAsync(progress => LogExport.Run(options, progress, cancellationToken));
        if (!verb.Json)
        {
            ImportText.Rules(verb.Console, report.Info);
        }

        if (report.DamagedBytes > 0)
        {
            verb.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{report.DamagedBytes:N0} bytes of the log are damaged: what they held is not in the dataset.[/]");
        }

        verb.Finish(report, string.Create(CultureInfo.InvariantCulture, $"{report.Info.Events:N0} events of {report.Info.Users:N0} users, {report.Logins:N0} logins, in {output}"), $"foresale train {Verb.Quote(output)} --out model");
    }
}
