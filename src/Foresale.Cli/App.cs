using System.CommandLine;

namespace Foresale.Cli;

/// <summary>The command line as a whole; one file a verb.</summary>
internal static class App
{
    /// <summary>Parses and runs. Tests call it with writers of their own.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null, CancellationToken cancellationToken = default)
    {
        var parse = Root().Parse(args);
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null }; // Program.cs handles Ctrl-C
        if (output is not null)
        {
            configuration.Output = output;
        }

        if (error is not null)
        {
            configuration.Error = error;
        }

        return parse.InvokeAsync(configuration, cancellationToken);
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
        root.Add(TrainCommand.Create());
        root.Add(EvaluateCommand.Create());
        root.Add(ScoreCommand.Create());
        root.Add(SimulateCommand.Create());
        return root;
    }
}
