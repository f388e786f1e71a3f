using System.IO.Hashing;
using System.Text;
using Foresale.Events;
using Foresale.Features;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Live;

/// <summary>
/// All shoppers of a shop over some shards by a hash of their name. One caller applies the log; any number of others read meanwhile, each holding up one shard at a time.
/// </summary>
public sealed class ShardSet
{
    private readonly Guarded[] _shards;

    /// <summary>Creates empty shards.</summary>
    /// <param name="count">How many, &gt;= 1.</param>
    /// <param name="manifest">Of the model that will score.</param>
    /// <param name="users">User side file, by user.</param>
    /// <param name="items">Item side file, by item.</param>
    /// <param name="store">Where shoppers are who were not there lately: of one shard, with its part of the memory; null where all stay in memory.</param>
    public ShardSet(
        int count,
        ModelManifest manifest,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items,
        ColdStore? store = null)
        : this([.. Enumerable.Range(0, Positive(count)).Select(_ => new Shard(manifest, users, items, store))], day: null)
    {
    }

    /// <summary>Takes over shards that were read back, all of one day.</summary>
    public ShardSet(IReadOnlyList<Shard> shards, DateOnly? day)
    {
        ArgumentNullException.ThrowIfNull(shards);
        _shards = [.. shards.Select(s => new Guarded(s))];
        Day = day;
    }

    /// <summary>The day that has begun; null before the first.</summary>
    public DateOnly? Day { get; private set; }

    /// <summary>Number of shards.</summary>
    public int Count => _shards.Length;

    /// <summary>Shoppers in memory, of all shards.</summary>
    public int ShopperCount => Enumerable.Range(0, Count).Sum(i => With(i, s => s.ShopperCount));

    /// <summary>Shoppers in memory of whom the store holds nothing.</summary>
    public int UnheldShoppers => Enumerable.Range(0, Count).Sum(i => With(i, s => s.UnheldShoppers));

    /// <summary>Bytes of states that changed since they were handed over to the store.</summary>
    public long ChangedBytes => Enumerable.Range(0, Count).Sum(i => With(i, s => s.ChangedBytes));

    /// <summary>Says that all shards hold everything up to a place in the log, whether or not it was theirs.</summary>
    public void Advance(long position)
    {
        for (var i = 0; i < Count; i++)
        {
            With(i, s => s.Advance(position));
        }
    }

    /// <summary>Begins a day for all shards: each hears what the others counted on the one before.</summary>
    public void BeginDay(DateOnly day, long position)
    {
        var counted = Day is null ? [] : Enumerable.Range(0, Count).Select(i => With(i, s => s.TakeDay())).ToArray();
        for (var i = 0; i < Count; i++)
        {
            DayCounters[] others = [.. counted.Where((_, j) => j != i)];
            With(i, s => s.BeginDay(day, others, position));
        }

        Day = day;
    }

