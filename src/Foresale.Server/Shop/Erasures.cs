using System.Collections.Concurrent;
using Foresale.Server.Decisions;
using Foresale.Server.Models;

namespace Foresale.Server.Shop;

/// <summary>A person who is erased.</summary>
/// <param name="Names">All their names; none where nobody is known by the one that was asked for.</param>
/// <param name="Numbers">Numbers of the keys that were destroyed; none for somebody of whom the shop had a profile and no event.</param>
internal sealed record Erasure(IReadOnlyList<string> Names, IReadOnlyList<long> Numbers);

/// <summary>
/// Erases shoppers wherever the server has them: first from datasets, which can only be found by name, then from keys, shards and whatever remembers by name, between two rounds of the log, and at last
/// from the snapshot, by writing the next one. Where it fails on the way it can be asked for again: what was begun is not forgotten.
/// </summary>
internal sealed class Erasures(ShopState shop, ShopLog log, IntentReader reader, IntentWatch watch, ActiveShoppers active, AdDesk ads) : IDisposable
{
    private const int MostRounds = 3; // who links new cookies to a shopper all the time must not keep them from being erased
    private readonly SemaphoreSlim _turn = new(1, 1); // to rewrite datasets
    private readonly ConcurrentDictionary<string, Erasure> _unended = new(StringComparer.Ordinal); // by each name

    /// <summary>Erases a shopper and every name that is one with theirs. On return they stand in no file. Say <see cref="Ended"/> once that is noted.</summary>
    /// <exception cref="Faults.UnavailableException">A dataset, the log or the snapshot cannot be written: ask again.</exception>
    public async Task<Erasure> EraseAsync(string userId)
    {
        var (erasure, written) = await BeginInTurnAsync(userId);
        await ShopLog.OnDiskAsync(written);
        reader.Forget(); // an answer that was computed meanwhile
        return erasure;
    }

    /// <summary>An erasure has ended: its names are forgotten.</summary>
    public void Ended(Erasure erasure)
    {
        foreach (var name in erasure.Names)
        {
            _unended.TryRemove(new(name, erasure)); // unless it is erased once more by now
        }
    }

    /// <summary>How far an erasure has to reach now.</summary>
    public Reach ReachOf(string userId) =>
        new([.. shop.Keys.NamesLinkedTo(userId).Union(_unended.GetValueOrDefault(userId)?.Names ?? [], StringComparer.Ordinal).Union(shop.Datasets.ProfileOf(userId), StringComparer.Ordinal)], shop.Datasets.Folders);

    /// <summary>Erases a shopper from keys and shards; what the log holds of them can no longer be read. Only while log and shards stand still.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="reached">What was taken out of datasets.</param>
    /// <param name="isLast">True where it is to begin whatever was not reached.</param>
    /// <returns>The erasure, and when its names stand in no snapshot any more; null where datasets have to be reached first, beyond what was.</returns>
    public async Task<(Erasure Erasure, Task Written)?> BeginAsync(string userId, Reach reached, bool isLast)
    {
        var reach = ReachOf(userId);
        if (!isLast && reach.IsBeyond(reached))
        {
            return null;
        }

        var names = reach.Names.ToHashSet(StringComparer.Ordinal);
        var erasure = new Erasure(reach.Names, [.. _unended.GetValueOrDefault(userId)?.Numbers ?? [], .. shop.Keys.Erase(userId)]);
        shop.Datasets.ForgetProfiles(names);
        reader.Forget();
        watch.ForgetWhere(names.Contains);
        active.ForgetWhere(names.Contains);
        ads.ForgetWhere(names.Contains);
        if (erasure.Numbers.Count == 0)
        {
            return (erasure, Task.CompletedTask);
        }

        foreach (var name in names)
        {
            _unended[name] = erasure;
        }

        shop.Forget(erasure.Numbers, names);
        await shop.Log.CommitAsync(CancellationToken.None);
        shop.Keys.Wipe(); // not before: an erasure that cannot end must not leave the shards with a shopper whose key is gone
        return (erasure, shop.Snapshots.NextAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // One at a time, from the datasets on to the log.
    private async Task<(Erasure Erasure, Task Written)> BeginInTurnAsync(string userId)
    {
        await _turn.WaitAsync();
        try
        {
            for (var round = 1; ; round++)
            {
                (Erasure Erasure, Task Written)? begun = null;
                var reach = ReachOf(userId);
                await Task.Run(() => ShopDatasets.Erase(reach));
                await log.BetweenRoundsAsync(async () => begun = await BeginAsync(userId, reach, isLast: round == MostRounds));
                if (begun is { } erasure)
                {
                    if (ReachOf(userId) is var rest && rest.IsBeyond(reach))
                    {
                        await Task.Run(() => ShopDatasets.Erase(rest));
                    }

                    return erasure;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
