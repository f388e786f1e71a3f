using Foresale.Events;

namespace Foresale.Cli.Tests.Serving;

/// <summary>
/// A week of a shop as its senders live it: guests who log in, clocks that are wrong, events that come late, twice or are taken back. What is to be sent, in the order of its arrival; a seed gives the same week.
/// </summary>
internal sealed class MessyWeek
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private readonly HashSet<string> _loggedIn = new(StringComparer.Ordinal);
    private readonly Random _random = new(11);
    private readonly Dictionary<string, (DateTimeOffset Out, DateTimeOffset In)> _logins = new(StringComparer.Ordinal); // of those who are guests for a while

    /// <summary>Puts all weeks of a log one over the other, and makes a mess of them.</summary>
    public MessyWeek(IReadOnlyList<ShopEvent> log)
    {
        var week = log.Select(e => (Event: e, Weeks: Math.Floor((e.Arrival - log[0].Arrival) / (7 * s_day))))
            .Select(e => e.Event with { Time = e.Event.Time - (7 * e.Weeks * s_day), ReceivedAt = e.Event.Arrival - (7 * e.Weeks * s_day) })
            .OrderBy(e => e.Arrival).ThenBy(e => e.Sequence).ToList();
        foreach (var user in week.Select(e => e.UserId).Distinct(StringComparer.Ordinal).Where((_, i) => i % 4 == 0))
        {
            var times = week.Where(e => string.Equals(e.UserId, user, StringComparison.Ordinal)).Select(e => e.Arrival).ToList();
            var guestFrom = _random.Next(times.Count);
            _logins[user] = (times[guestFrom], times[_random.Next(guestFrom, times.Count)].AddSeconds(1));
        }

        Sent = [.. week.SelectMany(Messed).OrderBy(s => s.Arrival).ThenBy(s => s.Id, StringComparer.Ordinal).Select(Named)];
    }

    /// <summary>An event as it is sent.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">The name to ask for after it: the known one, or the guest's.</param>
    /// <param name="Arrival">When the server gets it.</param>
    /// <param name="Line">Native JSON.</param>
    /// <param name="IsLate">It comes more than a day after it happened.</param>
    /// <param name="IsAlone">It has the cookie alone.</param>
    public sealed record Message(string Id, string Name, DateTimeOffset Arrival, string Line, bool IsLate, bool IsAlone);

    public IReadOnlyList<Message> Sent { get; }

    public int Guests => _logins.Count;

    // Who sends the cookie alone is still a guest where no login has come.
    private Message Named(Message sent)
    {
        var (user, cookie) = (sent.Name, $"cookie-{sent.Name}");
        if (sent.IsAlone)
        {
            return sent with { Name = _loggedIn.Contains(user) ? user : cookie };
        }

        if (sent.Line.Contains(cookie, StringComparison.Ordinal))
        {
            _loggedIn.Add(user);
        }

        return sent;
    }

    private IEnumerable<Message> Messed(ShopEvent e)
    {
        yield return MessageOf(e, Delay());
        if (_random.NextDouble() < .1)
        {
            yield return MessageOf(e, s_day * _random.NextDouble()); // the sender was not sure
        }

        if (e.Behavior is Behavior.Cart or Behavior.Purchase && _random.NextDouble() < .2)
        {
            var back = e with { EventId = e.EventId + "-back", Behavior = e.Behavior is Behavior.Cart ? Behavior.Uncart : Behavior.Refund, Time = e.Time.AddHours(3), ReceivedAt = e.Arrival.AddHours(3), SessionId = null };
            yield return MessageOf(back, Delay());
        }
    }

    // 5 % come minutes to two days late.
    private TimeSpan Delay() => _random.NextDouble() < .05 ? TimeSpan.FromMinutes(Math.Exp(_random.NextDouble() * Math.Log(2 * 1440))) : TimeSpan.Zero;

    private Message MessageOf(ShopEvent e, TimeSpan delay)
    {
        var arrival = e.Arrival + delay;
        var skew = TimeSpan.FromMinutes(e.UserId[^1] == '7' ? 90 : 0); // a clock that is fast
        var cookie = $"cookie-{e.UserId}";
        var hasCookie = _logins.TryGetValue(e.UserId, out var guest) && arrival >= guest.Out;
        var isGuest = hasCookie && arrival < guest.In;
        var forgetsName = hasCookie && !isGuest && e.Behavior is Behavior.Search; // a page that sends the cookie alone
        var sent = e with
        {
            Time = e.Time + skew,
            ReceivedAt = arrival,
            UserId = isGuest || forgetsName ? "" : e.UserId,
            AnonymousId = hasCookie ? cookie : null,
            SessionId = e.UserId[^1] % 2 == 0 ? null : e.SessionId,
        };
        return new Message(e.EventId, e.UserId, arrival, LogLines.Line(sent), arrival - e.Time - skew > s_day, isGuest || forgetsName);
    }
}
