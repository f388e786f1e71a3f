using System.CommandLine.Parsing;

namespace Foresale.Cli;

/// <summary>Words for an option's value that cannot be read: the parser's own name a type of .NET.</summary>
internal static class WrongValue
{
    private const string ParsersOwn = "Cannot parse argument";

    /// <summary>The error in words of the user's; null where it is of another kind.</summary>
    public static string? Of(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Option: var option, Tokens: [.., var token] } || !error.Message.StartsWith(ParsersOwn, StringComparison.Ordinal))
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        var (found, remedy) = type switch
        {
            _ when type == typeof(int) => ("is no whole number", "Give one such as 10."),
            _ when type == typeof(double) => ("is no number", "Give one such as 0.5."),
            { IsEnum: true } => ("is none of its words", $"Use {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}."),
            _ => ("cannot be read", "Give another."),
        };
        return $"{option.Name}: '{token.Value}' {found}. {remedy}";
    }
}
