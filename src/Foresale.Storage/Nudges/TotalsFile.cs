using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Storage.Nudges;

/// <summary>Reads what shoppers spent over a period: <c>user_id</c>, <c>revenue</c>, which is below 0 where more was refunded than bought, where it is known <c>orders</c>, and <c>holdout</c> (1 or 0) where the shop kept its own list.</summary>
public static class TotalsFile
{
    private const string Remedy = "The report needs user_id and revenue of every shopper of the period, also of those who bought nothing; orders and holdout (1 or 0) are optional.";

    /// <summary>Reads the totals.</summary>
    /// <param name="path">The file.</param>
    /// <param name="holdout">Who is held out, where the file does not say so.</param>
    /// <exception cref="UserFaultException">A column or a value is missing or cannot be used, or a shopper occurs twice.</exception>
    public static (IReadOnlyList<ShopperTotal> Shoppers, bool HasOwnHoldout) Read(string path, Holdout holdout)
    {
        ArgumentNullException.ThrowIfNull(holdout);
        var file = ColumnFile.Open(path);
        var (user, revenue, orders, own) = (file.Require("user_id", Remedy), file.Require("revenue", Remedy), file.Find("orders"), file.Find("holdout"));
        var (totals, seen) = (new List<ShopperTotal>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in file.Rows())
        {
            var name = row.Name(user);
            if (!seen.Add(name))
            {
                throw row.Fault(user, $"the shopper '{name}' has a row already.", "Give one row a shopper, with the total of the period.");
            }

            totals.Add(new ShopperTotal(name, own >= 0 ? row.Flag(own) : holdout.Holds(name), row.Number(revenue), orders >= 0 ? row.Amount(orders) : null));
        }

        return (totals, own >= 0);
    }
}
