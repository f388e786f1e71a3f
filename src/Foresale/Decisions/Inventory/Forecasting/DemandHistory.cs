using Foresale.Events;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>What is counted of each item by day: <c>[day][item]</c>, in the order of <see cref="ItemIds"/>.</summary>
public sealed record DemandHistory
{
    /// <summary>The items.</summary>
    public required IReadOnlyList<string> ItemIds { get; init; }

    /// <summary>First day; the others follow without a gap.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>Units sold, whoever bought them: those whose visits are not tracked count too. The sales of a day on which an item was out are not its demand.</summary>
    public required IReadOnlyList<double[]> Units { get; init; }

    /// <summary>Signals of interest by name, such as views: events of tracked shoppers, counted.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double[]>> Signals { get; init; } = new Dictionary<string, IReadOnlyList<double[]>>(StringComparer.Ordinal);

    /// <summary>
    /// Live intent: at the beginning of a day, the sum over shoppers of the probability that they buy the item within the model's horizon. One day longer
    /// than <see cref="Units"/>: the last is now. Null on days that were not scored, such as those that the model was trained on; null without a model.
    /// </summary>
    public IReadOnlyList<double[]?>? Intent { get; init; }

    private const int MostUnits = 1_000_000_000; // of an event

    /// <summary>Days counted.</summary>
    public int Days => Units.Count;

    /// <summary>The weekday of a day, counted from the first; it may lie ahead.</summary>
    public DayOfWeek WeekdayOf(int day) => FirstDay.AddDays(day).DayOfWeek;

    /// <summary>Counts a log: purchased units, and views and carts of all shoppers.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="items">Items to count; null for all that the log names.</param>
    /// <param name="cancellationToken">Looked at once a day of the log.</param>
    /// <exception cref="UserFaultException">The log has no day.</exception>
    public static DemandHistory Of(IDataset dataset, IReadOnlyList<string>? items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Days.Count == 0)
        {
            throw new UserFaultException("demand", "the log has no day.", "Give a log with purchases.");
        }

        var (first, days) = (dataset.Days[0], dataset.Days[^1].DayNumber - dataset.Days[0].DayNumber + 1);
        var index = (items ?? []).Select((item, i) => (item, i)).ToDictionary(p => p.item, p => p.i, StringComparer.Ordinal);
        List<(int Day, int Item, Behavior Behavior, int Units)> counted = [];
        foreach (var day in dataset.Days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var e in dataset.ReadDay(day))
            {
                if (e.ItemId is not { } name || e.Behavior is not (Behavior.View or Behavior.Cart or Behavior.Purchase))
                {
                    continue;
                }

                if (!index.TryGetValue(name, out var item))
                {
                    if (items is not null)
                    {
                        continue;
                    }

                    index[name] = item = index.Count;
                }

                counted.Add((day.DayNumber - first.DayNumber, item, e.Behavior, e.Behavior is Behavior.Purchase ? (int)Math.Clamp(Math.Round(e.Quantity ?? 1), 1, MostUnits) : 1));
            }
        }

        double[][] Table(Behavior behavior)
        {
            double[][] table = [.. Enumerable.Range(0, days).Select(_ => new double[index.Count])];
            foreach (var (day, item, _, units) in counted.Where(c => c.Behavior == behavior))
            {
                table[day][item] += units;
            }

            return table;
        }

        return new DemandHistory
        {
            ItemIds = [.. index.OrderBy(p => p.Value).Select(p => p.Key)],
            FirstDay = first,
            Units = Table(Behavior.Purchase),
            Signals = new Dictionary<string, IReadOnlyList<double[]>>(StringComparer.Ordinal) { ["views"] = Table(Behavior.View), ["carts"] = Table(Behavior.Cart) },
        };
    }
}
