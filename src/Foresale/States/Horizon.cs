using System.Globalization;

namespace Foresale.States;

/// <summary>How far ahead a model looks beside its target: the next N events of the session, the rest of it, or a span of time.</summary>
/// <remarks>
/// The windows of a list are nested, which is what lets one model answer them all: within N events of this session; in this session; within d days or
/// in this session, whichever ends later. For targets without sessions only days are left.
/// </remarks>
/// <param name="Events">Next events of the session, &gt;= 1; null for the other kinds.</param>
/// <param name="Days">Days, &gt; 0; null for the other kinds. Both null is the rest of the session.</param>
public sealed record Horizon(int? Events = null, double? Days = null)
{
    /// <summary>The rest of the session.</summary>
    public static Horizon Session { get; } = new();

    /// <summary>As options and columns name it: <c>10e</c>, <c>session</c>, <c>12h</c>, <c>7d</c>.</summary>
    public string Word => (Events, Days) switch
    {
        ({ } events, _) => string.Create(CultureInfo.InvariantCulture, $"{events}e"),
        (_, { } days) when days != Math.Floor(days) && Math.Round(days * 24) is var hours && hours / 24 == days => string.Create(CultureInfo.InvariantCulture, $"{hours}h"),
        (_, { } days) => string.Create(CultureInfo.InvariantCulture, $"{days}d"),
        _ => "session",
    };

    /// <summary>Shorter windows have smaller places.</summary>
    internal (int Kind, double Length) Place => Events is { } events ? (0, events) : Days is { } days ? (2, days) : (1, 0);

    /// <summary>The horizon of a target's own question.</summary>
    public static Horizon Of(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new Horizon(target.HorizonEvents, target.HorizonDays);
    }
}