    /// <summary>Folds an event in.</summary>
    public void Apply(ShopEvent shopEvent, long position)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        With(ShardOf(shopEvent.UserId), s => s.Apply(shopEvent, position));
    }

    /// <summary>Moves what a guest did to the shopper whom they turned out to be.</summary>
    /// <param name="anonymousId">The guest.</param>
    /// <param name="userId">The known shopper.</param>
    /// <param name="events">The guest's events, in their order.</param>
    /// <param name="position">Place of the merge in the log.</param>
    public void Merge(string anonymousId, string userId, IReadOnlyList<ShopEvent> events, long position)
    {
        var (from, to) = (ShardOf(anonymousId), ShardOf(userId));
        if (from == to)
        {
            With(from, s => s.Merge(anonymousId, userId, events, position));
            return;
        }

        With(from, s => s.Forget(anonymousId, position));
        With(to, s => s.Merge(anonymousId: null, userId, events, position));
    }

    /// <summary>Forgets a shopper wherever the log stands.</summary>
    public void Erase(string userId) => With(ShardOf(userId), s => s.Erase(userId));

    /// <summary>Takes newer rows of items, in every shard: all that stand at one place of the log.</summary>
    public void PutItems(IReadOnlyList<(string ItemId, ItemRow Row)> rows, long position)
    {
        for (var i = 0; i < Count; i++)
        {
            With(i, s => s.PutItems(rows, position));
        }
    }

    /// <summary>Where a shopper stands; null for one never seen.</summary>
    public ShopperGlance? Glance(string userId) => With(ShardOf(userId), s => s.Glance(userId));

    /// <summary>Where a shopper stands, and their states; null for one never seen.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="rows">Items in focus and the instant, given where the shopper stands.</param>
    public (ShopperGlance Glance, StateTable States)? Read(string userId, Func<ShopperGlance, (IReadOnlyList<string?> Items, DateTimeOffset At)> rows) =>
        With(ShardOf(userId), shard =>
        {
            if (shard.Glance(userId) is not { } glance)
            {
                return ((ShopperGlance, StateTable)?)null;
            }

            var (items, at) = rows(glance);
            return (glance, shard.Read(userId, items, at));
        });

    /// <summary>A shopper's states; one never seen reads as new, and stands at <c>default</c>.</summary>
    public StateTable ReadOrNew(string userId, Func<ShopperGlance, (IReadOnlyList<string?> Items, DateTimeOffset At)> rows) =>
        With(ShardOf(userId), shard =>
        {
            var (items, at) = rows(shard.Glance(userId) ?? default);
            return shard.Read(userId, items, at);
        });

    /// <summary>All shoppers who changed until now are to be handed over to the store, as they stand now.</summary>
    public void BeginHandOver()
    {
        for (var i = 0; i < Count; i++)
        {
            With(i, s => s.BeginHandOver());
        }
    }

    /// <summary>Hands over more of those who are due.</summary>
    /// <param name="most">Bytes, about: one more than fit is handed over.</param>
    /// <returns>Bytes handed over; 0 where nobody is due any more.</returns>
    public long HandOver(long most)
    {
        var bytes = 0L;
        for (var i = 0; i < Count && bytes < most; i++)
        {
            bytes += With(i, s => s.HandOver(most - bytes));
        }

        return bytes;
    }

    /// <summary>Says what became of what was handed over.</summary>
    /// <param name="isWritten">True where the store can read it from now on; false where it has to be handed over again.</param>
    public void Saved(bool isWritten)
    {
        for (var i = 0; i < Count; i++)
        {
            With(i, s => s.Saved(isWritten));
        }
    }

    /// <summary>Rises with each change of a part of a shard; null for one that always counts as changed.</summary>
    public int? VersionOf(int shard, FoldPart part) => With(shard, s => s.VersionOf(part));

    /// <summary>Writes a part of what one shard holds beside shoppers.</summary>
    public void Save(int shard, FoldPart part, BinaryWriter writer) => With(shard, s => s.Save(part, writer));

    /// <summary>Writes one shopper; nothing for one never seen.</summary>
    public void Save(string userId, BinaryWriter writer) => With(ShardOf(userId), s => s.Save(userId, writer));

    /// <summary>The shard of a shopper: a hash of the name's UTF-8, equal on every machine.</summary>
    public int ShardOf(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(userId)) % (ulong)Count);
    }

    private static int Positive(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count;
    }

    private T With<T>(int shard, Func<Shard, T> act) => _shards[shard].Do(act);

    private void With(int shard, Action<Shard> act) => _shards[shard].Do(s =>
    {
        act(s);
        return true;
    });

    /// <summary>A shard and its lock: one caller at a time.</summary>
    private sealed class Guarded(Shard shard)
    {
        private readonly Lock _gate = new();

        public T Do<T>(Func<Shard, T> act)
        {
            lock (_gate)
            {
                return act(shard);
            }
        }
    }
}
