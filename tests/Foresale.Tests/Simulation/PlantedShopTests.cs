using System.Security.Cryptography;
using System.Text;
using Foresale.Events;
using Foresale.Simulation;

namespace Foresale.Tests.Simulation;

public sealed class PlantedShopTests
{
    private static readonly PlantedShop s_shop = PlantedShop.Load();

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        Assert.Equal(Hash(seed: 1), Hash(seed: 1));
        Assert.NotEqual(Hash(seed: 1), Hash(seed: 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(777)]
    public void A_log_has_exactly_the_sessions_asked_for(int sessions)
    {
        var log = s_shop.Generate(sessions, seed: 8);

        Assert.Equal(sessions, log.Sessions);
        Assert.Equal(log.Events.Count, log.Truth.Count);
        Assert.Equal(log.Events.Count, log.Events.Select(e => e.EventId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_number_of_shoppers_fixes_the_days()
    {
        var shoppers = s_shop.Shoppers(sessions: 4000, seed: 3, users: 800).ToList();

        Assert.Equal(800, shoppers.Count);
        Assert.InRange(shoppers.Sum(s => s.Sessions), 3600, 4400);
    }

    [Fact]
    public void Sessions_of_a_shopper_are_as_many_as_the_formula_says()
    {
        var shoppers = s_shop.Shoppers(sessions: 20_000, seed: 3, days: 60).ToList();

        var mean = shoppers.SkipLast(1).Average(s => s.Sessions);

        Assert.Equal(s_shop.SessionsPerShopper(60), mean, tolerance: 0.25);
    }

    [Fact]
    public void Sessions_are_more_than_half_an_hour_apart_and_steps_less()
    {
        foreach (var shopper in s_shop.Shoppers(3000, seed: 2))
        {
            foreach (var (before, after) in shopper.Events.Zip(shopper.Events.Skip(1)))
            {
                var same = string.Equals(before.SessionId, after.SessionId, StringComparison.Ordinal);
                var gap = after.Time - before.Time;
                Assert.True(same ? gap > TimeSpan.Zero && gap < TimeSpan.FromMinutes(30) : gap > TimeSpan.FromMinutes(30), $"{after.EventId}: {gap}");
            }
        }
    }

    [Fact]
    public void Purchases_of_a_session_are_more_than_a_minute_apart_so_each_is_an_order()
    {
        var purchases = s_shop.Shoppers(20_000, seed: 6).SelectMany(s => s.Events).Where(e => e.Behavior == Behavior.Purchase).ToList();
        var pairs = purchases.Zip(purchases.Skip(1)).Where(p => string.Equals(p.First.SessionId, p.Second.SessionId, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(pairs);
        Assert.All(pairs, p => Assert.True(p.Second.Time - p.First.Time > TimeSpan.FromSeconds(60)));
        Assert.Equal(purchases.Count, purchases.Select(p => p.OrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Steps_happen_as_often_as_the_kernel_says()
    {
        // Every step of a log against its chance given the true type: z of the sum over steps, per outcome.
        var (seen, expected, variance) = (new double[6], new double[6], new double[6]);
        var chances = new double[6];
        foreach (var shopper in s_shop.Shoppers(4000, seed: 12))
        {
            var filter = s_shop.Follow(shopper.Columns);
            for (var i = 0; i < shopper.Events.Count; i++)
            {
                filter.Observe(shopper.Events[i]);
                s_shop.Types[shopper.Type].Next(filter.State, filter.Context.Setting, chances);
                var stays = i + 1 < shopper.Events.Count && string.Equals(shopper.Events[i].SessionId, shopper.Events[i + 1].SessionId, StringComparison.Ordinal);
                seen[stays ? (int)shopper.Events[i + 1].Behavior : ShopWords.Leave]++;
                for (var o = 0; o < 6; o++)
                {
                    expected[o] += chances[o];
                    variance[o] += chances[o] * (1 - chances[o]);
                }
            }
        }

        Assert.All(Enumerable.Range(0, 6), o => Assert.InRange((seen[o] - expected[o]) / Math.Sqrt(variance[o]), -3.5, 3.5));
    }

    [Fact]
    public void New_items_fall_into_cells_as_often_as_the_table_counts_them()
    {
        // First items of first sessions: nothing is in focus or remembered, so each is new.
        var seen = new double[6];
        var expected = new double[6];
        foreach (var shopper in s_shop.Shoppers(12_000, seed: 14).Where(s => s.Events[0].ItemId is not null))
        {
            seen[s_shop.Catalogue.CellOf(s_shop.Catalogue.Index[shopper.Events[0].ItemId!])]++;
            for (var cell = 0; cell < 6; cell++)
            {
                expected[cell] += s_shop.Types[shopper.Type].Cell[cell];
            }
        }

        Assert.All(Enumerable.Range(0, 6), c => Assert.InRange((seen[c] - expected[c]) / Math.Sqrt(expected[c]), -3.5, 3.5));
    }

    [Fact]
    public void Every_field_of_an_event_is_used_by_some_event()
    {
        var events = s_shop.Generate(500, seed: 1).Events;

        Assert.Contains(events, e => e.Query is not null && e.ItemId is null);
        Assert.Contains(events, e => e.OrderId is not null && e.Quantity is not null && e.Behavior == Behavior.Purchase);
        Assert.All(events, e => Assert.True(e is { AnonymousId: not null, Device: not null, Region: not null, Channel: not null, Consent: true }));
        Assert.All(events.Where(e => e.ItemId is not null), e => Assert.True(e is { Category: not null, Brand: not null, Price: > 0, Currency: "EUR" }));
    }

    [Fact]
    public void A_dataset_of_the_log_counts_what_the_log_has()
    {
        var log = s_shop.Generate(200, seed: 5);
        var info = log.ToDataset().Info;

        Assert.Equal((log.Events.Count, 200), (info.Events, info.Sessions));
        Assert.Equal("Europe/Paris", info.Zone);
    }

    [Theory]
    [InlineData("\"schema\": 1", "\"schema\": 1, \"colour\": 3", "shop.json: $.colour: The JSON property 'colour' could not be mapped to any .NET member contained in type 'Foresale.Simulation.ShopFile'. See docs/simulation.md for the keys of a shop file.")]
    [InlineData("\"morning\": 0.2, \"afternoon\": 0.3, \"evening\": 0.5", "\"morning\": 0.2, \"afternoon\": 0.3, \"evening\": 0.4", "shop.json: $.types[0].weekday: The probabilities add up to 0.9. Make them add up to 1.")]
    [InlineData("\"prior\": 0.36", "\"prior\": 0.5", "shop.json: $.types[*].prior: The priors add up to 1.14. Make them add up to 1.")]
    [InlineData("\"carts1\": {", "\"cart1\": {", "shop.json: $.effects.cart1: This effect is not known. Use carts1, carts2, engaged1, engaged2, stayed, familiar, bandLow, bandHigh, considered, weekend, evening, phone, tablet, desktop, eachEvent.")]
    [InlineData("\"zone\": \"Europe/Paris\"", "\"zone\": \"Europe/Atlantis\"", "shop.json: $.zone: 'Europe/Atlantis' is no time zone. Give an IANA name such as Europe/Paris.")]
    public void A_faulty_shop_file_is_refused_with_the_place(string right, string wrong, string message)
    {
        var text = BuiltIn();
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);

        var fault = Assert.Throws<UserFaultException>(() => ShopFile.Parse(text[..at] + wrong + text[(at + right.Length)..], "shop.json"));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void Contradicting_sizes_are_refused()
    {
        var fault = Assert.Throws<UserFaultException>(() => s_shop.Shoppers(100, seed: 1, days: 10, users: 20));

        Assert.Equal("--users: 20 shoppers and --days together fix the number of sessions already. Leave --users or --days out.", fault.Message);
    }

    private static string BuiltIn()
    {
        using var reader = new StreamReader(typeof(PlantedShop).Assembly.GetManifestResourceStream("shops/planted.json")!);
        return reader.ReadToEnd();
    }

    private static string Hash(int seed)
    {
        using var events = new StringWriter();
        using var truth = new StringWriter();
        var csv = new SimulatedCsv(s_shop, events, truth: truth);
        foreach (var shopper in s_shop.Shoppers(200, seed))
        {
            csv.Write(shopper);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(events.ToString() + truth)));
    }
}
