using System.CommandLine;
using Foresale.Server;
using Foresale.Server.Shop;

namespace Foresale.Cli;

/// <summary><c>foresale serve</c>: live intent over HTTP.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> s_model = new("--model") { Description = "Model folder to serve.", Required = true };
    private static readonly Option<string> s_data = new("--data") { Description = "Folder of the server: log, keys, snapshots, settings.", DefaultValueFactory = _ => "foresale-data" };
    private static readonly Option<string?> s_side = new("--side") { Description = "Dataset folder whose users and items are known from the start." };
    private static readonly Option<string?> s_urls = new("--urls") { Description = "Addresses to listen on, apart by semicolons; http://127.0.0.1:8080 where none is given." };
    private static readonly Option<string[]> s_set = new("--set") { Description = "Further settings, such as Foresale:Shop:SnapshotMinutes=5; docs/operations.md lists them.", AllowMultipleArgumentsPerToken = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Take a shop's events over HTTP and answer with intent, live.") { s_model, s_data, s_side, s_urls, s_set };
        command.SetAction((parse, cancellationToken) => ServerApp.RunAsync(
            new ServerStart
            {
                Args = [.. ArgsOf(parse)],
                Output = parse.InvocationConfiguration.Output,
                Error = parse.InvocationConfiguration.Error,
                Add = ShopServices.Add,
                Map = ShopServices.Map,
            },
            cancellationToken));
        return command;
    }

    private static IEnumerable<string> ArgsOf(ParseResult parse)
    {
        yield return $"--model={parse.GetValue(s_model)}";
        yield return $"--data={parse.GetValue(s_data)}";
        if (parse.GetValue(s_urls) is { } urls)
        {
            yield return $"--urls={urls}";
        }

        if (parse.GetValue(s_side) is { } side)
        {
            yield return $"--{ShopOptions.Section}:{nameof(ShopOptions.Side)}={side}";
        }

        foreach (var setting in parse.GetValue(s_set) ?? [])
        {
            yield return $"--{setting}";
        }
    }
}
