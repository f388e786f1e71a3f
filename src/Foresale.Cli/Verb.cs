using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Evaluation;
using Foresale.Events;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>
/// What every verb has: <c>--json</c> (one document on stdout, progress on stderr), <c>--seed</c>, <c>--threads</c>,
/// exit codes (0 done, 1 our fault, 2 the user's, 130 Ctrl-C) and a closing summary line.
/// </summary>
internal sealed class Verb
{
    private static readonly SearchValues<char> s_shellWords = SearchValues.Create(" '();&$");

    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON document on stdout; progress goes to stderr.", Recursive = true };
    private static readonly Option<int> s_seed = new("--seed") { Description = "Makes a run repeatable.", DefaultValueFactory = _ => 1, Recursive = true };
    private static readonly Option<int> s_threads = new("--threads") { Description = "Threads for reading, sorting and trees; networks run on one.", DefaultValueFactory = _ => 2, Recursive = true };

    /// <summary>How documents are written, on stdout and beside it.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private Verb(ParseResult parse)
    {
        Json = parse.GetValue(s_json);
        Seed = parse.GetValue(s_seed);
        Threads = parse.GetValue(s_threads);
        Out = parse.InvocationConfiguration.Output;
        Error = parse.InvocationConfiguration.Error;
        Output = parse.CommandResult.Command.Options.FirstOrDefault(o => o.Name is "--out") is { } place && parse.GetResult(place)?.Tokens is [var token, ..] ? token.Value : null;
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Json ? Error : Out) });
        if (!IsTerminal)
        {
            // A pipe has no width: without this, tables wrap at 80 columns.
            Console.Profile.Width = 160;
        }
    }

    /// <summary>True where the caller wants JSON.</summary>
    public bool Json { get; }

    /// <summary>Seed of the run.</summary>
    public int Seed { get; }

    /// <summary>Threads of the run, &gt;= 1.</summary>
    public int Threads { get; }

    /// <summary>Asked when a run was stopped: what it kept, and how to go on; null for nothing.</summary>
    public Func<string?>? WhenStopped { get; set; }

    /// <summary>Where people look: stdout, or stderr with <c>--json</c>.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Standard output.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    private bool IsTerminal => Console.Profile.Out.IsTerminal;

    // The place of --out as it was typed; null where none was given.
    private string? Output { get; }

    /// <summary>Adds the options that every verb has to the root command.</summary>
    public static void AddGlobalOptions(RootCommand root)
    {
        root.Add(s_json);
        root.Add(s_seed);
        root.Add(s_threads);
    }

    /// <summary>Gives a command its action: the body gets a <see cref="Verb"/>, and its exceptions become messages and exit codes.</summary>
    public static void SetAction(Command command, Func<ParseResult, Verb, CancellationToken, Task> body)
    {
        command.SetAction(async (parse, cancellationToken) =>
        {
            var verb = new Verb(parse);
            try
            {
                if (verb.Threads < 1)
                {
                    throw new UserFaultException("--threads", $"{verb.Threads} is no number of threads.", "Give 1 or more.");
                }

                await body(parse, verb, cancellationToken);
                return 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await verb.Error.WriteLineAsync($"Stopped. Nothing half-written was left behind.{(verb.WhenStopped?.Invoke() is { } more ? $" {more}" : "")}");
                return 130;
            }
            catch (Exception fault)
            {
                var (code, text) = FaultText.Of(fault, verb.Output);
                await verb.Error.WriteLineAsync(text);
                return code;
            }
        });
    }

    /// <summary>Runs stages off the main thread: with a bar that follows their reports on a terminal, with lines on stderr elsewhere.</summary>
    public async Task<T> WithProgressAsync<T>(Func<IProgress<StageProgress>, T> work)
    {
        var result = default(T)!;
        if (!IsTerminal)
        {
            var lines = new StageLines(Error.WriteLine, TimeProvider.System);
            await using var beat = TimeProvider.System.CreateTimer(_ => lines.Beat(), null, StageLines.Pause, StageLines.Pause);
            result = await Task.Run(() => work(lines));
            lines.Finish();
            return result;
        }

        await Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(async context => result = await Task.Run(() => work(new BarProgress(context))));
        return result;
    }

    /// <summary>A path as a shell takes it.</summary>
    public static string Quote(string path) => path.AsSpan().IndexOfAny(s_shellWords) < 0 ? path : $"\"{path}\"";

    /// <summary>Ends the verb: the JSON document with <c>--json</c>, else the summary line and the command that comes next.</summary>
    public void Finish<T>(T document, string summary, string? next = null)
    {
        if (Json)
        {
            Out.WriteLine(JsonSerializer.Serialize(document, JsonOptions));
        }
        else
        {
            Console.MarkupLineInterpolated($"[bold green]done[/] {summary}");
            if (next is not null)
            {
                Out.WriteLine($"next: {next}"); // to be copied: never broken at the terminal's edge
            }
        }
    }

    private sealed class BarProgress(ProgressContext context) : IProgress<StageProgress>
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Report(StageProgress value)
        {
            lock (_bars)
            {
                var title = Markup.Escape(LearnerTitles.Of(value.Stage));
                if (!_bars.TryGetValue(value.Stage, out var bar))
                {
                    bar = context.AddTask(title, maxValue: Math.Max(value.Total, 1));
                    _bars[value.Stage] = bar;
                }

                bar.IsIndeterminate = value.Total <= 0;
                bar.MaxValue = Math.Max(value.Total, 1);
                bar.Value = Math.Min(value.Done, bar.MaxValue);
                bar.Description = value.Note is null ? title : $"{title} [dim]{Markup.Escape(value.Note)}[/]";
            }
        }
    }
}
