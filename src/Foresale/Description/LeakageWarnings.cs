using System.Globalization;

namespace Foresale.Description;

/// <summary>Fields that tell of a purchase because the purchase writes them.</summary>
internal static class LeakageWarnings
{
    private const long FewestPurchases = 20;

    public static IEnumerable<LogWarning> Find(LogFacts facts) => facts.Presence.Select(Present).Concat(facts.Outcomes.Select(Separates)).OfType<LogWarning>();

    /// <summary>A field on at least half of the purchases, and on at most one in fifty of the other events.</summary>
    private static LogWarning? Present(FieldPresence field)
    {
        if (field.Purchases < FewestPurchases || field.Others == 0)
        {
            return null;
        }

        var (on, off) = ((double)field.OnPurchases / field.Purchases, (double)field.OnOthers / field.Others);
        if (on < .5 || off > .02)
        {
            return null;
        }

        var message = string.Create(CultureInfo.InvariantCulture, $"'{field.Field}' is present on {on:P1} of purchases and on {off:P2} of other events.");
        // Orders and quantities belong to purchases; it is worth saying, not worth alarm.
        return field.Field is "order_id" or "quantity"
            ? new LogWarning("leakage", "note", field.Field, message, "That is its nature; keep it out of any feature of your own.")
            : new LogWarning("leakage", "serious", field.Field, message, $"Its presence gives the answer away: log it on every event, or leave '{field.Field}' out of the mapping.");
    }

    /// <summary>A value whose holders nearly all bought, though few do: chance of that under the base rate below one in a million.</summary>
    private static LogWarning? Separates(ValueOutcome value)
    {
        if (value.Count < FewestPurchases || value.Total == 0 || value.TotalBought == 0)
        {
            return null;
        }

        var (share, rate) = ((double)value.Bought / value.Count, (double)value.TotalBought / value.Total);
        if (share < .95 || rate > .5 || value.Bought * Math.Log(1 / rate) < Math.Log(1e6))
        {
            return null;
        }

        var subject = $"{value.Column} = {value.Value}";
        var holders = value.Of switch { "session" => "sessions", "user" => "shoppers", _ => "items" };
        var message = string.Create(CultureInfo.InvariantCulture, $"of {value.Count:N0} {holders} with {subject}, {share:P1} {(value.Of is "item" ? "were bought" : "bought")}; of all {holders} {rate:P1} did.");
        var remedy = value.Of is "session"
            ? $"If the shop writes this value at or after the purchase, leave '{value.Column}' out of the mapping."
            : $"If the column was filled after the purchases (a snapshot of today), leave it out of the side file or give it a valid_from.";
        return new LogWarning("leakage", "serious", subject, message, remedy);
    }
}
