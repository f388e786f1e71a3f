namespace Foresale.Decisions.Bidding;

/// <summary>
/// What nobody can beat: with all prices and values of an episode known, buy what gives most value for its price. Fractional, as the linear programme
/// max v'x, p'x &lt;= budget, 0 &lt;= x &lt;= 1: then buying in the order of value / price is the optimum (Dantzig 1957), and no whole selection is above it.
/// </summary>
public static class HindsightBound
{
    /// <summary>The value that the budget can buy at most.</summary>
    /// <param name="auctions">An episode.</param>
    /// <param name="budget">&gt;= 0.</param>
    public static double Value(ReadOnlySpan<Auction> auctions, double budget)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        var (ratios, order) = (new double[auctions.Length], new int[auctions.Length]);
        for (var i = 0; i < auctions.Length; i++)
        {
            ratios[i] = auctions[i].Price > 0 ? -auctions[i].Value / auctions[i].Price : double.NegativeInfinity;
            order[i] = i;
        }

        Array.Sort(ratios, order);
        var (left, value) = (budget, 0d);
        foreach (var i in order)
        {
            var auction = auctions[i];
            if (auction.Price > left)
            {
                return value + (auction.Value * left / auction.Price);
            }

            (left, value) = (left - auction.Price, value + auction.Value);
        }

        return value;
    }
}
