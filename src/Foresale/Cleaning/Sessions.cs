using System.Runtime.InteropServices;

namespace Foresale.Cleaning;

/// <summary>
/// Cuts a shopper's events into sessions: the source's where it names them, else 30 minutes without an event end one;
/// in a log without a clock a session is a shopper's day. Rows come in order, so a shopper's last time is all it needs.
/// </summary>
/// <param name="dayResolution">True where times are days.</param>
public sealed class Sessions(bool dayResolution)
{
    /// <summary>Inactivity that ends a session.</summary>
    public const long GapMs = 30 * 60_000;

    private readonly Dictionary<ulong, Last> _last = [];
    private readonly KeySet _given = new();
    private long _made;

    /// <summary>Distinct sessions so far.</summary>
    public long Count => _made + _given.Count;

    /// <summary>True where the source named any session.</summary>
    public bool Given => _given.Count > 0;

    /// <summary>Distinct shoppers so far.</summary>
    public long Users => _last.Count;

    /// <summary>The number of the row's session among the shopper's own, from 1; 0 where the source names it.</summary>
    /// <param name="user">Key of the shopper.</param>
    /// <param name="row">The shopper's next event.</param>
    public int Next(ulong user, in EventRow row)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, user, out var known);
        if (row.Text(EventText.SessionId) is { IsEmpty: false } session)
        {
            _given.Add(KeySet.Join(user, KeySet.Key(session)));
            last.ArrivalMs = row.ArrivalMs;
            return 0;
        }

        var starts = !known || last.Number == 0 || (dayResolution ? last.ArrivalMs != row.ArrivalMs : row.ArrivalMs - last.ArrivalMs > GapMs);
        if (starts)
        {
            last.Number++;
            _made++;
        }

        last.ArrivalMs = row.ArrivalMs;
        return last.Number;
    }

    private struct Last
    {
        public long ArrivalMs;
        public int Number;
    }
}
