using System.Globalization;
using Foresale.Events;

namespace Foresale.Features;

/// <summary>All that the fold keeps of a shopper: a header with exact times and counts, one flat array of floats, the last events, the items touched.</summary>
internal sealed class ShopperState(ArraySegment<float> values, TokenRing ring, PairTable pairs, float[] profile)
{
    /// <summary>First event, Unix milliseconds; meaningless while <see cref="Events"/> is 0.</summary>
    public long FirstEventMs;

    /// <summary>Time of the fold: that of the last event, never going back. Unix milliseconds.</summary>
    public long LastEventMs;

    /// <summary>Arrival of the last event, Unix milliseconds: gaps between sessions and the instant of a score after it are counted by arrivals.</summary>
    public long LastArrivalMs;

    /// <summary>Sessions made so far for events that named none.</summary>
    public int MadeSessions;

    /// <summary>First event of the session, Unix milliseconds.</summary>
    public long SessionStartMs;

    /// <summary>The session, as the shop names it.</summary>
    public string? SessionId;

    /// <summary>The order of the last purchase; null where it had no name.</summary>
    public string? LastOrderId;

    /// <summary>Time of the last purchase, Unix milliseconds; <see cref="long.MinValue"/> for none.</summary>
    public long LastPurchaseMs = long.MinValue;

    /// <summary>Day number of the last event in the shop's zone.</summary>
    public int LastDay;

    /// <summary>Bit n is set where the shopper came n days before <see cref="LastDay"/>.</summary>
    public ulong DayMask;

    /// <summary>Days with an event.</summary>
    public int ActiveDays;

    /// <summary>Events folded in.</summary>
    public int Events;

    /// <summary>Sessions begun.</summary>
    public int Sessions;

    /// <summary>Events of this session.</summary>
    public int SessionEvents;

    /// <summary>Item of the last event that had one; -1 for none.</summary>
    public int LastItem = -1;

    /// <summary>Levels of the last event's device, region and channel: 0..n-1 a known word, n another word, -1 absent.</summary>
    public int Device = -1, Region = -1, Channel = -1;

    /// <summary>Decayed sum and weight of viewed prices, shared by the shopper's and the pair's price features.</summary>
    public float PriceSum, PriceWeight;

    /// <summary>State of all <see cref="IUserFeature"/>s, one after another.</summary>
    public readonly ArraySegment<float> Values = values;

    /// <summary>The last events.</summary>
    public TokenRing Ring = ring;

    /// <summary>The items touched.</summary>
    public PairTable Pairs = pairs;

    /// <summary>Columns of the user side file as numbers.</summary>
    public readonly float[] Profile = profile;

    /// <summary>Why the shopper is in memory; meaningless where all are.</summary>
    public Residence Residence;

    /// <summary>Memory of the arrays, bytes.</summary>
    public int Bytes => (sizeof(float) * (Values.Count + Profile.Length)) + Ring.Bytes + Pairs.Bytes;

    /// <summary>Mean price of what was viewed, recent views weighing more; NaN where no view had a price.</summary>
    public float MeanPriceViewed => PriceWeight > 0f ? PriceSum / PriceWeight : float.NaN;

    /// <summary>Notes that an event begins: its session and its day.</summary>
    /// <param name="sessionId">The event's session.</param>
    /// <param name="timeMs">Its time, Unix milliseconds.</param>
    /// <param name="day">Its day number in the shop's zone.</param>
    /// <param name="newSession">True where it opens a session.</param>
    /// <param name="newDay">True where it is the shopper's first of the day.</param>
    public void Begin(string? sessionId, long timeMs, int day, bool newSession, bool newDay)
    {
        if (Events == 0)
        {
            FirstEventMs = timeMs;
        }

        if (newSession)
        {
            SessionId = sessionId;
            SessionStartMs = timeMs;
            Sessions++;
            SessionEvents = 0;
        }

        if (newDay)
        {
            var passed = Events == 0 ? 64 : day - LastDay;
            DayMask = (passed >= 64 ? 0 : DayMask << passed) | 1;
            LastDay = day;
            ActiveDays++;
        }

        Events++;
        SessionEvents++;
    }

    /// <summary>The session of the shopper's next event: the one that it names, else one made as import makes them.</summary>
    /// <param name="shopEvent">The event.</param>
    /// <param name="dayResolution">True where times are days.</param>
    public string SessionOf(ShopEvent shopEvent, bool dayResolution)
    {
        var arrivalMs = shopEvent.Arrival.ToUnixTimeMilliseconds();
        if (shopEvent.SessionId is null && (Events == 0 || Cleaning.Sessions.Starts(MadeSessions, LastArrivalMs, arrivalMs, dayResolution)))
        {
            MadeSessions++;
        }

        LastArrivalMs = Math.Max(LastArrivalMs, arrivalMs); // what a guest did before is told after what the known shopper did
        return shopEvent.SessionId ?? string.Create(CultureInfo.InvariantCulture, $"{shopEvent.UserId}:{MadeSessions}");
    }

    /// <summary>True for the first row of an order, which is noted. Rows without an order's name are one order where they come at one instant.</summary>
    public bool OpensOrder(Behavior behavior, string? orderId, long timeMs)
    {
        if (behavior != Behavior.Purchase)
        {
            return false;
        }

        var same = LastPurchaseMs != long.MinValue
            && (orderId is null ? LastOrderId is null && LastPurchaseMs == timeMs : string.Equals(orderId, LastOrderId, StringComparison.Ordinal));
        LastPurchaseMs = timeMs;
        LastOrderId = orderId;
        return !same;
    }

    /// <summary>Writes everything.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (var exact in (ReadOnlySpan<long>)[FirstEventMs, LastEventMs, LastArrivalMs, SessionStartMs, LastPurchaseMs, (long)DayMask])
        {
            writer.Write(exact);
        }

        foreach (var count in (ReadOnlySpan<int>)[LastDay, ActiveDays, Events, Sessions, MadeSessions, SessionEvents, LastItem, Device, Region, Channel])
        {
            writer.Write(count);
        }

        writer.Write(PriceSum);
        writer.Write(PriceWeight);
        writer.WriteText(SessionId);
        writer.WriteText(LastOrderId);
        writer.WriteSparse(Values);
        writer.WriteSparse(Profile);
        Ring.Save(writer);
        Pairs.Save(writer);
    }

    /// <summary>Gives a new shopper what another one was.</summary>
    public void Load(BinaryReader reader)
    {
        (FirstEventMs, LastEventMs, LastArrivalMs) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (SessionStartMs, LastPurchaseMs, DayMask) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64());
        (LastDay, ActiveDays, Events, Sessions, MadeSessions, SessionEvents) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        (LastItem, Device, Region, Channel) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        (PriceSum, PriceWeight) = (reader.ReadSingle(), reader.ReadSingle());
        (SessionId, LastOrderId) = (reader.ReadText(), reader.ReadText());
        reader.ReadSparse(Values);
        reader.ReadSparse(Profile);
        Ring.Load(reader);
        Pairs.Load(reader);
    }

    /// <summary>Moves the mean of viewed prices to an event's time and, for a view, towards its price.</summary>
    public void SeePrice(in FoldEvent shopEvent)
    {
        PriceSum = Decays.Fade(PriceSum, shopEvent.Decays.Week);
        PriceWeight = Decays.Fade(PriceWeight, shopEvent.Decays.Week);
        if (shopEvent.Behavior == Behavior.View && !float.IsNaN(shopEvent.Price))
        {
            PriceSum += shopEvent.Price;
            PriceWeight += 1f;
        }
    }
}
