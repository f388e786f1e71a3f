using System.Text.Json;
using CsCheck;
using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

public class FoldSettingsFitTests
{
    [Fact]
    public void Settings_are_those_of_the_events_before_the_instant()
    {
        ShopEvent[] log =
        [
            .. Enumerable.Range(1, 11).Select(i => Event(Behavior.View, i, price: i, device: "phone")),
            Event(Behavior.Cart, 20, device: "desktop"),
            Event(Behavior.Purchase, 100, price: 1000, device: "tablet", category: "late"),
        ];

        var settings = Fold.FitSettings(new MemoryDataset(log), At(100));

        Assert.Equal(["view", "cart"], settings.Actions);
        Assert.Equal(["phone", "desktop"], settings.Levels["device"]);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 10], settings.PriceDeciles);
        Assert.Equal(0, settings.PurchasesPerView);
        Assert.Equal(1.0 / 11, settings.CartsPerView, 1e-12);
        Assert.False(settings.HasCategories);
        Assert.Equal(256, settings.ItemTableSize);
    }

    [Fact]
    public void A_title_of_an_item_is_a_text_and_its_rating_a_number_of_the_item_in_focus()
    {
        string[] colors = ["red", "blue", "green"], things = ["summer dress", "winter coat", "running shoes"];
        var items = Enumerable.Range(0, 40).ToDictionary(
            i => $"i{i}",
            i => (IReadOnlyList<ItemRow>)[new ItemRow(DateTimeOffset.MinValue, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["title"] = $"{colors[i % 3]} {things[i / 3 % 3]} no{i}",
                ["category"] = things[i / 3 % 3],
                ["rating"] = $"{1 + (i % 5)}",
            })],
            StringComparer.Ordinal);
        var settings = Fold.FitSettings(new MemoryDataset([Event(Behavior.View, 0)], items: items), At(100));
        var read = JsonSerializer.Deserialize<FoldSettings>(JsonSerializer.Serialize(settings))!;

        var shop = new FoldShop(read, items: items);
        shop.Do(Event(Behavior.View, 1, item: "i4"));

        Assert.Equal(["title"], settings.ItemTexts.Keys);
        Assert.Contains("winter coat", settings.ItemTexts["title"].Terms);
        Assert.DoesNotContain("title", settings.ItemLevels.Keys);
        Assert.Equal(5, shop.Read("catalogue_rating", 2, "i4"));
        Assert.Equal(4, shop.Read("catalogue_title_words", 2, "i4"));
        Assert.NotEqual(0, shop.Read(shop.Fold.Schema.Columns.First(c => c.Name.StartsWith("catalogue_title_f01", StringComparison.Ordinal)).Name, 2, "i4"));
    }

    [Fact]
    public void Months_are_told_apart_only_from_a_year_on()
    {
        var log = new MemoryDataset([Event(Behavior.View, 0), Event(Behavior.View, 500 * 1440)]);

        Assert.False(Fold.FitSettings(log, At(364 * 1440)).HasMonths);
        Assert.True(Fold.FitSettings(log, At(365 * 1440)).HasMonths);
    }

    [Fact]
    public void Details_are_levels_where_a_behavior_has_several()
    {
        ShopEvent[] log = [Event(Behavior.View, 0, detail: "rating"), Event(Behavior.View, 1, detail: "image"), Event(Behavior.View, 2, detail: "image"), Event(Behavior.Cart, 3, detail: "add")];

        var settings = Fold.FitSettings(new MemoryDataset(log), At(100));

        Assert.Equal(["image", "add", "rating"], settings.Levels["detail"]);
    }

    [Fact]
    public void Queries_are_levels_where_they_are_frequent()
    {
        ShopEvent[] log =
        [
            .. Enumerable.Range(0, 30).Select(i => Event(Behavior.Search, i, item: null, query: "shoes")),
            .. Enumerable.Range(0, 29).Select(i => Event(Behavior.Search, 30 + i, item: null, query: "boots")),
        ];

        var settings = Fold.FitSettings(new MemoryDataset(log), At(100));

        Assert.Equal(["shoes"], settings.Levels["query"]);
    }

    [Fact]
    public void Details_that_only_repeat_the_behaviors_are_no_levels()
    {
        ShopEvent[] log = [Event(Behavior.View, 0, detail: "pv"), Event(Behavior.View, 1), Event(Behavior.Cart, 3, detail: "add")];

        var settings = Fold.FitSettings(new MemoryDataset(log), At(100));

        Assert.False(settings.Levels.ContainsKey("detail"));
        Assert.Equal(10, new FoldShop(settings).Fold.TokenSchema.Count);
    }

    [Fact]
    public void Events_at_or_after_the_instant_change_no_setting() =>
        Gen.Select(Logs, Logs).Sample(
            (log, other) =>
            {
                var instant = At(1440);
                ShopEvent[] past = [Event(Behavior.View, 0), .. log.Where(e => e.Time < instant)];

                var alone = Fold.FitSettings(new MemoryDataset(past), instant);
                var followed = Fold.FitSettings(new MemoryDataset([.. past, .. other.Where(e => e.Time >= instant)]), instant);

                Assert.Equal(JsonSerializer.Serialize(alone), JsonSerializer.Serialize(followed));
            },
            iter: 40,
            seed: "0000000000001");

    [Fact]
    public void Kinds_of_side_columns_are_guessed_where_the_dataset_does_not_tell()
    {
        var users = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
        {
            ["u1"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["age"] = "31", ["gender"] = "m" },
            ["never-came"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["gender"] = "f" },
        };

        var settings = Fold.FitSettings(new MemoryDataset([Event(Behavior.View, 0)], users: users), At(1));

        Assert.Equal(["age"], settings.UserNumeric);
        Assert.Equal(["m"], settings.UserLevels["gender"]);
    }

    [Fact]
    public void A_log_that_begins_later_is_a_fault_of_the_users()
    {
        var fault = Assert.Throws<UserFaultException>(() => Fold.FitSettings(new MemoryDataset([Event(Behavior.View, 1)]), At(0)));

        Assert.Equal("fold settings: no event lies before 2026-03-02 00:00:00Z. Import a longer log, or choose a later end of the training slice.", fault.Message);
    }
}
