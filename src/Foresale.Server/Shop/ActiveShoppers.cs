using Foresale.Events;
using Foresale.Live;

namespace Foresale.Server.Shop;

/// <summary>What a shopper did, of late.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Behavior">What they did.</param>
/// <param name="ItemId">On what; null where it named no item.</param>
/// <param name="Time">When.</param>
internal readonly record struct Deed(string UserId, Behavior Behavior, string? ItemId, DateTimeOffset Time);

/// <summary>Who was active last: the last events that were folded, in a ring, so that noting one costs nothing and memory is bounded whatever comes.</summary>
internal sealed class ActiveShoppers : IFoldObserver
{
    private const int Remembered = 1_024; // events; a read walks them
    private readonly Deed[] _ring = new Deed[Remembered];
    private readonly Lock _turning = new();
    private long _noted;

    /// <inheritdoc/>
    public void Folded(ShopEvent shopEvent, long address, ShardSet shards)
    {
        lock (_turning)
        {
            _ring[_noted++ % Remembered] = new Deed(shopEvent.UserId, shopEvent.Behavior, shopEvent.ItemId, shopEvent.Time);
        }
    }

    /// <inheritdoc/>
    public void Merged(string anonymousId, string userId, ShardSet shards) => Rename(name => string.Equals(name, anonymousId, StringComparison.Ordinal), userId);

    /// <summary>Forgets erased shoppers.</summary>
    public void ForgetWhere(Func<string, bool> isErased) => Rename(isErased, userId: null);

    /// <summary>The last deed of each shopper among the last 1,024 events, the latest first.</summary>
    public IReadOnlyList<Deed> Latest()
    {
        lock (_turning)
        {
            var (seen, latest) = (new HashSet<string>(StringComparer.Ordinal), new List<Deed>());
            for (var i = _noted - 1; i >= Math.Max(0, _noted - Remembered); i--)
            {
                var deed = _ring[i % Remembered];
                if (deed.UserId is not null && seen.Add(deed.UserId))
                {
                    latest.Add(deed);
                }
            }

            return latest;
        }
    }

    private void Rename(Func<string, bool> isOne, string? userId)
    {
        lock (_turning)
        {
            for (var i = 0; i < Remembered; i++)
            {
                if (_ring[i].UserId is { } name && isOne(name))
                {
                    _ring[i] = userId is null ? default : _ring[i] with { UserId = userId };
                }
            }
        }
    }
}
