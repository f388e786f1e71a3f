using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Events.Guessing;
using Foresale.Storage.Reading;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale map</c>: guesses how a file is to be read, shows what it took for what, and writes the mapping file.</summary>
internal static class MapCommand
{
    private const int ShownRows = 10;
    private const int ShownWidth = 28;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV, TSV, JSON Lines or Parquet; .gz of the text formats." };
        var output = new Option<string?>("--out") { Description = "Mapping file to write." };
        var zone = new Option<string?>("--zone") { Description = "The shop's time zone, such as Europe/Paris." };
        var year = new Option<int?>("--year") { Description = "Year of times that have none." };
        var command = new Command("map", "Guess the mapping of a file: delimiter, columns, times, behaviors.") { file, output, zone, year };
        Verb.SetAction(command, (parse, verb, _) =>
        {
            var path = parse.GetRequiredValue(file);
            var target = parse.GetValue(output);
            if (target is not null)
            {
                OutputFile.Require(target, [path], "mapping file", OutputFile.IsMapping);
            }

            var sample = SampleReader.Read(path);
            var guess = MappingGuesser.Guess(sample, parse.GetValue(zone), parse.GetValue(year), TimeProvider.System.GetUtcNow().Year);
            var json = MappingFile.Write(guess.Mapping);
            MappingFile.Parse(json, "mapping.json"); // what is written can be read
            if (target is not null)
            {
                using var staged = new StagedFile(target);
                File.WriteAllText(staged.Path, json);
                staged.Commit();
            }

            Show(verb.Console, sample, guess);
            if (target is null && !verb.Json)
            {
                verb.Console.Write(new Rule("[bold]Mapping[/]").LeftJustified().RuleStyle("grey"));
                verb.Out.Write(json);
            }

            var next = target is null
                ? $"foresale map {Verb.Quote(path)}{(parse.GetValue(zone) is { } shown ? $" --zone {shown}" : "")} --out mapping.json"
                : $"foresale import {Verb.Quote(path)} --map {Verb.Quote(target)}{ZoneOf(guess, parse.GetValue(zone))} --out data";
            verb.Finish(Document(sample, guess, target), Summary(guess, target), next);
            return Task.CompletedTask;
        });
        return command;
    }

    private static string Summary(MappingGuess guess, string? target)
    {
        var least = guess.Columns.Where(c => c.Role is not null).MinBy(c => c.Certainty);
        var sure = least is null ? "" : string.Create(CultureInfo.InvariantCulture, $" The least sure guess is '{least.Column}' for {least.Role} ({least.Certainty * 100:0} %).");
        return $"{(target is null ? "guessed; nothing written." : $"guessed, and written to {target}.")}{sure}{(guess.Doubts.Count == 0 ? "" : $" Look at what stands under \"To check\" ({guess.Doubts.Count}).")}";
    }

    // Local times without a zone are refused by import: the next line has the place to fill in.
    private static string ZoneOf(MappingGuess guess, string? given) =>
        given is null && guess.Doubts.Any(d => d.Contains("--zone", StringComparison.Ordinal)) ? " --zone AREA/CITY" : "";

    private static object Document(SourceSample sample, MappingGuess guess, string? target)
    {
        using var mapping = System.Text.Json.JsonDocument.Parse(MappingFile.Write(guess.Mapping));
        return new
        {
            File = sample.Name,
            Out = target,
            guess.Confidence,
            Delimiter = sample.Delimiter?.ToString(),
            sample.Header,
            RowsLookedAt = sample.Rows.Count,
            guess.Columns,
            guess.Words,
            guess.Doubts,
            Mapping = mapping.RootElement.Clone(),
            Rows = sample.Rows.Take(ShownRows).Select(r => sample.Columns.Zip(r).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal)),
        };
    }

    private static void Show(IAnsiConsole console, SourceSample sample, MappingGuess guess)
    {
        Title(console, "The file");
        var delimiter = sample.Delimiter switch { null => "", '\t' => "delimiter tab, ", { } d => $"delimiter '{d}', " };
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{(guess.Mapping.Kind is MappingKind.Table ? "a table" : "an event log")}: {delimiter}{(sample.Header ? "a header" : "no header")}, {sample.Columns.Count} columns, {sample.Rows.Count:N0} rows looked at{(sample.Whole ? "" : " (the file has more)")}");
        Columns(console, guess);
        Words(console, guess.Words);
        Rows(console, sample, guess);
        if (guess.Doubts.Count > 0)
        {
            Title(console, "To check");
            var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(1)).AddColumn();
            foreach (var doubt in guess.Doubts)
            {
                grid.AddRow("[yellow]?[/]", Markup.Escape(doubt));
            }

            console.Write(grid);
        }
    }

    private static void Title(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{title}[/]").LeftJustified().RuleStyle("grey"));
    }

    private static Table Plain() => new Table().Border(TableBorder.None);

    private static void Columns(IAnsiConsole console, MappingGuess guess)
    {
        Title(console, "Columns");
        var table = Plain().AddColumns("[dim]column[/]", "[dim]taken for[/]").AddColumn(new Spectre.Console.TableColumn("[dim]sure[/]").RightAligned()).AddColumn("[dim]because of[/]");
        foreach (var column in guess.Columns)
        {
            if (column.Role is null)
            {
                table.AddRow($"[dim]{Markup.Escape(column.Column)}[/]", "[dim]not used[/]", "", "");
                continue;
            }

            var color = column.Certainty switch { >= .8 => "green", >= .6 => "yellow", _ => "red" };
            table.AddRow(Markup.Escape(column.Column), $"[bold]{column.Role}[/]", string.Create(CultureInfo.InvariantCulture, $"[{color}]{column.Certainty * 100:0} %[/]"), $"[dim]{Markup.Escape(column.Why)}[/]");
        }

        console.Write(table);
    }

    private static void Words(IAnsiConsole console, IReadOnlyList<WordGuess> words)
    {
        if (words.Count == 0)
        {
            return;
        }

        Title(console, "Behaviors");
        var table = Plain().AddColumn("[dim]word[/]").AddColumn(new Spectre.Console.TableColumn("[dim]rows[/]").RightAligned()).AddColumn("[dim]taken for[/]");
        foreach (var word in words)
        {
            table.AddRow(Markup.Escape(word.Word), word.Rows.ToString("N0", CultureInfo.InvariantCulture), word.Behavior is { } behavior ? $"[bold]{behavior.Word()}[/]" : "[yellow]left out[/]");
        }

        console.Write(table);
    }

    private static void Rows(IAnsiConsole console, SourceSample sample, MappingGuess guess)
    {
        Title(console, "First rows, as they are read");
        var reading = new RowReading(sample, guess.Mapping);
        var table = Plain().AddColumns([.. reading.Fields.Select(f => $"[dim]{Markup.Escape(f)}[/]")]);
        foreach (var row in sample.Rows.Take(ShownRows))
        {
            table.AddRow([.. reading.Read(row).Select(c => new Text(c.Length > ShownWidth ? c[..(ShownWidth - 1)] + "…" : c))]);
        }

        console.Write(table);
    }
}
