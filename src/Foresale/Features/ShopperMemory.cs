namespace Foresale.Features;

/// <summary>
/// Which shoppers of a fold are in memory, where others may lie outside: all who changed since they were written, and of the rest those asked for lately.
/// Who leaves is found by a hand that goes round: it passes whoever was asked for since it last came by, once (the clock algorithm).
/// </summary>
internal sealed class ShopperMemory(ColdStore store, List<ShopperState?> shoppers, Action<int> leave)
{
    // Object, name, place in tables, texts: what a state takes beside its arrays, measured by `bench shoppers`.
    private const int Fixed = 480;
    private readonly List<int> _changed = [];
    private readonly List<(int Entry, ShopperState Shopper)> _handedOver = [];
    private long _total, _stays; // bytes of all, and of those who may not leave
    private int _hand;

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
            residence.Written = Written.Older;
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

    /// <summary>Hands over all who changed.</summary>
    public void HandOver(Func<int, string> nameOf)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var entry in _changed)
        {
            if (shoppers[entry] is not { Residence.Written: Written.Older } shopper)
            {
                continue; // forgotten since
            }

            bytes.SetLength(0);
            shopper.Save(writer);
            writer.Flush();
            Cold.Keep(nameOf(entry), bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            Unheld -= shopper.Residence.IsHeld ? 0 : 1;
            ChangedBytes -= shopper.Residence.Bytes;
            (shopper.Residence.Written, shopper.Residence.IsHeld) = (Written.HandedOver, true);
            _handedOver.Add((entry, shopper));
        }

        _changed.Clear();
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
                shopper.Residence.Written = Written.Older;
                ChangedBytes += shopper.Residence.Bytes;
                _changed.Add(entry);
            }
        }

        _handedOver.Clear();
        LetLeave(stays: null);
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
