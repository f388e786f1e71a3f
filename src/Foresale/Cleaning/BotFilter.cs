using Foresale.Events;

namespace Foresale.Cleaning;

/// <summary>
/// Decides on a shopper's whole day: a program, not a person, where the day has 5,000 events or more, or 300 or more within any
/// 60 seconds. A log without a clock has the first rule only. Purchases do not count: a rule that spares buyers takes negatives alone.
/// </summary>
/// <param name="dayResolution">True where times are days.</param>
/// <param name="action">Whether such days are left out or only counted.</param>
public sealed class BotFilter(bool dayResolution, RuleAction action)
{
    /// <summary>Events in a day that make a bot.</summary>
    public const int EventsADay = 5_000;

    /// <summary>Events within <see cref="BurstMs"/> that make a bot.</summary>
    public const int EventsABurst = 300;

    /// <summary>Length of a burst.</summary>
    public const long BurstMs = 60_000;

    private readonly long[] _recent = new long[EventsABurst];
    private int _events;
    private bool _burst;
    private long _rows;

    /// <summary>What the filter did.</summary>
    public RuleCount Count => new("bot", Cleaner.Word(action), _rows, $"The shopper's day has {EventsADay} events, or {EventsABurst} within a minute.");

    /// <summary>True where the day so far is a program's.</summary>
    public bool IsBot => _burst || _events >= EventsADay;

    /// <summary>Starts a shopper's day.</summary>
    public void Begin() => (_events, _burst) = (0, false);

    /// <summary>Takes in an event of the day.</summary>
    public void Observe(in EventRow row)
    {
        var slot = _events % EventsABurst;
        _events++;
        _burst |= !dayResolution && _events > EventsABurst && row.ArrivalMs - _recent[slot] <= BurstMs;
        _recent[slot] = row.ArrivalMs;
    }

    /// <summary>Ends a shopper's day.</summary>
    /// <returns>True where its events are to be left out.</returns>
    public bool End()
    {
        if (!IsBot)
        {
            return false;
        }

        _rows += _events;
        return action is RuleAction.Dropped;
    }
}
