using System.Text;

namespace Foresale.Features;

/// <summary>
/// Which shoppers of a fold are in memory, where others may lie outside: all who changed since they were written, and of the rest those asked for lately.
/// Who leaves is found by a hand that goes round: it passes whoever was asked for since it last came by, once (the clock algorithm).
/// </summary>
/// <remarks>
/// All who changed are handed over as they stood at one instant, and not at once: a part at a time, and each who is about to change again before that (copy on write).
/// </remarks>
internal sealed class ShopperMemory(ColdStore store, List<ShopperState?> shoppers, Action<int> leave)
{
    // Object, name, place in tables, texts: what a state takes beside its arrays, measured by `bench shoppers`.
    private const int Fixed = 480;
    private readonly List<(int Entry, ShopperState Shopper)> _handedOver = [];
    private List<int> _changed = [], _due = []; // due: changed before the handing over began
    private long _total, _stays; // bytes of all, and of those who may not leave
    private int _begun, _next, _hand; // handings over; place in those due

    /// <summary>States outside.</summary>
    public IColdShoppers Cold => store.Shoppers;

    /// <summary>Bytes of states that changed and are not handed over.</summary>
    public long ChangedBytes { get; private set; }

    /// <summary>Shoppers of whom no state is held outside.</summary>
    public int Unheld { get; private set; }

    /// <summary>Gives a new shopper the state that is held outside; null where none is.</summary>
    public void Begin(ShopperState shopper, byte[]? state)
    {
        if (state is null)
        {
            Unheld++;
            return;
        }

        using var reader = new BinaryReader(new MemoryStream(state));
        shopper.Load(reader);
        shopper.Residence.IsHeld = true;
    }

    /// <summary>A shopper came in or was changed: counts what they take, and lets others leave where that is too much.</summary>
    public void Note(int entry, ShopperState shopper, bool isChanged)
    {
        ref var residence = ref shopper.Residence;
        residence.Asked = true;
        if (isChanged && residence.Written is not Written.Older)
        {
            _stays += residence.Written is Written.Equal ? residence.Bytes : 0;
            ChangedBytes += residence.Bytes;
            (residence.Written, residence.Since) = (Written.Older, _begun);
            _changed.Add(entry);
        }

        var grown = Fixed + shopper.Bytes - residence.Bytes;
        residence.Bytes += grown;
        _total += grown;
        if (residence.Written is Written.Older)
        {
            (_stays, ChangedBytes) = (_stays + grown, ChangedBytes + grown);
        }

        LetLeave(shopper);
    }

    /// <summary>A shopper is taken out of memory for whatever reason.</summary>
    public void Remove(ShopperState shopper, bool isForgotten)
    {
        ref var residence = ref shopper.Residence;
        _total -= residence.Bytes;
        _stays -= residence.Written is Written.Equal ? 0 : residence.Bytes;
        ChangedBytes -= residence.Written is Written.Older ? residence.Bytes : 0;
        residence.Written = Written.Gone;
        if (isForgotten && !residence.IsHeld)
        {
            Unheld--;
        }
    }

    /// <summary>All who changed until now are to be handed over as they stand now.</summary>
    /// <exception cref="InvalidOperationException">Those of the time before are not all handed over.</exception>
    public void BeginHandOver()
    {
        if (_next < _due.Count)
        {
            throw new InvalidOperationException("A handing over began before the last one ended.");
        }

        _due.Clear();
        (_due, _changed, _next) = (_changed, _due, 0);
        _begun++;
    }

    /// <summary>Hands over more of those who are due.</summary>
    /// <param name="most">Bytes, about: one more than fit is handed over.</param>
    /// <param name="nameOf">Name of an entry.</param>
    /// <returns>Bytes handed over; 0 where nobody is due any more.</returns>
    public long HandOver(long most, Func<int, string> nameOf)
    {
        using var state = new MemoryStream();
        var bytes = 0L;
        for (; _next < _due.Count && bytes < most; _next++)
        {
            if (shoppers[_due[_next]] is { } shopper && IsDue(shopper))
            {
                bytes += shopper.Residence.Bytes;
                Copy(_due[_next], shopper, nameOf(_due[_next]), state);
            }
        }

        return bytes;
    }

    /// <summary>A shopper is about to be changed or forgotten: one who is due is handed over before.</summary>
    public void Before(int entry, ShopperState shopper, string userId)
    {
        if (IsDue(shopper))
        {
            using var state = new MemoryStream(shopper.Residence.Bytes);
            Copy(entry, shopper, userId, state);
        }
    }

    /// <summary>What was handed over is on the disk, or is not and has to be handed over again.</summary>
    public void Saved(bool isWritten)
    {
        foreach (var (entry, shopper) in _handedOver)
        {
            if (shopper.Residence.Written is not Written.HandedOver)
            {
                continue; // changed again, or forgotten
            }

            if (isWritten)
            {
                shopper.Residence.Written = Written.Equal;
                _stays -= shopper.Residence.Bytes;
            }
            else
            {
                (shopper.Residence.Written, shopper.Residence.Since) = (Written.Older, _begun);
                ChangedBytes += shopper.Residence.Bytes;
                _changed.Add(entry);
            }
        }

        _handedOver.Clear();
        LetLeave(stays: null);
    }

    private bool IsDue(ShopperState shopper) => shopper.Residence.Written is Written.Older && shopper.Residence.Since != _begun;

    private void Copy(int entry, ShopperState shopper, string userId, MemoryStream state)
    {
        state.SetLength(0);
        using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
        {
            shopper.Save(writer);
        }

        Cold.Keep(userId, state.GetBuffer().AsSpan(0, (int)state.Length));
        Unheld -= shopper.Residence.IsHeld ? 0 : 1;
        ChangedBytes -= shopper.Residence.Bytes;
        (shopper.Residence.Written, shopper.Residence.IsHeld) = (Written.HandedOver, true);
        _handedOver.Add((entry, shopper));
    }

    // Where few may leave, the hand would go round for each of them: a sixteenth more memory is the price of not doing so.
    private void LetLeave(ShopperState? stays)
    {
        if (_total <= store.Bytes || _total - _stays <= store.Bytes / 16)
        {
            return;
        }

        for (var steps = 2 * shoppers.Count; steps > 0 && _total > store.Bytes && _total > _stays; steps--)
        {
            _hand = _hand + 1 < shoppers.Count ? _hand + 1 : 0;
            if (shoppers[_hand] is not { Residence.Written: Written.Equal } shopper || ReferenceEquals(shopper, stays))
            {
                continue;
            }

            if (shopper.Residence.Asked)
            {
                shopper.Residence.Asked = false;
                continue;
            }

            leave(_hand);
        }
    }
}
