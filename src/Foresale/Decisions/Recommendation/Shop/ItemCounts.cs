using Foresale.Events;
using Foresale.Features;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>
/// What a log counts of items: weighted events by device, shoppers who touched and who bought. From them the item's intent, P(buys | is interested), and its
/// popularity, both smoothed.
/// </summary>
/// <remarks>Letters: N items, D devices.</remarks>
internal sealed class ItemCounts
{
    private const double PriorPurchases = 2, DeviceStrength = 500; // an item begins with two purchases at the usual rate: fewer of its own say little
    private readonly Dictionary<string, int> _index;
    private readonly Dictionary<string, float[]> _byDevice;
    private readonly float[] _overall;
    private readonly int[] _factorRow;

    /// <summary>Takes counts.</summary>
    /// <param name="items">[N].</param>
    /// <param name="touched">[N] shoppers who touched each.</param>
    /// <param name="bought">[N] shoppers who bought each.</param>
    /// <param name="byDevice">Summed event weights, [N] by device; "" for events without one.</param>
    /// <param name="factors">Where factors of items stand; null for none.</param>
    public ItemCounts(IReadOnlyList<RecommendedItem> items, IReadOnlyList<int> touched, IReadOnlyList<int> bought, IReadOnlyDictionary<string, float[]> byDevice, ItemFactors? factors)
    {
        (Items, Touched, Bought, ByDevice) = (items, touched, bought, byDevice);
        _index = items.Select((item, i) => (item.ItemId, i)).ToDictionary(p => p.ItemId, p => p.i, StringComparer.Ordinal);
        _factorRow = [.. items.Select(item => factors?.Find(item.ItemId) ?? -1)];
        _overall = new float[items.Count];
        foreach (var row in byDevice.Values)
        {
            for (var i = 0; i < row.Length; i++)
            {
                _overall[i] += row[i];
            }
        }

        Share(_overall, _overall.Sum(v => (double)v));
        _byDevice = byDevice.Where(d => d.Key.Length > 0).ToDictionary(d => d.Key, d => Smoothed(d.Value), StringComparer.OrdinalIgnoreCase);
        (Intent, Value) = (Intents(), Values());
    }

    /// <summary>[N].</summary>
    public IReadOnlyList<RecommendedItem> Items { get; }

    /// <summary>[N] shoppers who touched each.</summary>
    public IReadOnlyList<int> Touched { get; }

    /// <summary>[N] shoppers who bought each.</summary>
    public IReadOnlyList<int> Bought { get; }

    /// <summary>Summed event weights by device.</summary>
    public IReadOnlyDictionary<string, float[]> ByDevice { get; }

    /// <summary>[N] P(a shopper who is interested buys): buyers over touchers, drawn towards the category's share, and that towards the shop's.</summary>
    public IReadOnlyList<double> Intent { get; }

    /// <summary>[N] what a sale earns: price x margin. Unknown margins are the shop's median; unknown prices the category's median, else the shop's; 1 where the shop tells no price at all.</summary>
    public IReadOnlyList<double> Value { get; }

    /// <summary>True where the shop tells a price.</summary>
    public bool HasPrices => Items.Any(i => i.Price is not null);

    /// <summary>Number of an item; -1 for one that is not known.</summary>
    public int Find(string itemId) => _index.GetValueOrDefault(itemId, -1);

    /// <summary>Row of an item's factors; -1 for none.</summary>
    public int FactorRow(int item) => _factorRow[item];

    /// <summary>Share of each item of all weighted events on a device, drawn towards its share on all devices.</summary>
    public void Popularity(string? device, Span<float> row) => (device is not null && _byDevice.TryGetValue(device, out var own) ? own : _overall).CopyTo(row);

    private static void Share(float[] row, double total)
    {
        for (var i = 0; i < row.Length && total > 0; i++)
        {
            row[i] = (float)(row[i] / total);
        }
    }

    private float[] Smoothed(float[] weights)
    {
        var total = weights.Sum(v => (double)v) + DeviceStrength;
        return [.. weights.Select((w, i) => (float)((w + (DeviceStrength * _overall[i])) / total))];
    }

    private double[] Intents()
    {
        var all = (Bought.Sum() + 1.0) / (Touched.Sum() + 1.0);
        var strength = PriorPurchases / all;
        var categories = Items.Select((item, i) => (Category: item.Category ?? "", i)).GroupBy(p => p.Category, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (g.Sum(p => Bought[p.i]) + PriorPurchases) / (g.Sum(p => Touched[p.i]) + strength), StringComparer.Ordinal);
        return [.. Items.Select((item, i) => (Bought[i] + (strength * categories[item.Category ?? ""])) / (Touched[i] + strength))];
    }

    private double[] Values()
    {
        var margin = Median(Items.Select(i => i.Margin)) ?? 1;
        var price = Median(Items.Select(i => i.Price)) ?? 1;
        var byCategory = Items.GroupBy(i => i.Category ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => Median(g.Select(i => i.Price)) ?? price, StringComparer.Ordinal);
        return [.. Items.Select(i => (i.Price ?? byCategory[i.Category ?? ""]) * Math.Max(0, i.Margin ?? margin))];
    }

    private static double? Median(IEnumerable<double?> values)
    {
        double[] known = [.. values.Where(v => v is not null).Select(v => v!.Value).Order()];
        return known.Length == 0 ? null : known[known.Length / 2];
    }
}
