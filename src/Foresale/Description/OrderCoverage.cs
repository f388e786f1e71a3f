namespace Foresale.Description;

/// <summary>Which real orders a log lacks.</summary>
public sealed record OrderCoverage
{
    /// <summary>How orders were matched: <c>order_id</c>, or <c>user_and_day</c> where the log has no order ids.</summary>
    public required string MatchedBy { get; init; }

    /// <summary>Distinct orders in the file.</summary>
    public long Orders { get; init; }

    /// <summary>Those outside the days of the log; they are not looked for.</summary>
    public long OutsideSpan { get; init; }

    /// <summary>Those within, and absent from the log.</summary>
    public long Missing { get; init; }

    /// <summary>Missing by orders within the days of the log, 0..1.</summary>
    public double MissingShare => Orders == OutsideSpan ? 0 : (double)Missing / (Orders - OutsideSpan);

    /// <summary>Orders of the log that the file lacks; null where they are matched by shopper and day.</summary>
    public long? OnlyInLog { get; init; }

    /// <summary>By day of the shop's zone, ascending.</summary>
    public required IReadOnlyList<OrderDay> Days { get; init; }

    /// <summary>Up to ten missing orders, the earliest first.</summary>
    public required IReadOnlyList<RealOrder> Examples { get; init; }

    /// <summary>Compares the orders of a file with those of a log.</summary>
    /// <param name="orders">The file's.</param>
    /// <param name="logged">The log's; an order id may be null.</param>
    /// <param name="first">First day of the log.</param>
    /// <param name="last">Last day of the log.</param>
    /// <returns>Null where neither order ids nor shoppers with days can be matched.</returns>
    public static OrderCoverage? Compare(IReadOnlyList<RealOrder> orders, IReadOnlyList<LoggedOrder> logged, DateOnly first, DateOnly last)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(logged);
        var distinct = orders.DistinctBy(o => o.OrderId, StringComparer.Ordinal).ToList();
        var within = distinct.Where(o => o.Day >= first && o.Day <= last).OrderBy(o => o.Day).ThenBy(o => o.OrderId, StringComparer.Ordinal).ToList();
        var ids = logged.Where(o => o.OrderId is not null).Select(o => o.OrderId!).ToHashSet(StringComparer.Ordinal);
        if (ids.Count == 0 && logged.Count > 0 && !orders.Any(o => o.UserId is not null))
        {
            return null;
        }

        var byId = ids.Count > 0 || logged.Count == 0;
        var days = logged.Select(o => (o.UserId, o.Day)).ToHashSet();
        bool Has(RealOrder order) => byId ? ids.Contains(order.OrderId) : order.UserId is not null && days.Contains((order.UserId, order.Day));
        var missing = within.Where(o => !Has(o)).ToList();
        var missingByDay = missing.GroupBy(o => o.Day).ToDictionary(g => g.Key, g => (long)g.Count());
        return new OrderCoverage
        {
            MatchedBy = byId ? "order_id" : "user_and_day",
            Orders = distinct.Count,
            OutsideSpan = distinct.Count - within.Count,
            Missing = missing.Count,
            OnlyInLog = byId ? ids.Count - distinct.Count(o => ids.Contains(o.OrderId)) : null,
            Days = [.. within.GroupBy(o => o.Day).OrderBy(g => g.Key).Select(g => new OrderDay(g.Key, g.Count(), missingByDay.GetValueOrDefault(g.Key)))],
            Examples = [.. missing.Take(10)],
        };
    }
}

/// <summary>A real order, from the shop's books.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="Day">Its day in the shop's zone.</param>
/// <param name="UserId">Who placed it; null where the file does not say.</param>
public sealed record RealOrder(string OrderId, DateOnly Day, string? UserId);

/// <summary>An order as the log has it.</summary>
public readonly record struct LoggedOrder(string? OrderId, string UserId, DateOnly Day);

/// <summary>Real orders of a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Orders">Orders.</param>
/// <param name="Missing">Those that the log lacks.</param>
public sealed record OrderDay(DateOnly Day, long Orders, long Missing)
{
    /// <summary>Missing by orders, 0..1.</summary>
    public double Share => Orders == 0 ? 0 : (double)Missing / Orders;
}
