using System.CommandLine;

namespace Foresale.Cli;

/// <summary>Options of the learners.</summary>
internal static class LearnerOptions
{
    public static void AddTo(Command command) => ArgumentNullException.ThrowIfNull(command);

    public static LearnerSet Read(ParseResult parse, string checkpoint) => new();
}
