using System.Text.Json;
using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

public class FoldTests
{
    [Fact]
    public void A_fast_clock_of_one_event_neither_stops_a_shopper_nor_reads_tomorrows_items()
    {
        var items = new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal)
        {
            ["i1"] = [Row(At(0), "4"), Row(At(60 * 1440), "1")],
        };
        var shop = new FoldShop(Settings with { ItemNumeric = ["rating"] }, items: items);
        var fast = Event(Behavior.View, 150 * 1440, price: 5) with { ReceivedAt = At(0) };

        shop.Do(fast, Event(Behavior.View, 10, item: "i2") with { ReceivedAt = At(10.5) });

        Assert.Equal(10f / 1440, shop.Read("user_days_since_event", 20), 1e-6f);
        Assert.Equal(600f, shop.Read("session_seconds_before_last", 20));
        Assert.Equal(4f, shop.Read("catalogue_rating", 20));
        Assert.Equal(20f, shop.Do(Event(Behavior.View, 30, user: "u2", price: 20)).Day(1).Read("item_price", 1440, user: "u3"));

        static ItemRow Row(DateTimeOffset from, string rating) => new(from, new Dictionary<string, string>(StringComparer.Ordinal) { ["rating"] = rating });
    }

    [Fact]
    public void A_token_tells_the_event_field_by_field()
    {
        var shop = new FoldShop();
        var first = shop.Token(Event(Behavior.View, 150, "a", price: 35, category: "c", brand: "b"));
        var again = shop.Token(Event(Behavior.Cart, 151, "a", price: 35, category: "c", brand: "b"));
        var search = shop.Token(Event(Behavior.Search, 152, item: null, session: "s2"));

        Assert.Equal("behavior new_session item_hash_1 item_hash_2 category brand price_decile gap hour seen_item", string.Join(' ', shop.Fold.TokenSchema.Fields.Select(f => f.Name)));
        Assert.Equal([2, 3, first[2], first[3], first[4], first[5], 5, 1, 4, 2], first);
        Assert.Equal([5, 2, first[2], first[3], first[4], first[5], 5, 2 + 4, 4, 4], again); // log2(61) x .7 = 4.15
        Assert.Equal([3, 3, 1, 1, 1, 1, 1, 2 + 4, 4, 1], search);
        Assert.NotEqual(first[2], first[3]);
    }

    [Fact]
    public void The_hash_of_a_name_is_the_same_in_every_process()
    {
        var token = new FoldShop().Token(Event(Behavior.View, 0, "milk"));

        Assert.Equal(ExpectedHash("milk", 0), token[2]);
        Assert.Equal(ExpectedHash("milk", 1), token[3]);

        static int ExpectedHash(string name, long seed) => 2 + (int)(System.IO.Hashing.XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(name), seed) % 1022);
    }

    [Fact]
    public void Every_field_of_every_token_fits_its_table()
    {
        var shop = new FoldShop(Settings with { ItemTableSize = 8, GroupTableSize = 8 });
        var sizes = shop.Fold.TokenSchema.Fields.Select(f => f.Size).ToArray();

        CsCheck.Check.Sample(Logs, log => log.All(e => shop.Token(e).Zip(sizes).All(f => f.First >= 1 && f.First < f.Second)), iter: 30, seed: "0000000000001");
    }

    [Fact]
    public void The_ring_holds_the_last_fifty_tokens_oldest_first()
    {
        var shop = new FoldShop();
        var tokens = Enumerable.Range(0, 73).Select(i => shop.Token(Event(Behavior.View, i, $"i{i}"))).ToList();
        var ring = new int[50 * 10];

        var count = shop.Fold.ReadTokens("u1", ring);

        Assert.Equal(50, count);
        Assert.Equal(tokens.Skip(23).SelectMany(t => t), ring);
        Assert.Equal(0, shop.Fold.ReadTokens("u9", ring));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(33)]
    public void The_ring_keeps_order_while_it_grows(int events)
    {
        var shop = new FoldShop();
        var tokens = Enumerable.Range(0, events).SelectMany(i => shop.Token(Event(Behavior.View, i, $"i{i}"))).ToList();
        var ring = new int[50 * 10];

        var count = shop.Fold.ReadTokens("u1", ring);

        Assert.Equal(tokens, ring[..(count * 10)]);
    }

    [Fact]
    public void A_log_of_days_has_no_columns_that_need_a_clock()
    {
        var fold = new Fold(Settings with { DayResolution = true }, NoUsers, NoItems);

        Assert.DoesNotContain(fold.Schema.Columns, c => c.Name.Contains("hour", StringComparison.Ordinal) || c.Name.Contains("night", StringComparison.Ordinal) || c.Name.Contains("second", StringComparison.Ordinal) && !c.Name.StartsWith("second_last", StringComparison.Ordinal) || c.Name.EndsWith("_1h", StringComparison.Ordinal));
        Assert.Equal("weekday", fold.TokenSchema.Fields[8].Name);
    }

    [Fact]
    public void A_log_with_one_action_folds()
    {
        var shop = new FoldShop(new FoldSettings { Zone = "UTC", Actions = ["view"], HasCategories = false, HasBrands = false }).Do(Event(Behavior.View, 0));

        Assert.Equal(1f, shop.Read("session_views", 0));
        Assert.Equal(-1, shop.Fold.Schema.IndexOf("session_carts"));
        Assert.Equal(-1, shop.Fold.Schema.IndexOf("item_price"));
    }

    [Fact]
    public void Schemas_of_equal_settings_are_equal_also_after_a_journey_through_json()
    {
        var settings = Settings with { UserLevels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["gender"] = ["f"] }, Holidays = [new DateOnly(2026, 1, 1)] };

        var back = JsonSerializer.Deserialize<FoldSettings>(JsonSerializer.Serialize(settings))!;

        Assert.Equal(new Fold(settings, NoUsers, NoItems).Schema.Hash, new Fold(back, NoUsers, NoItems).Schema.Hash);
        Assert.Equal(JsonSerializer.Serialize(settings), JsonSerializer.Serialize(back));
    }

    [Fact]
    public void There_are_more_than_sixty_columns()
    {
        Assert.InRange(new FoldShop().Fold.Schema.Count, 60, 200);
    }

    [Fact]
    public void Days_only_go_forward()
    {
        var shop = new FoldShop().Day(1);

        var fault = Assert.Throws<ArgumentException>(() => shop.Day(1));

        Assert.StartsWith("Day 2026-03-03 is not after 2026-03-03.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_needs_a_day()
    {
        var fold = new Fold(Settings, NoUsers, NoItems);

        Assert.Throws<InvalidOperationException>(() => fold.Apply(Event(Behavior.View, 0), new int[10]));
    }

    [Fact]
    public void The_reference_in_docs_is_the_one_that_the_classes_give()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "features.md");
        if (Environment.GetEnvironmentVariable("FORESALE_WRITE_DOCS") is "1")
        {
            File.WriteAllText(path, FeatureReference.Markdown());
        }

        Assert.Equal(FeatureReference.Markdown(), File.ReadAllText(path)); // Mend with FORESALE_WRITE_DOCS=1.
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Foresale.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Foresale.slnx is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
