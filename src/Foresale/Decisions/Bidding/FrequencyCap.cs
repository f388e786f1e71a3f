namespace Foresale.Decisions.Bidding;

/// <summary>At most so many ads a shopper within a time; bids under way count, so that many at once cannot exceed it. Used by many threads.</summary>
/// <param name="most">Ads, &gt;= 1.</param>
/// <param name="window">Time within which they count.</param>
/// <param name="clock">Tells the time.</param>
public sealed class FrequencyCap(int most, TimeSpan window, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DateTimeOffset>> _shown = new(StringComparer.Ordinal);
    private DateTimeOffset _swept = clock.GetUtcNow();

    /// <summary>Shoppers that are remembered.</summary>
    public int Shoppers
    {
        get
        {
            lock (_lock)
            {
                return _shown.Count;
            }
        }
    }

    /// <summary>Takes one of a shopper's places; false where none is left. <see cref="Release"/> gives it back after a loss.</summary>
    /// <param name="user">The shopper.</param>
    /// <param name="at">The place's name for <see cref="Release"/>.</param>
    public bool TryTake(string user, out DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(user);
        at = clock.GetUtcNow();
        lock (_lock)
        {
            Sweep(at);
            var places = _shown.TryGetValue(user, out var there) ? there : _shown[user] = [];
            var from = at - window;
            places.RemoveAll(t => t <= from);
            if (places.Count >= most)
            {
                return false;
            }

            places.Add(at);
            return true;
        }
    }

    /// <summary>Gives a place back: the bid was lost.</summary>
    public void Release(string user, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(user);
        lock (_lock)
        {
            if (_shown.TryGetValue(user, out var places) && places.Remove(at) && places.Count == 0)
            {
                _shown.Remove(user);
            }
        }
    }

    /// <summary>Forgets shoppers.</summary>
    public void ForgetWhere(Func<string, bool> isForgotten)
    {
        lock (_lock)
        {
            foreach (var user in _shown.Keys.Where(isForgotten).ToList())
            {
                _shown.Remove(user);
            }
        }
    }

    // Once a window, shoppers whose ads have all left it are forgotten: memory is bounded by two windows of shoppers.
    private void Sweep(DateTimeOffset now)
    {
        if (now - _swept < window)
        {
            return;
        }

        _swept = now;
        foreach (var user in _shown.Where(s => s.Value.TrueForAll(t => t <= now - window)).Select(s => s.Key).ToList())
        {
            _shown.Remove(user);
        }
    }
}
