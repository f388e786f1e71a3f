using Foresale.Events;
using Foresale.Intake;
using Foresale.Live;
using Foresale.Storage.EventLog;
using Google.Protobuf;

namespace Foresale.Server.Shop;

/// <summary>
/// Puts changes into the one order of the log: names shoppers, drops what came before, begins days, and says what then has to happen to the shards. Called from one place at a time.
/// </summary>
internal sealed class Sequencer(DurableLog log, UserKeys keys, Names names, SeenEvents seen, ShardSet shards, ActiveSessions sessions, TimeZoneInfo zone)
{
    private static readonly TimeSpan s_late = TimeSpan.FromHours(24);
    private readonly ShopperEvents _events = new(log, keys);
    private readonly Visits _visits = new(shards);
    private DateOnly? _day;

    /// <summary>Arrival of the last entry: the log's clock never goes back.</summary>
    public DateTimeOffset LastArrival { get; set; } = DateTimeOffset.MinValue;

    /// <summary>True where each day begins a file of the log, so that retention can drop whole days.</summary>
    public bool BeginsFileByDay { get; init; }

    /// <summary>Hear what is folded.</summary>
    public IReadOnlyList<IFoldObserver> Observers { get; init; } = [];

    /// <summary>Goes on where the shards stand.</summary>
    public void Resume() => _day = shards.Day;

    /// <summary>
    /// Makes the keys and links that a whole round of changes needs. Call <see cref="UserKeys.Commit"/> before <see cref="Append"/>. All keys come first: an event may name a guest
    /// whose own first event stands behind it.
    /// </summary>
    public void Prepare(IReadOnlyList<Change> changes)
    {
        var news = changes.Where(c => c is not Change.Event { ShopEvent: var sent } || !IsSeen(sent)).ToList(); // a name that was erased must not come back by a duplicate
        foreach (var change in news)
        {
            switch (change)
            {
                case Change.Event { ShopEvent: var shopEvent }:
                    keys.KeyOf(names.Resolve(shopEvent.UserId));
                    break;
                case Change.Merge { Identity: var identity }:
                    keys.KeyOf(identity.AnonymousId);
                    keys.KeyOf(names.Resolve(identity.UserId));
                    break;
            }
        }

        var linked = new HashSet<string>(StringComparer.Ordinal); // who will be somebody once these changes are appended
        foreach (var change in news)
        {
            switch (change)
            {
                case Change.Event { ShopEvent: var shopEvent } when Guest(shopEvent) is { } guest:
                    Link(guest, names.Resolve(shopEvent.UserId), linked);
                    break;
                case Change.Merge { Identity: var identity }:
                    Link(identity.AnonymousId, names.Resolve(identity.UserId), linked);
                    break;
            }
        }
    }

    /// <summary>Appends what changes ask for; durable only after a commit.</summary>
    /// <param name="changes">In their order.</param>
    /// <param name="after">Receives what has to happen to the shards once it is.</param>
    /// <exception cref="LogWriteException">The disk is failing: what was appended until then stays, and its part of <paramref name="after"/> with it.</exception>
    public Receipt Append(IReadOnlyList<Change> changes, List<Action> after)
    {
        var receipt = default(Receipt);
        foreach (var change in changes)
        {
            receipt += change switch
            {
                Change.Event { ShopEvent: var shopEvent } => Event(shopEvent, after),
                Change.Merge { Identity: var identity } => Merge(identity.AnonymousId, names.Resolve(identity.UserId), identity.Time, after),
                Change.Items items => Items(items, after),
                Change.Tick { Now: var now } => BeginDay(now, after),
                _ => default,
            };
        }

        return receipt;
    }

