using Foresale.Events;
using Foresale.States;

namespace Foresale.Learning.Tests.Horizons;

/// <summary>Tables whose hazards are known.</summary>
internal static class HorizonShop
{
    public static readonly IReadOnlyList<Horizon> Horizons = [new(Events: 1), Horizon.Session, new(Days: 1)];

    /// <summary>[2, 3] hazards of rows whose only column is 0 and 1.</summary>
    public static readonly double[,] Hazards = { { .1, .3, .2 }, { .4, .1, .6 } };

    /// <summary>One row a shopper; each third is observed to its first, second or third horizon, by chance and nothing else.</summary>
    public static StateTable Table(int rows, int seed, IReadOnlyList<Horizon>? horizons = null)
    {
        var random = new Random(seed);
        var (x, bought, observed) = (new float[rows][], new sbyte[rows], new sbyte[rows]);
        for (var i = 0; i < rows; i++)
        {
            var kind = random.Next(2);
            (x[i], observed[i]) = ([kind], (sbyte)(1 + random.Next(3)));
            while (bought[i] < 3 && random.NextDouble() >= Hazards[kind, bought[i]])
            {
                bought[i]++;
            }

            bought[i] = bought[i] < observed[i] ? bought[i] : (sbyte)3;
        }

        return WithHorizons(Some.Table(x, [.. bought.Select(b => b <= 1 ? 1f : 0f)], Some.Fifths), horizons ?? Horizons, bought, observed);
    }

    /// <summary>The same with horizons.</summary>
    public static StateTable WithHorizons(StateTable table, IReadOnlyList<Horizon> horizons, sbyte[] bought, sbyte[] observed) =>
        table with { Horizons = horizons, Nodes = table.Nodes with { BoughtBin = bought, ObservedBins = observed } };

    /// <summary>Horizons for a table of sessions, whatever they hold.</summary>
    public static StateTable AnyHorizons(StateTable table, int seed)
    {
        var random = new Random(seed);
        var observed = table.Nodes.State.Select(_ => (sbyte)random.Next(4)).ToArray();
        return WithHorizons(table, Horizons, [.. observed.Select(o => (sbyte)random.Next(o + 1))], observed);
    }

    /// <summary>Shoppers who order at a constant rate, each order a session of its own: the time to the next order is exponential, whenever one looks.</summary>
    public static MemoryDataset ConstantRate(int shoppers, double ordersPerDay, int days, int seed)
    {
        var random = new Random(seed);
        var start = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var events = new List<ShopEvent>();
        for (var u = 0; u < shoppers; u++)
        {
            Add(u, random.NextDouble() * days, Behavior.View);
            for (var day = -Math.Log(1 - random.NextDouble()) / ordersPerDay; day < days; day += -Math.Log(1 - random.NextDouble()) / ordersPerDay)
            {
                Add(u, day, Behavior.Purchase);
            }
        }

        return new MemoryDataset([.. events.OrderBy(e => e.Time).Select((e, i) => e with { Sequence = i })]);

        void Add(int user, double day, Behavior behavior) => events.Add(new ShopEvent
        {
            EventId = FormattableString.Invariant($"e{events.Count}"), UserId = $"u{user}", SessionId = FormattableString.Invariant($"s{events.Count}"), Behavior = behavior, Time = start.AddDays(day), ItemId = "i",
        });
    }
}
