using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Foresale.Features;
using Foresale.Storage.EventLog;
using Foresale.Storage.ShopStates;
using Microsoft.Data.Sqlite;

namespace Foresale.Server.Shop;

/// <summary>
/// The shoppers on the disk, each sealed with their key and found by its number. Which numbers there are is known in memory: a bit each.
/// </summary>
/// <param name="file">The state of the shop.</param>
/// <param name="keys">Keys of shoppers.</param>
/// <param name="onDamage">Is told of a state that cannot be read.</param>
internal sealed class ColdShoppers(ShopStateFile file, UserKeys keys, Action<Exception> onDamage) : IColdShoppers
{
    private static readonly byte[] s_nobody = new byte[32]; // an erased shopper has no key, and nothing that names a person
    private readonly Lock _gate = new();
    private readonly List<ulong> _held = [];
    private List<ulong> _heldThen = []; // of the handing over that goes on: as it began, with those kept since
    private List<(UserKey Key, byte[] State)> _changed = [];
    private HashSet<long> _gone = [], _goneBefore = [];
    private volatile bool _isDamaged;

    /// <summary>Shoppers on the disk, or handed over to it.</summary>
    public int Count { get; private set; }

    /// <summary>True where a state could not be read: its shopper counts as new until the log is replayed.</summary>
    public bool IsDamaged => _isDamaged;

    /// <inheritdoc/>
    public byte[]? Read(string userId)
    {
        if (KeyOf(userId) is not { } key || !IsHeld(key.Number))
        {
            return null;
        }

        try
        {
            return StateSeal.Open(file.Shopper(key.Number) ?? throw new InvalidDataException($"Shopper {key.Number.ToString(CultureInfo.InvariantCulture)} is held and has no state."), key);
        }
        catch (Exception fault) when (fault is CryptographicException or SqliteException or InvalidDataException)
        {
            _isDamaged = true;
            onDamage(fault);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Keep(string userId, ReadOnlySpan<byte> state)
    {
        if (KeyOf(userId) is not { } key)
        {
            return; // erased while it was handed over
        }

        lock (_gate)
        {
            _changed.Add((key, state.ToArray()));
            Set(_heldThen, key.Number, isHeld: true);
            Count += Set(_held, key.Number, isHeld: true) ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    public bool Forget(string userId) => KeyOf(userId) is { } key && Forget(key.Number);

    /// <summary>Lets go of a shopper by the number of their key, which may be destroyed by now.</summary>
    /// <returns>False for one who is not held.</returns>
    public bool Forget(long number)
    {
        lock (_gate)
        {
            if (!IsHeld(number))
            {
                return false;
            }

            Count -= Set(_held, number, isHeld: false) ? 1 : 0;
            return _gone.Add(number);
        }
    }

    /// <summary>Lets go of all whose key was destroyed: the file may be older than an erasure.</summary>
    /// <returns>How many.</returns>
    public int ForgetErased()
    {
        var erased = Enumerable.Range(0, _held.Count * 64).Where(number => IsHeld(number) && !keys.Has(number)).ToList();
        return erased.Count(number => Forget(number));
    }

    /// <summary>Who is let go of from here on is still held by what is handed over next.</summary>
    public void BeginHandOver()
    {
        lock (_gate)
        {
            (_goneBefore, _gone, _heldThen) = (_gone, [], [.. _held]);
        }
    }

    /// <summary>What was kept since it began, and forgotten before. States are sealed as they are asked for.</summary>
    public (IEnumerable<(long Number, byte[] Sealed)> Changed, int Count, IReadOnlyCollection<long> Gone, byte[] Held) HandOver()
    {
        lock (_gate)
        {
            var (changed, held) = (_changed, _heldThen);
            (_changed, _heldThen) = ([], []);
            return (changed.Select(c => (c.Key.Number, StateSeal.Close(c.State, c.Key))), changed.Count, _goneBefore, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(held)).ToArray());
        }
    }

    /// <summary>What was handed over is on the disk, or has to be handed over again.</summary>
    public void Saved(bool isWritten)
    {
        lock (_gate)
        {
            if (!isWritten)
            {
                _gone.UnionWith(_goneBefore);
            }

            _goneBefore = [];
        }
    }

    /// <summary>Takes the numbers that were written.</summary>
    public void Load(ReadOnlySpan<byte> held)
    {
        _held.AddRange(MemoryMarshal.Cast<byte, ulong>(held));
        Count = _held.Sum(bits => System.Numerics.BitOperations.PopCount(bits));
    }

    private UserKey? KeyOf(string userId) =>
        keys.KeyIfAny(userId) ?? (Names.NumberOfErased(userId) is { } number && !keys.Has(number) ? new UserKey(number, s_nobody) : null);

    private bool IsHeld(long number)
    {
        lock (_gate)
        {
            return number >> 6 < _held.Count && (_held[(int)(number >> 6)] >> (int)(number & 63) & 1) != 0;
        }
    }

    // True where it was otherwise before.
    private static bool Set(List<ulong> held, long number, bool isHeld)
    {
        var place = (int)(number >> 6);
        while (held.Count <= place)
        {
            held.Add(0);
        }

        var (before, bit) = (held[place], 1UL << (int)(number & 63));
        held[place] = isHeld ? before | bit : before & ~bit;
        return held[place] != before;
    }
}
