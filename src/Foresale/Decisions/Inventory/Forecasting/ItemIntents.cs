using Foresale.Events;
using Foresale.Features;
using Foresale.States;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>Live intent of items: on the morning of a day, the sum over shoppers of the probability that they buy the item soon.</summary>
public static class ItemIntents
{
    /// <summary>Adds the sums of each morning from a day on, the one after the last day included.</summary>
    /// <param name="history">What was counted.</param>
    /// <param name="log">The log that the counts are of.</param>
    /// <param name="settings">Settings of the fold, from a model of target <c>user-item</c>.</param>
    /// <param name="from">First morning: one that the model was not trained on, else its intents look better than they are (<see cref="FirstUnseen"/>).</param>
    /// <param name="recentDays">Pairs touched in so many days before a morning count; the rest is left to the base.</param>
    /// <param name="score">Gives a probability, 0..1, for each row of a table.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    public static DemandHistory AddTo(
        DemandHistory history, IDataset log, FoldSettings settings, int from, int recentDays, Func<StateTable, float[]> score, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(score);
        var sums = new double[]?[history.Days + 1];
        var index = history.ItemIds.Select((item, i) => (item, i)).ToDictionary(p => p.item, p => p.i, StringComparer.Ordinal);
        DateOnly[] mornings = [.. Enumerable.Range(from, Math.Max(0, history.Days - from + 1)).Select(history.FirstDay.AddDays)];
        StateBuilder.ReadPairsDaily(log, settings, mornings, recentDays, (day, table) =>
        {
            var (scores, sum) = (score(table), new double[index.Count]);
            for (var row = 0; row < scores.Length; row++)
            {
                if (index.TryGetValue(table.ItemIds[table.Nodes.Item[row]], out var item))
                {
                    sum[item] += scores[row];
                }
            }

            sums[day.DayNumber - history.FirstDay.DayNumber] = sum;
        }, progress, cancellationToken);
        return history with { Intent = sums };
    }

    /// <summary>The first morning that a model was not trained on, counted from the history's first day: its test begins there or before. 0 where that lies before the history.</summary>
    /// <param name="history">What was counted.</param>
    /// <param name="split">Where the model's slices lay.</param>
    /// <param name="zone">IANA name of the shop's time zone.</param>
    public static int FirstUnseen(DemandHistory history, SplitPlan split, string zone)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(split);
        var (calendar, test) = (new ShopCalendar(zone), split.TestFrom.ToUnixTimeMilliseconds());
        var day = calendar.DayOf(test);
        return Math.Max(0, day.DayNumber - history.FirstDay.DayNumber + (calendar.Midnight(day) < test ? 1 : 0));
    }
}
