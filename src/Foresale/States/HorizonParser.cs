using System.Globalization;
using Foresale.Events;

namespace Foresale.States;

/// <summary>Reads <c>--horizons 10e,session,1d,7d</c>.</summary>
public static class HorizonParser
{
    private const string Option = "--horizons";
    private const int Most = 8;

    /// <summary>The horizons that the option names and the target's own, shortest first.</summary>
    /// <param name="text">Words with commas between them.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="UserFaultException">A word is no horizon, or none of the target's; there is nothing beside the target's own, or too much.</exception>
    public static IReadOnlyList<Horizon> Parse(string text, Target target)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(target);
        if (target.Kind is TargetKind.Labels or TargetKind.Table)
        {
            throw new UserFaultException(Option, $"target '{TargetParser.Words[(int)target.Kind]}' has no horizon: its labels say what happened.", "Leave --horizons out.");
        }

        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var horizons = words.Select(word => Read(word, target)).Append(Horizon.Of(target)).Distinct().OrderBy(h => h.Place).ToList();
        return horizons.Count switch
        {
            1 => throw new UserFaultException(Option, $"'{text}' names nothing beside the target's own {horizons[0].Word}.", $"Name others, such as {Example(target)}."),
            > Most => throw new UserFaultException(Option, $"there are {horizons.Count} horizons, the target's own counted.", $"Name {Most} at most."),
            _ => horizons,
        };
    }

    /// <summary>Refuses parts of a day in a log of days.</summary>
    /// <exception cref="UserFaultException">A horizon is no whole number of days, and the log has no clock.</exception>
    public static void RequireAnswerable(IReadOnlyList<Horizon> horizons, DatasetInfo info)
    {
        ArgumentNullException.ThrowIfNull(horizons);
        ArgumentNullException.ThrowIfNull(info);
        if (info.DayResolution && horizons.FirstOrDefault(h => h.Days is { } days && days != Math.Floor(days)) is { } part)
        {
            throw new UserFaultException(Option, $"this log gives days without a clock, and {part.Word} is no whole number of days.", "Give whole days, such as 1d.");
        }
    }

    /// <summary>Refuses horizons that the training slice never sees the end of.</summary>
    /// <param name="table">States with their horizons.</param>
    /// <exception cref="UserFaultException">No training row has the whole of a horizon before the slice's end.</exception>
    public static void RequireObserved(StateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        for (var j = 0; j < table.Horizons.Count; j++)
        {
            if (!Enumerable.Range(0, table.Nodes.Count).Any(node => table.Nodes.Slice[node] == Slice.Train && !float.IsNaN(table.OutcomeWithin(j, node))))
            {
                throw new UserFaultException(
                    Option,
                    string.Create(CultureInfo.InvariantCulture, $"no row of the training slice has {table.Horizons[j].Word} of log after it."),
                    "Leave that horizon out, or give a longer log.");
            }
        }
    }

    private static Horizon Read(string word, Target target)
    {
        var isSession = string.Equals(word, Horizon.Session.Word, StringComparison.OrdinalIgnoreCase);
        if (target.Kind != TargetKind.Session && (isSession || word[^1] is 'e' or 'E'))
        {
            throw new UserFaultException(Option, $"'{word}' is about a session, and target '{TargetParser.Words[(int)target.Kind]}' has none.", $"Name spans of time, such as {Example(target)}.");
        }

        if (isSession)
        {
            return Horizon.Session;
        }

        try
        {
            return Horizon.Of(TargetParser.Parse(TargetParser.Words[(int)(word[^1] is 'e' or 'E' ? TargetKind.Session : TargetKind.User)], word));
        }
        catch (UserFaultException)
        {
            throw new UserFaultException(Option, $"'{word}' is no horizon.", $"Name such as {Example(target)} ({(target.Kind == TargetKind.Session ? "e events, " : "")}h hours, d days).");
        }
    }

    private static string Example(Target target) => target.Kind == TargetKind.Session ? "10e,session,1d,7d" : "1d,7d,30d";
}