    /// <summary>Forgets erased names, whose keys are gone by now, and appends that they were erased: a replay then forgets what stands for them.</summary>
    public void Erase(IReadOnlyList<long> numbers, IReadOnlySet<string> erased)
    {
        foreach (var name in erased)
        {
            shards.Erase(name);
        }

        names.Forget(erased);
        sessions.Forget(erased);
        var entry = new LogEntry { ArrivalMs = LastArrival.ToUnixTimeMilliseconds(), Erasure = new LoggedErasure() };
        entry.Erasure.Shoppers.AddRange(numbers);
        log.Append(entry.ToByteArray());
    }

    /// <summary>Addresses of the last entries of keys' numbers, of those that have one. Only while log and shards stand still.</summary>
    public IReadOnlyList<long> LastOf(IEnumerable<long> numbers) => [.. numbers.Select(names.Last).Where(address => address >= 0)];

    /// <summary>All that was appended is folded: where shoppers stand is known to the shards.</summary>
    public void Settle() => _visits.Settle();

    /// <summary>What a guest bought, the known shopper did from here on: a thank-you page that is sent again under that name is the same order. They are the events that the fold is told, so that a login costs no more.</summary>
    public void Remember(string userId, IReadOnlyList<ShopEvent> told, DateOnly today)
    {
        foreach (var bought in told.Where(e => e.Behavior is Behavior.Purchase && e.OrderId is not null))
        {
            seen.Add(bought with { UserId = userId }, today);
        }
    }

    /// <summary>The day of the shop that an instant falls on.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>Part of the shop's day that lies ahead, 0..1.</summary>
    public double RestOfDay(DateTimeOffset now) => 1 - (TimeZoneInfo.ConvertTime(now, zone).TimeOfDay / TimeSpan.FromDays(1));

    /// <summary>Folds an event of the log in, and notes whose session it is of.</summary>
    public void Fold(ShopEvent shopEvent, long address)
    {
        shards.Apply(shopEvent, address);
        Note(shopEvent.UserId);
        foreach (var observer in Observers) { observer.Folded(shopEvent, address, shards); }
    }

    /// <summary>Moves a guest's events of the log to the known shopper.</summary>
    public void Fold(string anonymousId, string userId, IReadOnlyList<ShopEvent> told, long address)
    {
        shards.Merge(anonymousId, userId, told, address);
        Note(userId);
        foreach (var observer in Observers) { observer.Merged(anonymousId, userId, shards); }
    }

    /// <summary>Takes newer rows of the catalogue.</summary>
    public void Put(IReadOnlyList<(string ItemId, ItemRow Row)> rows, long address)
    {
        shards.PutItems(rows, address);
        foreach (var observer in Observers) { observer.Put(rows); }
    }

    /// <summary>Address of a shopper's last entry, by any name of theirs; -1 for none. Only while log and shards stand still.</summary>
    public long LastOf(string userId) => keys.NumberOf(names.Resolve(userId)) is { } number ? names.Last(number) : -1;

    private Receipt Event(ShopEvent sent, List<Action> after)
    {
        if (IsSeen(sent))
        {
            return new Receipt(0, 1, 0, 0);
        }

        var shopEvent = sent with { UserId = names.Resolve(sent.UserId), ReceivedAt = Arrive(sent.Arrival) };
        var receipt = BeginDay(shopEvent.Arrival, after);
        if (Guest(sent) is { } guest)
        {
            receipt += Merge(guest, shopEvent.UserId, shopEvent.Arrival, after);
        }

        var key = keys.KeyOf(shopEvent.UserId);
        var late = shopEvent.Arrival - shopEvent.Time > s_late;
        shopEvent = late ? shopEvent : shopEvent with { SessionId = _visits.SessionOf(shopEvent) };
        var address = log.Append(LoggedEvents.ToEntry(shopEvent, key, late, names.Last(key.Number)).ToByteArray());
        names.SetLast(key.Number, address);
        seen.Add(shopEvent, _day!.Value);
        if (!late)
        {
            after.Add(() => Fold(shopEvent, address));
        }

        return receipt + new Receipt(1, 0, late ? 1 : 0, 0);
    }

