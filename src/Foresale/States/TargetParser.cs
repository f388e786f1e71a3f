using System.Globalization;
using Foresale.Events;

namespace Foresale.States;

/// <summary>Reads <c>--target session|user|user-item|labels|table</c> and <c>--horizon 1d|30d|12h|10e</c>.</summary>
public static class TargetParser
{
    /// <summary>The words for targets, by <see cref="TargetKind"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["session", "user", "user-item", "labels", "table"];

    /// <summary>The target that the two options name.</summary>
    /// <param name="target">Value of <c>--target</c>.</param>
    /// <param name="horizon">Value of <c>--horizon</c>; null where it was not given.</param>
    /// <exception cref="UserFaultException">The word is no target, or the horizon does not go with it.</exception>
    public static Target Parse(string target, string? horizon)
    {
        ArgumentNullException.ThrowIfNull(target);
        var kind = (TargetKind)Words.ToList().FindIndex(word => string.Equals(word, target, StringComparison.OrdinalIgnoreCase));
        return kind switch
        {
            TargetKind.Session => new Target(kind, HorizonEvents: horizon is null ? null : Events(horizon)),
            TargetKind.User or TargetKind.UserItem => new Target(kind, HorizonDays: Days(target, horizon)),
            TargetKind.Labels or TargetKind.Table when horizon is null => new Target(kind),
            TargetKind.Labels or TargetKind.Table => throw new UserFaultException(
                "--horizon", $"target '{target}' has no horizon: its labels say what happened.", "Leave --horizon out."),
            _ => throw new UserFaultException(
                "--target", $"'{target}' is no target.", $"Use {string.Join(", ", Words.Take(Words.Count - 1))} or {Words[^1]}."),
        };
    }

    /// <summary>The two options that give a target, as one text: <c>user-item 30d</c>.</summary>
    public static string Describe(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var word = Words[(int)target.Kind];
        return (target.HorizonDays, target.HorizonEvents) switch
        {
            ({ } days, _) when days == Math.Floor(days) => string.Create(CultureInfo.InvariantCulture, $"{word} {days}d"),
            ({ } days, _) => string.Create(CultureInfo.InvariantCulture, $"{word} {days * 24}h"),
            (_, { } events) => string.Create(CultureInfo.InvariantCulture, $"{word} {events}e"),
            _ => word,
        };
    }

    /// <summary>What a target asks, in words.</summary>
    public static string Question(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        string Days() => target.HorizonDays is { } days && days == Math.Floor(days)
            ? string.Create(CultureInfo.InvariantCulture, $"{days} {(days is 1 ? "day" : "days")}")
            : string.Create(CultureInfo.InvariantCulture, $"{target.HorizonDays * 24} hours");
        return target.Kind switch
        {
            TargetKind.Session when target.HorizonEvents is { } events => string.Create(CultureInfo.InvariantCulture, $"buys within the next {events} events of this session"),
            TargetKind.Session => "buys in this session",
            TargetKind.User => $"buys anything within {Days()}",
            TargetKind.UserItem => $"buys this item within {Days()}",
            TargetKind.Labels => "the answer in the label file",
            _ => "the label column of the table",
        };
    }

    /// <summary>Refuses a target that a log cannot answer.</summary>
    /// <exception cref="UserFaultException">A session or a part of a day is asked of a log without a clock.</exception>
    public static void RequireAnswerable(Target target, DatasetInfo info)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(info);
        if (!info.DayResolution)
        {
            return;
        }

        if (target.Kind == TargetKind.Session)
        {
            throw new UserFaultException(
                "--target",
                "'session' needs the order of events, and this log gives days without a clock.",
                "Use --target user or --target user-item with --horizon in days.");
        }

        if (target.HorizonDays is { } days && days != Math.Floor(days))
        {
            throw new UserFaultException(
                "--horizon", "this log gives days without a clock, and the horizon is no whole number of days.", "Give whole days, such as 1d.");
        }
    }

    private static double Days(string target, string? horizon)
    {
        if (horizon is null)
        {
            throw new UserFaultException(
                "--horizon", $"target '{target}' needs a horizon.", "Give one in days or hours, such as 1d, 30d or 12h.");
        }

        var divisor = Unit(horizon) switch
        {
            'd' => 1.0,
            'h' => 24.0,
            _ => throw new UserFaultException(
                "--horizon", $"'{horizon}' is no horizon for target '{target}'.", "Give days or hours, such as 1d, 30d or 12h."),
        };
        if (!double.TryParse(horizon.AsSpan(0, horizon.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number <= 0
            || number / divisor > 3650)
        {
            throw new UserFaultException("--horizon", $"'{horizon}' is no span of time above zero and up to ten years.", "Give one such as 1d, 30d or 12h.");
        }

        return number / divisor;
    }

    private static int Events(string horizon)
    {
        if (Unit(horizon) != 'e')
        {
            throw new UserFaultException(
                "--horizon", $"'{horizon}' is no horizon for target 'session'.", "Count the next events, such as 10e, or leave --horizon out to ask for the rest of the session.");
        }

        if (!int.TryParse(horizon.AsSpan(0, horizon.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var events) || events is < 1 or > 1000)
        {
            throw new UserFaultException("--horizon", $"'{horizon}' is no number of events from 1 to 1000.", "Give one such as 10e.");
        }

        return events;
    }

    private static char Unit(string horizon) => horizon.Length == 0 ? ' ' : char.ToLowerInvariant(horizon[^1]);
}
