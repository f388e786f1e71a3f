using System.CommandLine;
using System.CommandLine.Invocation;

namespace Foresale.Cli;

/// <summary>The command line as a whole; one file a verb.</summary>
internal static class App
{
    private const int UsersFault = 2;

    /// <summary>Parses and runs. Tests call it with writers of their own.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null, CancellationToken cancellationToken = default)
    {
        var parse = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }); // @FILE is a value of --sql
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null }; // Program.cs handles Ctrl-C
        if (output is not null)
        {
            configuration.Output = output;
        }

        if (error is not null)
        {
            configuration.Error = error;
        }

        if (args.Length == 0)
        {
            await parse.InvokeAsync(configuration, cancellationToken); // Without a verb, the help is the answer.
            return UsersFault;
        }

        var faults = IsVerb(parse) ? WrongCommand.Faults(parse) : [];
        if (faults.Count == 0)
        {
            return await parse.InvokeAsync(configuration, cancellationToken);
        }

        // What is wrong stands alone: below a page of help nobody finds it.
        var command = parse.CommandResult.Command;
        await configuration.Error.WriteLineAsync(string.Join(Environment.NewLine, faults));
        await configuration.Error.WriteLineAsync($"See `foresale {(command is RootCommand ? "" : $"{command.Name} ")}--help`.");
        return UsersFault;
    }

    /// <summary>The command line; tests parse by it what the README says.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Foresale: how strongly each shopper intends to buy, from a shop's event log.");
        Verb.AddGlobalOptions(root);
        root.Add(QuickstartCommand.Create());
        root.Add(ImportCommand.Create());
        root.Add(MapCommand.Create());
        root.Add(DescribeCommand.Create());
        root.Add(ProfileCommand.Create());
        root.Add(TrainCommand.Create());
        root.Add(EvaluateCommand.Create());
        root.Add(ScoreCommand.Create());
        root.Add(ServeCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(RecommendCommand.Create());
        root.Add(BidCommand.Create());
        root.Add(ReplenishCommand.Create());
        root.Add(SupplyCommand.Create());
        root.Add(NudgeCommand.Create());
        root.Add(SimulateCommand.Create());
        root.Add(BenchmarkCommand.Create());
        return root;
    }

    // Else it is the help or the version, for which a command need not be whole.
    private static bool IsVerb(ParseResult parse) => parse.Action is ParseErrorAction || parse.Action == parse.CommandResult.Command.Action;
}
