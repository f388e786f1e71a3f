using System.CommandLine;
using Foresale.Events;
using Foresale.Quality.Reporting;
using Spectre.Console;

namespace Foresale.Quality;

/// <summary>What every study gets.</summary>
/// <param name="Seeds">One run each.</param>
/// <param name="Threads">Threads for reading and trees; networks run on one.</param>
/// <param name="Progress">Receives progress.</param>
internal sealed record StudyContext(IReadOnlyList<int> Seeds, int Threads, IProgress<StageProgress> Progress);

/// <summary>What every study has: <c>--seeds</c>, <c>--threads</c>, <c>--out</c>, a bar, two files, and exit codes as the CLI's.</summary>
internal static class Study
{
    private static readonly Option<int> s_seeds = new("--seeds") { Description = "Number of runs; their seeds are 1, 2, ...", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> s_threads = new("--threads") { Description = "Threads for reading and trees; networks run on one.", DefaultValueFactory = _ => 2 };
    private static readonly Option<string> s_out = new("--out") { Description = "Folder for NAME.md and NAME.json.", DefaultValueFactory = _ => Path.Combine("bench", "results") };

    /// <summary>A study's subcommand.</summary>
    /// <param name="name">Of the subcommand and of the two files.</param>
    /// <param name="description">For help.</param>
    /// <param name="options">The study's own.</param>
    /// <param name="run">Does it, off the main thread.</param>
    public static Command Create(string name, string description, IReadOnlyList<Option> options, Func<ParseResult, StudyContext, CancellationToken, StudyReport> run)
    {
        Command command = new(name, description) { s_seeds, s_threads, s_out };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => RunAsync(command, parse, run, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Command command, ParseResult parse, Func<ParseResult, StudyContext, CancellationToken, StudyReport> run, CancellationToken cancellationToken)
    {
        try
        {
            int[] seeds = [.. Enumerable.Range(1, Math.Max(1, parse.GetValue(s_seeds)))];
            StudyReport report = null!;
            await AnsiConsole.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(async bars => report = await Task.Run(() => run(parse, new StudyContext(seeds, parse.GetValue(s_threads), new Bars(bars)), cancellationToken)));
            report = report with { Command = CommandLine(command, parse), Seeds = report.Seeds.Count > 0 ? report.Seeds : seeds };
            var folder = Directory.CreateDirectory(parse.GetValue(s_out)!).FullName;
            var markdown = ReportText.Markdown(report);
            if (report.Picture is { } picture)
            {
                markdown += $"\n![{report.Title}]({command.Name}.svg)\n";
                await File.WriteAllTextAsync(Path.Combine(folder, $"{command.Name}.svg"), picture, cancellationToken);
            }

            await File.WriteAllTextAsync(Path.Combine(folder, $"{command.Name}.md"), markdown, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{command.Name}.json"), ReportText.Json(report), cancellationToken);
            await Console.Out.WriteLineAsync(markdown);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. Nothing was written.");
            return 130;
        }
        catch (UserFaultException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    // What repeats the run, without where its files went and how long it was let.
    private static string CommandLine(Command command, ParseResult parse)
    {
        var given = command.Options
            .Where(o => o != s_out && o != s_threads && o.Name is not ("--keep" or "--minutes") && parse.GetResult(o) is { Implicit: false })
            .Select(o => string.Concat(parse.GetResult(o)!.Tokens.Select(t => t.Value).Prepend(o.Name).Select(word => $" {word}")));
        return $"dotnet run -c Release --project bench/Foresale.Quality -- {command.Name}{string.Concat(given)}";
    }

    private sealed class Bars(ProgressContext context) : IProgress<StageProgress>
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Report(StageProgress value)
        {
            lock (_bars)
            {
                if (!_bars.TryGetValue(value.Stage, out var bar))
                {
                    _bars[value.Stage] = bar = context.AddTask(Markup.Escape(value.Stage));
                }

                bar.MaxValue = Math.Max(value.Total, 1);
                bar.Value = Math.Min(value.Done, bar.MaxValue);
                bar.Description = Markup.Escape(value.Note is null ? value.Stage : $"{value.Stage} {value.Note}");
            }
        }
    }
}
