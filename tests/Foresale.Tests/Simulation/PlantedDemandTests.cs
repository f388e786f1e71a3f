using Foresale.Events;
using Foresale.Simulation;

namespace Foresale.Tests.Simulation;

public sealed class PlantedDemandTests
{
    private const int Days = 40, Seed = 5;
    private static readonly PlantedShop s_still = PlantedShop.Load();
    private static readonly PlantedShop s_moving = new(s_still.File with { Catalogue = s_still.File.Catalogue with { Trends = new TrendSection { Deviation = .8, Persistence = .9 } } });

    [Fact]
    public void Trends_change_which_items_are_chosen_and_nothing_before()
    {
        var still = s_still.Shoppers(2000, Seed, Days).First().Events[0];
        var moving = s_moving.Shoppers(2000, Seed, Days).First().Events[0];

        Assert.Equal(still with { ItemId = null, Brand = null, Price = null }, moving with { ItemId = null, Brand = null, Price = null });
        Assert.NotEqual(
            s_still.Shoppers(300, Seed, Days).SelectMany(s => s.Events).Select(e => e.ItemId),
            s_moving.Shoppers(300, Seed, Days).SelectMany(s => s.Events).Select(e => e.ItemId));
    }

    [Fact]
    public void Log_popularity_has_the_deviation_and_persistence_of_the_file()
    {
        var trends = s_moving.Trends(Seed, 400)!;
        var popularity = Enumerable.Range(0, 400).Select(d => trends.Popularity(d).Select((w, i) => Math.Log(w / s_moving.Catalogue.Items[i].Popularity)).ToArray()).ToArray();

        var variance = popularity.SelectMany(x => x).Average(x => x * x);
        var covariance = popularity.Zip(popularity.Skip(1)).SelectMany(p => p.First.Zip(p.Second)).Average(p => p.First * p.Second);

        Assert.Equal(.8, Math.Sqrt(variance), tolerance: .02);
        Assert.Equal(.9, covariance / variance, tolerance: .01);
    }

    // The filter reads no popularity: its truth must stay calibrated in a shop with trends.
    [Fact]
    public void The_truth_stays_true_with_trends()
    {
        var log = s_moving.Generate(6000, seed: 21);
        var bought = new Dictionary<string, int>(StringComparer.Ordinal);
        var (truth, outcome) = (0.0, 0.0);
        foreach (var e in log.Events.Reverse())
        {
            var later = bought.GetValueOrDefault(e.SessionId!);
            (truth, outcome) = (truth + log.Truth[e.EventId], outcome + Math.Min(1, later));
            bought[e.SessionId!] = later + (e.Behavior == Behavior.Purchase ? 1 : 0);
        }

        Assert.Equal(truth / log.Events.Count, outcome / log.Events.Count, tolerance: .012);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Expected_units_are_what_simulated_shoppers_buy(bool moving)
    {
        var shop = moving ? s_moving : s_still;
        var demand = new PlantedDemand(shop, Seed, Days);
        var bought = new double[shop.Catalogue.Items.Length];
        foreach (var shopper in shop.Shoppers(60_000, Seed, Days))
        {
            demand.Add(shopper);
            foreach (var e in shopper.Events.Where(e => e.Behavior == Behavior.Purchase))
            {
                bought[shop.Catalogue.Index[e.ItemId!]] += (double)e.Quantity!.Value;
            }
        }

        var expected = new double[bought.Length];
        for (var day = 0; day < Days; day++)
        {
            var units = demand.ExpectedUnitsOn(day);
            for (var item = 0; item < units.Length; item++)
            {
                expected[item] += units[item];
            }
        }

        // Variance of a purchase's units, 1 or 2, makes that of sums 1.26 of their mean.
        var sold = expected.Zip(bought).Where(p => p.First > 0).ToList(); // bands with fewer than three items are never chosen
        var surprise = sold.Average(p => (p.Second - p.First) * (p.Second - p.First) / (1.26 * p.First));
        Assert.Equal(bought.Sum(), sold.Sum(p => p.Second));
        Assert.Equal(1, bought.Sum() / expected.Sum(), tolerance: .04);
        Assert.InRange(surprise, .7, 1.3);
    }

    [Fact]
    public void What_is_known_the_evening_before_is_right_on_average()
    {
        var demand = new PlantedDemand(s_moving, Seed, Days);
        foreach (var shopper in s_moving.Shoppers(4000, Seed, Days))
        {
            demand.Add(shopper);
        }

        var (ahead, day) = (0.0, 0.0);
        for (var d = 10; d < Days; d++)
        {
            (ahead, day) = (ahead + demand.ExpectedUnits(d, d).Sum(), day + demand.ExpectedUnitsOn(d).Sum());
        }

        Assert.Equal(1, ahead / day, tolerance: .02); // popularity moves demand between items, hardly its sum
    }

    [Theory]
    [InlineData("deviation", "-1", "no standard deviation")]
    [InlineData("persistence", "1", "no share")]
    public void A_trend_that_is_none_is_refused(string key, string value, string found)
    {
        var json = $$"""{ "deviation": {{(key == "deviation" ? value : "0.5")}}, "persistence": {{(key == "persistence" ? value : "0.5")}} }""";
        using var stream = typeof(PlantedShop).Assembly.GetManifestResourceStream("shops/planted.json")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().Replace("\"priceBands\"", $"\"trends\": {json}, \"priceBands\"", StringComparison.Ordinal);

        var fault = Assert.Throws<UserFaultException>(() => ShopFile.Parse(text, "shop.json"));

        Assert.Contains($"trends.{key}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
    }
}
