using Foresale.Events;

namespace Foresale.Evaluation;

/// <summary>What shoppers bought in a window, whether they had touched it before or not.</summary>
public static class BoughtPairs
{
    /// <summary>Distinct items that each shopper bought in [from, until).</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="from">Beginning of the window.</param>
    /// <param name="until">Its end, exclusive.</param>
    /// <param name="userIds">The shoppers, in the order of the result; others are passed by.</param>
    /// <param name="cancellationToken">Looked at once a day.</param>
    /// <returns>[U] pairs.</returns>
    public static int[] Count(IDataset dataset, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(userIds);
        var number = userIds.Select((id, u) => (id, u)).ToDictionary(p => p.id, p => p.u, StringComparer.Ordinal);
        var bought = new HashSet<(int User, string Item)>();
        foreach (var day in dataset.Days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var shopEvent in dataset.ReadDay(day))
            {
                if (shopEvent.Behavior == Behavior.Purchase && shopEvent.Arrival >= from && shopEvent.Arrival < until
                    && shopEvent.ItemId is { } item && number.TryGetValue(shopEvent.UserId, out var user))
                {
                    bought.Add((user, item));
                }
            }
        }

        var counts = new int[userIds.Count];
        foreach (var (user, _) in bought)
        {
            counts[user]++;
        }

        return counts;
    }
}
