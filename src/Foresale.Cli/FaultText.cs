using System.Text.RegularExpressions;
using Foresale.Events;

namespace Foresale.Cli;

/// <summary>What a run that broke off says, and whose fault it was. Parquet, DuckDB and .NET name a full disk in words of their own; here they get one.</summary>
internal static partial class FaultText
{
    private static readonly string[] s_full = ["No space left on device", "not enough space on the disk", "disk was full", "Disk quota exceeded"];
    private static readonly string[] s_tooLarge = ["File too large", "Specified file length was too large", "the file was too large"];
    private static readonly string[] s_denied = ["Permission denied", "Operation not permitted"];

    /// <summary>Exit code (1 Foresale's fault, 2 the user's) and message.</summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="output">Where the run was to write; null where it writes nothing.</param>
    public static (int Code, string Text) Of(Exception fault, string? output)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var cause = fault is AggregateException { InnerExceptions: [var only] } ? only : fault;
        var place = output ?? (QuotedPath().Match(cause.Message) is { Success: true } path ? path.Groups["path"].Value : "disk");
        return cause switch
        {
            UserFaultException => (2, cause.Message),
            _ when Says(cause, s_full) => (2, $"{place}: the disk is full. Make room, or write to another disk; nothing half-written was left behind."),
            _ when Says(cause, s_tooLarge) => (2, $"{place}: a file would grow beyond the size that the file system or `ulimit -f` allows. Raise the limit, or write to another disk; nothing half-written was left behind."),
            UnauthorizedAccessException => (2, $"{(QuotedPath().Match(cause.Message) is { Success: true } denied ? denied.Groups["path"].Value : place)}: no permission to read or write here. Change its permissions, or give another place."),
            _ when Says(cause, s_denied) => (2, $"{place}: no permission to read or write here. Change its permissions, or give another place."),
            IOException => (2, cause.Message), // a folder that is not there, a file in use: the message names the path
            _ => (1, $"This is a fault of Foresale's, please report it with these lines.{Environment.NewLine}{fault}"),
        };
    }

    private static bool Says(Exception fault, string[] words) => words.Any(w => fault.Message.Contains(w, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("'(?<path>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedPath();
}
