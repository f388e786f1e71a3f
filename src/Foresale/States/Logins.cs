using Foresale.Events;
using Foresale.Features;

namespace Foresale.States;

/// <summary>
/// Which name a shopper had for the shop at any time, and what a login tells: a log is sorted by who shoppers turned out to be, and its states are those of who they were known to be.
/// </summary>
internal sealed class Logins
{
    private readonly Dictionary<string, List<IdentityMerge>> _byGuest = new(StringComparer.Ordinal); // each in order
    private readonly Dictionary<DateOnly, Dictionary<string, Queue<IdentityMerge>>> _waiting = []; // by day and shopper
    private readonly Dictionary<string, List<ShopEvent>> _told = new(StringComparer.Ordinal); // of guests who will log in

    /// <summary>Takes the merge log.</summary>
    public Logins(IReadOnlyList<IdentityMerge> merges, ShopCalendar calendar)
    {
        foreach (var merge in merges)
        {
            (_byGuest.TryGetValue(merge.AnonymousId, out var list) ? list : _byGuest[merge.AnonymousId] = []).Add(merge);
        }

        foreach (var merge in merges)
        {
            var day = calendar.DayOf(merge.Time.ToUnixTimeMilliseconds());
            var shoppers = _waiting.TryGetValue(day, out var known) ? known : _waiting[day] = new(StringComparer.Ordinal);
            var shopper = ShopperOf(merge);
            (shoppers.TryGetValue(shopper, out var queue) ? queue : shoppers[shopper] = []).Enqueue(merge);
        }
    }

    /// <summary>Days with a login.</summary>
    public IEnumerable<DateOnly> Days => _waiting.Keys;

    /// <summary>The name under which an event is folded.</summary>
    public string NameOf(ShopEvent shopEvent)
    {
        if (shopEvent.SeenAs is not { } name)
        {
            return shopEvent.UserId;
        }

        while (LastBefore(name, shopEvent) is { } merge)
        {
            name = merge.UserId;
        }

        return name;
    }

    /// <summary>The logins of a day that come before an event of its shopper; each is given once.</summary>
    public IEnumerable<IdentityMerge> Before(DateOnly day, ShopEvent shopEvent)
    {
        if (_waiting.TryGetValue(day, out var shoppers) && shoppers.TryGetValue(shopEvent.UserId, out var queue))
        {
            while (queue.TryPeek(out var merge) && IsBefore(merge, shopEvent))
            {
                yield return queue.Dequeue();
            }
        }
    }

    /// <summary>The other logins of a day before an instant.</summary>
    public IEnumerable<IdentityMerge> Rest(DateOnly day, long before) =>
        _waiting.Remove(day, out var shoppers) ? shoppers.Values.SelectMany(queue => queue).Where(merge => merge.Time.ToUnixTimeMilliseconds() < before) : [];

    /// <summary>Notes an event that was folded under the name of a guest who will log in.</summary>
    public void Note(string name, ShopEvent shopEvent)
    {
        if (!_byGuest.ContainsKey(name))
        {
            return;
        }

        var told = _told.TryGetValue(name, out var known) ? known : _told[name] = [];
        told.Add(shopEvent);
        if (told.Count >= 2 * Fold.MostTold)
        {
            told.RemoveRange(0, told.Count - Fold.MostTold);
        }
    }

    /// <summary>What is folded once more under the known name: the guest's last events, in the order in which they were folded.</summary>
    public IReadOnlyList<ShopEvent> Tell(IdentityMerge merge)
    {
        if (!_told.Remove(merge.AnonymousId, out var all))
        {
            return [];
        }

        var told = all.TakeLast(Fold.MostTold).Select(e => e with { UserId = merge.UserId, SeenAs = null }).ToList();
        foreach (var shopEvent in told)
        {
            Note(merge.UserId, shopEvent);
        }

        return told;
    }

    /// <summary>Who the known name of a login turned out to be.</summary>
    public string ShopperOf(IdentityMerge merge)
    {
        var last = merge;
        while (_byGuest.GetValueOrDefault(last.UserId)?.Find(later => (later.Time, later.Sequence).CompareTo((last.Time, last.Sequence)) > 0) is { } next)
        {
            last = next;
        }

        return last.UserId;
    }

    private IdentityMerge? LastBefore(string name, ShopEvent shopEvent) => _byGuest.GetValueOrDefault(name)?.FindLast(merge => IsBefore(merge, shopEvent));

    private static bool IsBefore(IdentityMerge merge, ShopEvent shopEvent) => (merge.Time, merge.Sequence).CompareTo((shopEvent.Arrival, shopEvent.Sequence)) <= 0;
}
