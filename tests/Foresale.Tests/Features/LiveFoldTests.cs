using System.Text;
using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

/// <summary>What only a fold that serves live traffic does: it is written and read, forgets, and is told of items as it goes.</summary>
public class LiveFoldTests
{
    private static readonly FoldSettings s_withStock = Settings with { ItemNumeric = ["price", "stock"] };

    [Fact]
    public void A_forgotten_shopper_stands_in_no_byte_of_the_snapshot()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, user: "erika.mustermann"), Event(Behavior.Purchase, 1, user: "erika.mustermann", session: "mustermann-7", order: "order-mustermann"), Event(Behavior.View, 2, user: "u2"));
        Assert.True(Holds(shop.Saved(), "mustermann"));

        Assert.True(shop.Fold.Forget("erika.mustermann"));

        Assert.False(Holds(shop.Saved(), "mustermann"));
        Assert.Equal(1, shop.Fold.ShopperCount);
        Assert.False(shop.Fold.Forget("erika.mustermann"));
    }

    [Fact]
    public void A_shopper_who_comes_back_after_being_forgotten_begins_anew()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, user: "u1"), Event(Behavior.Cart, 1, item: "i9", user: "u1"), Event(Behavior.View, 2, user: "u2"));

        shop.Fold.Forget("u1");
        shop.Do(Event(Behavior.View, 3, user: "u1"));

        Assert.Equal(new FoldShop().Do(Event(Behavior.View, 3, user: "u1")).All(3), shop.All(3));
    }

    [Fact]
    public void A_retold_event_moves_the_shopper_and_not_the_items()
    {
        int[] token = new int[new FoldShop().Fold.TokenSchema.Count];
        var told = new FoldShop().Do(Event(Behavior.View, 0, user: "guest"), Event(Behavior.Cart, 1, user: "guest"));
        told.Fold.Apply(Event(Behavior.View, 0, user: "u1"), token, isRetold: true);
        told.Fold.Apply(Event(Behavior.Cart, 1, user: "u1"), token, isRetold: true);
        told.Fold.Forget("guest");

        var known = new FoldShop().Do(Event(Behavior.View, 0, user: "u1"), Event(Behavior.Cart, 1, user: "u1"));

        Assert.Equal(known.Day(1).All(1500), told.Day(1).All(1500));
        Assert.Equal(known.Saved(), told.Saved());
    }

    [Fact]
    public void Rows_of_items_told_one_after_another_read_as_those_of_the_file()
    {
        var rows = new[] { Row(0, "5", "10"), Row(60, "6", "9"), Row(3_000, "7", "8") };
        var file = new FoldShop(s_withStock, items: new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal) { ["i1"] = rows }).Do(Event(Behavior.View, 61));
        var live = new FoldShop(s_withStock);
        live.Fold.PutItem("i1", rows[0]);
        live.Fold.PutItem("i1", rows[1]);
        live.Do(Event(Behavior.View, 61));
        live.Fold.PutItem("i1", rows[2]);

        Assert.Equal(file.All(70), live.All(70));
        Assert.Equal(file.All(3_001), live.All(3_001));
        Assert.Equal(8f, live.Read("catalogue_stock", 3_001));
        Assert.Equal(8f, live.Restart().Read("catalogue_stock", 3_001));
    }

    [Fact]
    public void What_midnight_published_and_the_catalogue_are_written_only_where_they_changed()
    {
        var shop = new FoldShop(s_withStock).Do(Event(Behavior.View, 0)).Day(1);
        var (published, catalogue) = (shop.Part(FoldPart.Published), shop.Part(FoldPart.Catalogue));
        var versions = (shop.Fold.VersionOf(FoldPart.Published), shop.Fold.VersionOf(FoldPart.Catalogue));

        // Names that come later stand in what is written of today.
        shop.Do(Event(Behavior.View, 1_441, item: "i2", category: "c2", brand: "b2"), Event(Behavior.Cart, 1_442, item: "i1"));
        Assert.Equal(versions, (shop.Fold.VersionOf(FoldPart.Published), shop.Fold.VersionOf(FoldPart.Catalogue)));
        var parts = new Dictionary<FoldPart, byte[]> { [FoldPart.Today] = shop.Part(FoldPart.Today), [FoldPart.Published] = published, [FoldPart.Catalogue] = catalogue };
        shop.Saved();
        var loaded = Fold.Load(s_withStock, NoUsers, new ColdStore(shop.Store, 0), part => new BinaryReader(new MemoryStream(parts[part])));
        loaded.BeginDay(DayOf(Event(Behavior.View, 2_880)));
        shop.Day(2);
        Assert.NotEqual(versions.Item1, shop.Fold.VersionOf(FoldPart.Published));
        float[] features = new float[loaded.Schema.Count];
        foreach (var item in (string[])["i1", "i2"])
        {
            loaded.Read("u1", item, At(2_881), features);
            Assert.Equal(shop.All(2_881, item), features);
        }

        shop.Fold.PutItem("i1", Row(0, "5", "10"));
        Assert.NotEqual(versions.Item2, shop.Fold.VersionOf(FoldPart.Catalogue));
    }

    [Fact]
    public void A_row_told_again_for_the_same_instant_takes_its_place()
    {
        var shop = new FoldShop(s_withStock);

        shop.Fold.PutItem("i1", Row(0, "5", "10"));
        shop.Fold.PutItem("i1", Row(0, "5", "3"));

        Assert.Equal(3f, shop.Read("catalogue_stock", 1));
    }

    [Fact]
    public void A_snapshot_of_other_features_is_refused()
    {
        var shop = new FoldShop();

        var fault = Assert.Throws<InvalidDataException>(() => Fold.Load(s_withStock, NoUsers, store: null, part => new BinaryReader(new MemoryStream(shop.Part(part)))));

        Assert.Equal($"The snapshot was written with features {new FoldShop().Fold.Schema.Hash}, and these settings call for {new FoldShop(s_withStock).Fold.Schema.Hash}.", fault.Message);
    }

    private static ItemRow Row(double minute, string price, string stock) =>
        new(At(minute), new Dictionary<string, string>(StringComparer.Ordinal) { ["price"] = price, ["stock"] = stock });

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
