using Foresale.Events;

namespace Foresale.States;

/// <summary>Target <c>labels</c>: takes the state of each label's shopper just before the events at the label's instant.</summary>
internal sealed class LabelReader : IReplayReader
{
    private readonly LabelSet _labels;
    private readonly ShopCalendar _calendar;
    private readonly Dictionary<DateOnly, Dictionary<string, Queue<int>>> _waiting = [];
    private Dictionary<string, Queue<int>>? _today;

    public LabelReader(LabelSet labels, ShopCalendar calendar)
    {
        (_labels, _calendar) = (labels, calendar);
        StateOf = new int[labels.Rows.Count];
        foreach (var row in Enumerable.Range(0, labels.Rows.Count).OrderBy(row => labels.Rows[row].Time))
        {
            var day = calendar.DayOf(Instant(row));
            var users = _waiting.TryGetValue(day, out var known) ? known : _waiting[day] = new(StringComparer.Ordinal);
            (users.TryGetValue(labels.Rows[row].UserId, out var queue) ? queue : users[labels.Rows[row].UserId] = []).Enqueue(row);
        }
    }

    /// <summary>[rows of the label file] their states.</summary>
    public int[] StateOf { get; }

    public IEnumerable<DateOnly> Days => _waiting.Keys;

    public void AtMidnight(LogReplay replay, DateOnly day) => _today = _waiting.GetValueOrDefault(day);

    public void BeforeEvent(LogReplay replay, ShopEvent shopEvent)
    {
        if (_today is not null && _today.TryGetValue(shopEvent.UserId, out var queue))
        {
            var arrival = shopEvent.Arrival.ToUnixTimeMilliseconds();
            while (queue.Count > 0 && Instant(queue.Peek()) <= arrival)
            {
                Take(replay, queue.Dequeue());
            }
        }
    }

    public void AfterEvent(LogReplay replay, ShopEvent shopEvent, int place)
    {
    }

    public void AtDayEnd(LogReplay replay, DateOnly day)
    {
        foreach (var row in (_today?.Values ?? Enumerable.Empty<Queue<int>>()).SelectMany(queue => queue))
        {
            Take(replay, row);
        }
    }

    public void AtEnd(LogReplay replay)
    {
    }

    private long Instant(int row) => _labels.Rows[row].Time.ToUnixTimeMilliseconds();

    private void Take(LogReplay replay, int row)
    {
        var user = replay.UserOf(_labels.Rows[row].UserId);
        StateOf[row] = replay.Read(user, replay.Items.Of(_labels.Rows[row].ItemId), Instant(row), replay.Shoppers[user].Facets);
    }
}
