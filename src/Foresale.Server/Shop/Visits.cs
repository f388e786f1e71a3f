using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Live;

namespace Foresale.Server.Shop;

/// <summary>
/// Names the sessions of events that come without one, before they reach the log, as import does before the fold: a login in the middle of a visit does not end it, and whoever
/// replays the log need not guess. Called from one place at a time.
/// </summary>
internal sealed class Visits(ShardSet shards)
{
    private readonly Dictionary<string, Visit> _unsettled = new(StringComparer.Ordinal); // of what is appended and not yet folded

    /// <summary>The session of a shopper's next event: its own, else the one at hand, else, after 30 minutes without an event, a new one.</summary>
    public string SessionOf(ShopEvent shopEvent)
    {
        var last = LastOf(shopEvent.UserId);
        var goesOn = last.Session is not null && (shopEvent.Arrival - last.Arrival).TotalMilliseconds <= Sessions.GapMs;
        var session = shopEvent.SessionId ?? (goesOn ? last.Session! : FormattableString.Invariant($"{shopEvent.UserId}:{shopEvent.Arrival.ToUnixTimeMilliseconds()}"));
        _unsettled[shopEvent.UserId] = new Visit(session, shopEvent.Arrival);
        return session;
    }

    /// <summary>A guest became a known shopper, whose visit now is the guest's.</summary>
    public void Join(string userId, IReadOnlyList<ShopEvent> told)
    {
        if (told is [.., { } last])
        {
            var known = LastOf(userId);
            _unsettled[userId] = new Visit(last.SessionId ?? known.Session, last.Arrival > known.Arrival ? last.Arrival : known.Arrival);
        }
    }

    /// <summary>The shards hold everything.</summary>
    public void Settle() => _unsettled.Clear();

    private Visit LastOf(string userId) =>
        _unsettled.TryGetValue(userId, out var visit) ? visit
        : shards.Glance(userId) is { } glance ? new Visit(glance.SessionId, glance.LastArrival)
        : default;

    private readonly record struct Visit(string? Session, DateTimeOffset Arrival);
}
