using Foresale.Events;

namespace Foresale.States;

/// <summary>
/// What trajectories need of every event, in replay order, and each event's token. One entry an event, no objects:
/// a log of ten million events takes some hundred bytes each.
/// </summary>
internal sealed class EventTape
{
    private readonly bool _keepsIds;
    private int[] _tokens;

    /// <summary>Makes room for a log.</summary>
    /// <param name="events">Events in the log.</param>
    /// <param name="tokenFields">Fields of a token, K.</param>
    /// <param name="keepsIds">Whether rows will name the event that they stand after.</param>
    public EventTape(long events, int tokenFields, bool keepsIds)
    {
        var size = checked((int)events);
        _keepsIds = keepsIds;
        TokenFields = tokenFields;
        _tokens = new int[checked(size * tokenFields)];
        User = new int[size];
        Name = new int[size];
        Subject = new int[size];
        State = new int[size];
        Order = new int[size];
        TimeMs = new long[size];
        Behavior = new Behavior[size];
        EventId = keepsIds ? new string[size] : [];
    }

    public int Count { get; private set; }

    public int TokenFields { get; }

    public int[] User { get; private set; }

    /// <summary>The name under which the event was folded: the shopper's, or that of a guest who is the shopper, as was known later.</summary>
    public int[] Name { get; private set; }

    /// <summary>The session, shopper or pair whose trajectories the event belongs to; -1 for none.</summary>
    public int[] Subject { get; private set; }

    /// <summary>The state after the event, or at the next midnight in a log without a clock; -1 where no node stands there.</summary>
    public int[] State { get; private set; }

    /// <summary>The order of a purchase row; -1 where the source names none.</summary>
    public int[] Order { get; private set; }

    public long[] TimeMs { get; private set; }

    public Behavior[] Behavior { get; private set; }

    /// <summary>Empty where ids are not kept.</summary>
    public string[] EventId { get; private set; }

    /// <summary>Where the next event's token goes, K fields.</summary>
    public Span<int> NextToken
    {
        get
        {
            if (Count == User.Length)
            {
                Grow(); // by a login what a guest did is told once more
            }

            return _tokens.AsSpan(Count * TokenFields, TokenFields);
        }
    }

    /// <summary>Notes the event whose token has just been written.</summary>
    /// <returns>Its place on the tape.</returns>
    /// <param name="shopEvent">The event.</param>
    /// <param name="user">Number of its shopper.</param>
    /// <param name="name">Number of the name under which it was folded.</param>
    /// <param name="order">Number of its order; -1 for none.</param>
    public int Add(ShopEvent shopEvent, int user, int name, int order)
    {
        var place = Count++;
        (User[place], Name[place], Subject[place], State[place], Order[place]) = (user, name, -1, -1, order);
        TimeMs[place] = shopEvent.Arrival.ToUnixTimeMilliseconds();
        Behavior[place] = shopEvent.Behavior;
        if (_keepsIds)
        {
            EventId[place] = shopEvent.EventId;
        }

        return place;
    }

    /// <summary>Tokens name after name, and where each name's begin: [T, K] and [names + 1]. The tape's own copy is given up.</summary>
    public (int[] Tokens, int[] Begin) TokensByName(int names, bool keep = false)
    {
        var (order, begin) = GroupBy(Name, names);
        var sorted = new int[Count * TokenFields];
        for (var place = 0; place < Count; place++)
        {
            _tokens.AsSpan(order[place] * TokenFields, TokenFields).CopyTo(sorted.AsSpan(place * TokenFields, TokenFields));
        }

        _tokens = keep ? _tokens : [];
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

    private void Grow()
    {
        var size = Math.Max(Count + 64, Count + Count / 8);
        Array.Resize(ref _tokens, checked(size * TokenFields));
        (User, Name, Subject, State) = (Longer(User), Longer(Name), Longer(Subject), Longer(State));
        (Order, TimeMs, Behavior) = (Longer(Order), Longer(TimeMs), Longer(Behavior));
        EventId = _keepsIds ? Longer(EventId) : EventId;

        T[] Longer<T>(T[] values)
        {
            Array.Resize(ref values, size);
            return values;
        }
    }
}
