using Foresale.Events;

namespace Foresale.States;

/// <summary>
/// What trajectories need of every event, in replay order, and each event's token. One entry an event, no objects:
/// a log of ten million events takes some hundred bytes each.
/// </summary>
internal sealed class EventTape
{
    private int[] _tokens;

    /// <summary>Makes room for a log.</summary>
    /// <param name="events">Events in the log.</param>
    /// <param name="tokenFields">Fields of a token, K.</param>
    /// <param name="keepsIds">Whether rows will name the event that they stand after.</param>
    public EventTape(long events, int tokenFields, bool keepsIds)
    {
        var size = checked((int)events);
        TokenFields = tokenFields;
        _tokens = new int[checked(size * tokenFields)];
        User = new int[size];
        Subject = new int[size];
        State = new int[size];
        Order = new int[size];
        TimeMs = new long[size];
        Behavior = new Behavior[size];
        EventId = keepsIds ? new string[size] : [];
    }

    public int Count { get; private set; }

    public int TokenFields { get; }

    public int[] User { get; }

    /// <summary>The session, shopper or pair whose trajectories the event belongs to; -1 for none.</summary>
    public int[] Subject { get; }

    /// <summary>The state after the event, or at the next midnight in a log without a clock; -1 where no node stands there.</summary>
    public int[] State { get; }

    /// <summary>The order of a purchase row; -1 where the source names none.</summary>
    public int[] Order { get; }

    public long[] TimeMs { get; }

    public Behavior[] Behavior { get; }

    /// <summary>Empty where ids are not kept.</summary>
    public string[] EventId { get; }

    /// <summary>Where the next event's token goes, K fields.</summary>
    public Span<int> NextToken => _tokens.AsSpan(Count * TokenFields, TokenFields);

    /// <summary>Notes the event whose token has just been written.</summary>
    /// <returns>Its place on the tape.</returns>
    public int Add(ShopEvent shopEvent, int user, int order)
    {
        var place = Count++;
        (User[place], Subject[place], State[place], Order[place]) = (user, -1, -1, order);
        TimeMs[place] = shopEvent.Arrival.ToUnixTimeMilliseconds();
        Behavior[place] = shopEvent.Behavior;
        if (EventId.Length > 0)
        {
            EventId[place] = shopEvent.EventId;
        }

        return place;
    }

    /// <summary>Tokens shopper after shopper, and where each shopper's begin: [T, K] and [users + 1]. The tape's own copy is given up.</summary>
    public (int[] Tokens, int[] Begin) TokensByUser(int users)
    {
        var (order, begin) = GroupBy(User, users);
        var sorted = new int[Count * TokenFields];
        for (var place = 0; place < Count; place++)
        {
            _tokens.AsSpan(order[place] * TokenFields, TokenFields).CopyTo(sorted.AsSpan(place * TokenFields, TokenFields));
        }

        _tokens = [];
        return (sorted, begin);
    }

    /// <summary>Events group after group, in replay order inside each: places [events with a key], and where each group begins [groups + 1].</summary>
    public (int[] Places, int[] Begin) GroupBy(int[] keys, int groups)
    {
        var begin = new int[groups + 1];
        for (var place = 0; place < Count; place++)
        {
            if (keys[place] >= 0)
            {
                begin[keys[place] + 1]++;
            }
        }

        for (var group = 0; group < groups; group++)
        {
            begin[group + 1] += begin[group];
        }

        var places = new int[begin[groups]];
        var next = (int[])begin.Clone();
        for (var place = 0; place < Count; place++)
        {
            if (keys[place] >= 0)
            {
                places[next[keys[place]]++] = place;
            }
        }

        return (places, begin);
    }
}
