using Foresale.Events;

namespace Foresale.States;

/// <summary>Scoring of <c>user-item</c> at the beginning of several days: a state each pair that was touched lately.</summary>
/// <param name="days">The days.</param>
/// <param name="recentDays">How many days before.</param>
/// <param name="take">Called when the states of a day have been read; they are forgotten afterwards.</param>
internal sealed class DailyPairsReader(HashSet<DateOnly> days, int recentDays, Action<DateOnly> take) : IReplayReader
{
    private const long DayMs = 86_400_000;
    private readonly Dictionary<(int User, int Item), (long LastMs, Facets Facets)> _seen = [];

    public IEnumerable<DateOnly> Days => days;

    public void AtMidnight(LogReplay replay, DateOnly day)
    {
        if (!days.Contains(day))
        {
            return;
        }

        var midnight = replay.Calendar.Midnight(day);
        List<(int User, int Item)> old = [];
        foreach (var (pair, last) in _seen)
        {
            if (last.LastMs < midnight - (recentDays * DayMs))
            {
                old.Add(pair);
                continue;
            }

            replay.Read(pair.User, pair.Item, midnight, last.Facets with { Returning = replay.Shoppers[pair.User].Facets.Returning });
        }

        old.ForEach(pair => _seen.Remove(pair));
        take(day);
        replay.States.Clear();
    }

    public void BeforeEvent(LogReplay replay, ShopEvent shopEvent)
    {
    }

    public void AfterEvent(LogReplay replay, ShopEvent shopEvent, int place)
    {
        if (replay.Items.Of(shopEvent.ItemId) is >= 0 and var item)
        {
            var user = replay.Tape.User[place];
            _seen[(user, item)] = (replay.Tape.TimeMs[place], replay.Shoppers[user].Facets);
        }
    }

    public void AtDayEnd(LogReplay replay, DateOnly day)
    {
    }

    public void AtEnd(LogReplay replay)
    {
    }
}
