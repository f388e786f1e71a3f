using System.Globalization;
using System.Runtime.InteropServices;
using Foresale.Storage.EventLog;

namespace Foresale.Server.Shop;

/// <summary>Who is who, and where things stand in the log: the name of a key's number, the known name of a guest, each shopper's last entry, each day's first.</summary>
internal sealed class Names(UserKeys keys)
{
    private const string ErasedIs = "erased:";
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal); // Guest to known shopper.
    private readonly Dictionary<string, HashSet<string>> _guests = new(StringComparer.Ordinal); // Known shopper to guests.
    private readonly List<long> _last = []; // By number.
    private readonly SortedList<DateOnly, long> _days = [];

    /// <summary>The name under which a shopper is folded.</summary>
    public string Resolve(string userId) => _known.GetValueOrDefault(userId, userId);

    /// <summary>From here on the guest, and whoever was one with them, is the known shopper.</summary>
    public void Join(string anonymousId, string userId)
    {
        foreach (var guest in _guests.GetValueOrDefault(anonymousId)?.ToArray() ?? [])
        {
            Point(guest, userId);
        }

        Point(anonymousId, userId);
        Leave(userId);
    }

    /// <summary>The name of a key's number; for an erased shopper one that says nothing.</summary>
    public string NameOf(long number) => keys.Find(number)?.UserId ?? Erased(number);

    /// <summary>What stands for an erased shopper.</summary>
    public static string Erased(long number) => LoggedEvents.Erased(number);

    /// <summary>The number of an erased shopper by what stands for them; null where that is a name.</summary>
    public static long? NumberOfErased(string name) =>
        name.StartsWith(ErasedIs, StringComparison.Ordinal) && long.TryParse(name.AsSpan(ErasedIs.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Address of a shopper's last entry; -1 for none.</summary>
    public long Last(long number) => number < _last.Count ? _last[(int)number] : -1;

    /// <summary>Notes a shopper's newest entry.</summary>
    public void SetLast(long number, long address)
    {
        while (_last.Count <= number)
        {
            _last.Add(-1);
        }

        _last[(int)number] = address;
    }

    /// <summary>Notes where a day begins.</summary>
    public void SetDay(DateOnly day, long address) => _days[day] = address;

    /// <summary>Address before which every entry is of a day before a day; 0 where that is not known. Days before it are forgotten.</summary>
    public long Before(DateOnly day)
    {
        while (_days.Count > 0 && _days.GetKeyAtIndex(0) < day)
        {
            _days.RemoveAt(0);
        }

        return _days.Count > 0 ? _days.GetValueAtIndex(0) : 0; // the day itself may be none: nobody came, or the server was down
    }

    /// <summary>Forgets an erased shopper.</summary>
    public void Forget(IReadOnlySet<string> names)
    {
        foreach (var name in names)
        {
            foreach (var guest in _guests.GetValueOrDefault(name)?.ToArray() ?? [])
            {
                Leave(guest);
            }

            Leave(name);
        }
    }

    /// <summary>Forgets guests and shoppers of whom nothing may be kept.</summary>
    /// <returns>True where there were such.</returns>
    public bool ForgetWhere(Func<string, bool> isErased)
    {
        var erased = _known.SelectMany(k => (string[])[k.Key, k.Value]).Where(isErased).ToHashSet(StringComparer.Ordinal);
        Forget(erased);
        return erased.Count > 0;
    }

    /// <summary>Writes everything.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_known.Count);
        foreach (var (guest, known) in _known)
        {
            writer.Write(guest);
            writer.Write(known);
        }

        writer.Write(_last.Count);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_last)));

        writer.Write(_days.Count);
        foreach (var (day, address) in _days)
        {
            writer.Write(day.DayNumber);
            writer.Write(address);
        }
    }

    /// <summary>Reads what was written.</summary>
    public static Names Load(UserKeys keys, BinaryReader reader)
    {
        var names = new Names(keys);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            names.Point(reader.ReadString(), reader.ReadString());
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            names._last.Add(reader.ReadInt64());
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            names._days[DateOnly.FromDayNumber(reader.ReadInt32())] = reader.ReadInt64();
        }

        return names;
    }

    private void Point(string guest, string userId)
    {
        Leave(guest);
        if (!string.Equals(guest, userId, StringComparison.Ordinal))
        {
            _known[guest] = userId;
            (_guests.TryGetValue(userId, out var guests) ? guests : _guests[userId] = new(StringComparer.Ordinal)).Add(guest);
        }
    }

    private void Leave(string guest)
    {
        if (_known.Remove(guest, out var known) && _guests.TryGetValue(known, out var guests) && guests.Remove(guest) && guests.Count == 0)
        {
            _guests.Remove(known);
        }
    }
}