    private Receipt Merge(string anonymousId, string userId, DateTimeOffset at, List<Action> after)
    {
        if (string.Equals(names.Resolve(anonymousId), userId, StringComparison.Ordinal) || string.Equals(anonymousId, userId, StringComparison.Ordinal))
        {
            return default;
        }

        BeginDay(Arrive(at), after);
        var (guest, known) = (keys.KeyOf(anonymousId).Number, keys.KeyOf(userId).Number);
        var last = names.Last(guest);
        var told = _events.Told(last);
        var merge = new LoggedMerge { Anonymous = guest, Known = known, LastPlus1 = last + 1, PreviousPlus1 = names.Last(known) + 1 };
        var address = log.Append(new LogEntry { ArrivalMs = LastArrival.ToUnixTimeMilliseconds(), Merge = merge }.ToByteArray());
        names.Join(anonymousId, userId);
        names.SetLast(guest, -1);
        names.SetLast(known, address);
        _visits.Join(userId, told);
        Remember(userId, told, _day!.Value);
        after.Add(() => Fold(anonymousId, userId, told, address));
        return new Receipt(0, 0, 0, 1);
    }

    private Receipt Items(Change.Items items, List<Action> after)
    {
        var entry = new LogEntry { ArrivalMs = LastArrival.ToUnixTimeMilliseconds(), Items = new LoggedItems() };
        foreach (var (itemId, values) in items.Rows)
        {
            var row = new LoggedItem { ItemId = itemId };
            row.Values.Add(new Dictionary<string, string>(values, StringComparer.Ordinal));
            entry.Items.Rows.Add(row);
        }

        var (address, from) = (log.Append(entry.ToByteArray()), LoggedEvents.ValidFrom(entry));
        after.Add(() => Put([.. items.Rows.Select(r => (r.ItemId, new ItemRow(from, r.Values)))], address));
        return default;
    }

    private Receipt BeginDay(DateTimeOffset now, List<Action> after)
    {
        var day = DayOf(Arrive(now));
        if (_day is { } current && day <= current)
        {
            return default;
        }

        if (BeginsFileByDay)
        {
            log.EndFile();
        }

        var address = log.Append(new LogEntry { ArrivalMs = LastArrival.ToUnixTimeMilliseconds(), Day = new LoggedDay { Day = day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber } }.ToByteArray());
        _day = day;
        names.SetDay(day, address);
        after.Add(() => shards.BeginDay(day, address));
        return default;
    }

    private void Note(string userId)
    {
        if (shards.Glance(userId) is { SessionId: { } session, LastArrival: var arrival })
        {
            sessions.Note(session, userId, arrival);
        }
    }

    private DateTimeOffset Arrive(DateTimeOffset at) => LastArrival = at > LastArrival ? at : LastArrival;

    private bool IsSeen(ShopEvent sent) => seen.Contains(sent, names.Resolve(sent.UserId));

    // On a shared device a cookie goes from one shopper to the next: these are two persons, and to erase one must leave the other.
    private void Link(string guest, string userId, HashSet<string> linked)
    {
        if (string.Equals(guest, userId, StringComparison.Ordinal) || !linked.Add(guest))
        {
            return;
        }

        if (string.Equals(names.Resolve(guest), guest, StringComparison.Ordinal) || names.Last(keys.KeyOf(guest).Number) >= 0)
        {
            keys.Link(guest, userId);
        }
    }

    // Who sends a known name beside that of a guest whom the log has tells that the two are one.
    private string? Guest(ShopEvent sent) =>
        sent.AnonymousId is { } guest && !string.Equals(guest, sent.UserId, StringComparison.Ordinal) && keys.NumberOf(guest) is not null && !string.Equals(names.Resolve(guest), names.Resolve(sent.UserId), StringComparison.Ordinal)
            ? guest
            : null;
}
