using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Foresale.Cli;

/// <summary>What is wrong with a command, in the form of all messages: <c>place: what was found. What to do.</c></summary>
internal static partial class WrongCommand
{
    /// <summary>One line a fault; empty where the command can be run.</summary>
    public static IReadOnlyList<string> Faults(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (command is RootCommand && parse.UnmatchedTokens is [var verb, ..] && !IsOption(verb))
        {
            return [UnknownVerb(verb, command)];
        }

        // The parser takes an option that it does not know for a value. What it then misses is named only once these are mended.
        string[] unknown = [.. UnknownOptions(parse)];
        if (unknown.Length > 0)
        {
            return unknown;
        }

        return [.. parse.Errors.Select(error => WrongValue.Of(error) ?? Missing(error.Message, command) ?? TooMuch(error.Message) ?? error.Message)];
    }

    private static IEnumerable<string> UnknownOptions(ParseResult parse)
    {
        // After a bare -- everything is a value.
        var values = parse.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Where(t => t.Type == TokenType.Argument).Select(t => t.Value);
        var known = parse.CommandResult.Command.Options.Concat(parse.RootCommandResult.Command.Options.Where(o => o.Recursive)).Where(o => !o.Hidden).Select(o => o.Name).ToList();
        return values.Where(IsOption).Select(value =>
        {
            var name = value.Split('=')[0];
            return $"{name}: there is no such option. {(name.StartsWith("--Foresale:", StringComparison.OrdinalIgnoreCase) ? $"Give a setting as --set {name[2..]}=VALUE." : NearestWord.Of(name, known) is { } near ? $"Did you mean {near}?" : "Leave it out.")}";
        });
    }

    private static bool IsOption(string token) => token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal);

    private static string UnknownVerb(string verb, Command root)
    {
        string[] verbs = [.. root.Subcommands.Select(c => c.Name)];
        return $"{verb}: there is no such verb. {(NearestWord.Of(verb, verbs) is { } near ? $"Did you mean {near}?" : $"Use one of {string.Join(", ", verbs)}.")}";
    }

    // The parser's words name the symbol; what it is for stands in its description.
    private static string? Missing(string message, Command command)
    {
        if (MissingSymbol().Match(message) is not { Success: true } match)
        {
            return null;
        }

        var name = match.Groups["name"].Value;
        var symbol = command.Options.Cast<Symbol>().Concat(command.Arguments).FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal));
        var what = symbol?.Description is [var first, .. var rest] ? $"Give it: {char.ToLowerInvariant(first)}{rest}" : "Give it.";
        return $"{name}: {(message.StartsWith("Required argument missing for option", StringComparison.Ordinal) ? "its value is missing" : "it is missing")}. {what}";
    }

    private static string? TooMuch(string message) =>
        Unrecognized().Match(message) is { Success: true } match ? $"{match.Groups["name"].Value}: the command has no place for it. Leave it out, or put quotes around what belongs together." : null;

    [GeneratedRegex(@"^(Option '(?<name>[^']+)' is required|Required argument '(?<name>[^']+)' missing for command|Required argument missing for option: '(?<name>[^']+)')", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingSymbol();

    [GeneratedRegex("^Unrecognized command or argument '(?<name>.*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unrecognized();
}
