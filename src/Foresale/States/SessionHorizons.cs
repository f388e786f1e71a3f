namespace Foresale.States;

/// <summary>In which horizon the next order after an event falls, and how many horizons the log shows to their end, for targets with sessions.</summary>
/// <remarks>
/// A window [t, t + d) that the end of the row's slice cuts off is not observed, whether the shopper bought in the seen part of it or not: keeping those that did would keep
/// them only. Nor is anything observed of a session that may still go on.
/// </remarks>
/// <param name="tape">All events.</param>
/// <param name="horizons">Shortest first.</param>
/// <param name="users">Number of shoppers.</param>
internal sealed class SessionHorizons(EventTape tape, IReadOnlyList<Horizon> horizons, int users)
{
    private readonly List<int>?[] _orders = new List<int>?[users]; // places of first rows of orders, by shopper; sorted when first asked
    private bool _isSorted;

    /// <summary>Whether any horizon is asked.</summary>
    public bool Any => horizons.Count > 0;

    /// <summary>Notes the first row of an order, of whatever session.</summary>
    public void AddOrder(int place) => (_orders[tape.User[place]] ??= []).Add(place);

    /// <summary>The bins of one row; ask when all orders are noted.</summary>
    /// <param name="place">The event that the row stands after.</param>
    /// <param name="eventsToOrder">Events from there to the session's next order; null where it has none.</param>
    /// <param name="isOpen">True where the session may go on.</param>
    /// <param name="end">Unix milliseconds: the row's slice ends before it.</param>
    public HorizonBins Of(int place, int? eventsToOrder, bool isOpen, long end)
    {
        if (isOpen)
        {
            return default;
        }

        var wait = WaitOf(place);
        var (bought, observed) = (horizons.Count, horizons.Count);
        for (var j = horizons.Count - 1; j >= 0; j--)
        {
            var within = eventsToOrder is { } events && (horizons[j].Events is not { } most || events <= most);
            if (horizons[j].Days is { } days)
            {
                var length = (long)(days * TimeSpan.MillisecondsPerDay);
                within |= wait < length;
                observed = tape.TimeMs[place] + length <= end ? observed : j;
            }

            bought = within ? j : bought;
        }

        return HorizonBins.Of(bought, observed, horizons.Count);
    }

    // Milliseconds to the shopper's next order, in this session or another.
    private long WaitOf(int place)
    {
        if (!_isSorted)
        {
            Array.ForEach(_orders, orders => orders?.Sort());
            _isSorted = true;
        }

        if (_orders[tape.User[place]] is not { } all)
        {
            return long.MaxValue;
        }

        var next = all.BinarySearch(place);
        next = next < 0 ? ~next : next + 1;
        return next < all.Count ? tape.TimeMs[all[next]] - tape.TimeMs[place] : long.MaxValue;
    }
}

/// <summary>What is known of a row's horizons.</summary>
/// <param name="Bought">The first horizon that holds the next order; their number where none is known to.</param>
/// <param name="Observed">How many horizons, from the shortest on, the log shows to their end; 0 where nothing is known.</param>
internal readonly record struct HorizonBins(sbyte Bought, sbyte Observed)
{
    /// <summary>An order in a horizon that is not observed to its end is not known: it may lie after the slice.</summary>
    public static HorizonBins Of(int bought, int observed, int horizons) => new((sbyte)(bought < observed ? bought : horizons), (sbyte)observed);
}
