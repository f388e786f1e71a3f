using Foresale.Features;

namespace Foresale.Learning.Baselines;

/// <summary>The columns that tell a shopper's orders.</summary>
/// <param name="Orders">Orders so far.</param>
/// <param name="DaysBetween">Mean days between them; filled before the second, and not read there.</param>
/// <param name="DaysSince">Days since the last; filled before the first, and not read there.</param>
internal sealed record OrderColumns(int Orders, int DaysBetween, int DaysSince)
{
    /// <summary>Finds the columns.</summary>
    /// <returns>Null where the fold has none of orders.</returns>
    public static OrderColumns? Find(FeatureSchema schema)
    {
        var columns = new OrderColumns(schema.IndexOf("user_orders"), schema.IndexOf("user_days_between_orders"), schema.IndexOf("user_days_since_purchase"));
        return Math.Min(columns.Orders, Math.Min(columns.DaysBetween, columns.DaysSince)) < 0 ? null : columns;
    }

    /// <summary>What BG/NBD knows of a shopper; null before the first order.</summary>
    /// <param name="x">The filled vector.</param>
    public OrderHistory? Read(ReadOnlySpan<float> x)
    {
        if (x[Orders] <= .5f)
        {
            return null;
        }

        var repeats = Math.Max(x[Orders] - 1, 0);
        var lastOrder = repeats > .5f ? repeats * Math.Max(x[DaysBetween], 0) : 0;
        return new OrderHistory(repeats, lastOrder, lastOrder + Math.Max(x[DaysSince], 0));
    }
}
