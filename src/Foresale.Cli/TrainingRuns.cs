using System.CommandLine;
using System.Globalization;
using Foresale.Events;

namespace Foresale.Cli;

/// <summary>How often something is trained, and how long: what <c>--seeds</c> and <c>--effort</c> may say.</summary>
internal static class TrainingRuns
{
    private const double MostEffort = 100;

    /// <summary>The seeds of the runs: as many as <c>--seeds</c> says, from <c>--seed</c> on.</summary>
    /// <exception cref="UserFaultException">There is none, or they go beyond what a seed can be.</exception>
    public static int[] Seeds(ParseResult parse, Option<int> option, Verb verb)
    {
        var seeds = parse.GetValue(option);
        if (seeds < 1)
        {
            throw new UserFaultException(option.Name, string.Create(CultureInfo.InvariantCulture, $"{seeds} is no number of runs."), "Give 1 or more.");
        }

        return seeds - 1 <= int.MaxValue - (long)verb.Seed
            ? [.. Enumerable.Range(verb.Seed, seeds)]
            : throw new UserFaultException("--seed", string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds from {verb.Seed} on go beyond {int.MaxValue}."), "Give a smaller one.");
    }

    /// <summary>The share of the usual training.</summary>
    /// <exception cref="UserFaultException">It is not above 0, or so large that no run would end.</exception>
    public static double Effort(ParseResult parse, Option<double> option) => parse.GetValue(option) is > 0 and <= MostEffort and var effort
        ? effort
        : throw new UserFaultException(option.Name, string.Create(CultureInfo.InvariantCulture, $"{parse.GetValue(option)} is no share."), "Give a number above 0 and up to 100; 1 is the usual training.");
}
