using Foresale.Events;

namespace Foresale.States;

/// <summary>
/// Scoring of <c>user</c> and <c>user-item</c>: one state a shopper, or a touched pair, at one instant. Shoppers idle for so long that
/// training asks about none like them are left out.
/// </summary>
internal sealed class AsOfReader(bool pairs, long asOf, ShopCalendar calendar) : IReplayReader
{
    private readonly Dictionary<(int User, int Item), Facets> _seen = [];
    private readonly List<(int User, int Item)> _order = [];

    /// <summary>Shoppers left out.</summary>
    public int LeftOut { get; private set; }

    public IEnumerable<DateOnly> Days => [calendar.DayOf(asOf)];

    public void AtMidnight(LogReplay replay, DateOnly day)
    {
    }

    public void BeforeEvent(LogReplay replay, ShopEvent shopEvent)
    {
    }

    public void AfterEvent(LogReplay replay, ShopEvent shopEvent, int place)
    {
        var user = replay.Tape.User[place];
        var item = pairs ? replay.Items.Of(shopEvent.ItemId) : -1;
        if (pairs && item < 0)
        {
            return;
        }

        if (!_seen.ContainsKey((user, item)))
        {
            _order.Add((user, item));
        }

        _seen[(user, item)] = replay.Shoppers[user].Facets;
    }

    public void AtDayEnd(LogReplay replay, DateOnly day)
    {
    }

    public void AtEnd(LogReplay replay)
    {
        var activeSince = AsOfDays.ActiveSince(calendar, calendar.DayOf(asOf));
        foreach (var (user, item) in _order)
        {
            if (!pairs && replay.Shoppers[user].LastMs < activeSince)
            {
                LeftOut++;
                continue;
            }

            replay.Read(user, item, asOf, _seen[(user, item)] with { Returning = replay.Shoppers[user].Facets.Returning });
        }
    }
}
