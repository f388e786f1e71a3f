using Foresale.Events;
using Foresale.Features;
using Foresale.Scoring;
using Foresale.Tests.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Profiles;

public class PortraitFeatureTests
{
    private static readonly ItemFactors s_factors = new(["i1", "i2", "i3"], [1, 0, 0, 2, 1, 1], 2, regularization: 1, new InteractionWeights());

    private static readonly SegmentModel s_segments = new(
        [new TraitScale("user_orders", Log: false, Mean: 1, Deviation: 2), new TraitScale("user_active_days", Log: true, Mean: 0, Deviation: 1)],
        [0, 0, 3, -3],
        [new SegmentName("few orders", .7), new SegmentName("frequent buyers", .3)]);

    private static readonly FoldSettings s_settings = Settings with
    {
        Portraits = [new PortraitSnapshot(At(60).ToUnixTimeMilliseconds(), s_factors, s_segments)],
    };

    // Another shopper, by whom the fold knows all items.
    private static readonly ShopEvent[] s_other = [Event(Behavior.View, 61, "i1", "other"), Event(Behavior.View, 62, "i2", "other"), Event(Behavior.View, 63, "i3", "other")];

    private static FoldShop Shopper() => new FoldShop(s_settings).Do(s_other).Do(Event(Behavior.View, 70, "i1"), Event(Behavior.Purchase, 71, "i1"), Event(Behavior.Cart, 72, "i3"), Event(Behavior.View, 73, "unknown"));

    [Fact]
    public void The_affinity_is_that_of_the_vector_folded_in_from_all_that_the_shopper_did()
    {
        var vector = s_factors.FoldIn([(0, 6), (2, 3)]); // A view and a purchase, and a cart.

        Assert.Equal(s_factors.Affinity(vector, 1), Shopper().Read("pair_affinity", 80, "i2"), tolerance: 1e-6);
        Assert.Equal(s_factors.Affinity(vector, 0), Shopper().Read("pair_affinity", 80, "i1"), tolerance: 1e-6);
    }

    [Fact]
    public void The_affinity_by_others_is_that_of_the_vector_without_the_item()
    {
        Assert.Equal(s_factors.Affinity(s_factors.FoldIn([(2, 3)]), 0), Shopper().Read("pair_affinity_others", 80, "i1"), tolerance: 1e-5);
        Assert.Equal(s_factors.Affinity(s_factors.FoldIn([(0, 6)]), 2), Shopper().Read("pair_affinity_others", 80, "i3"), tolerance: 1e-5);
        Assert.Equal(Shopper().Read("pair_affinity", 80, "i2"), Shopper().Read("pair_affinity_others", 80, "i2"));
    }

    [Fact]
    public void A_new_shopper_has_a_vector_after_one_event()
    {
        var shop = new FoldShop(s_settings).Do(s_other).Do(Event(Behavior.View, 70, "i1", user: "new"));

        Assert.Equal(1, shop.Read("pair_affinity_known", 71, "i3", "new"));
        Assert.True(shop.Read("pair_affinity", 71, "i3", "new") > .1f);
    }

    [Theory]
    [InlineData("unknown", "u1")]
    [InlineData("never seen", "u1")]
    [InlineData(null, "u1")]
    [InlineData("i1", "a stranger")]
    public void What_is_not_known_is_nothing_and_a_flag(string? item, string user)
    {
        var shop = Shopper();

        Assert.Equal(0, shop.Read("pair_affinity", 80, item, user));
        Assert.Equal(0, shop.Read("pair_affinity_others", 80, item, user));
        Assert.Equal(0, shop.Read("pair_affinity_known", 80, item, user));
    }

    [Fact]
    public void Before_its_instant_a_snapshot_is_not_read()
    {
        var shop = new FoldShop(s_settings).Do(Event(Behavior.View, 10, "i1"));

        Assert.Equal((0f, 0f), (shop.Read("pair_affinity_known", 59, "i1"), shop.Read("segment_known", 59, "i1")));
        Assert.Equal((1f, 1f), (shop.Read("pair_affinity_known", 60, "i1"), shop.Read("segment_known", 60, "i1")));
    }

    [Fact]
    public void The_distance_to_a_segment_is_that_worked_out_by_hand()
    {
        // One order on one day: ((1 - 1) / 2, ln 2), against (0, 0) and (3, -3).
        var shop = Shopper();
        var days = Math.Log(2);

        Assert.Equal(Math.Sqrt(days * days / 2), shop.Read("segment_1_distance", 80), tolerance: 1e-5);
        Assert.Equal(Math.Sqrt((9 + ((days + 3) * (days + 3))) / 2), shop.Read("segment_2_distance", 80), tolerance: 1e-5);
    }

    [Fact]
    public void Many_items_asked_of_one_shopper_read_as_if_each_were_asked_alone()
    {
        var shop = Shopper();
        float[] together = [shop.Read("pair_affinity_others", 80, "i1"), shop.Read("pair_affinity_others", 80, "i2"), shop.Read("pair_affinity_others", 80, "i3"), shop.Read("pair_affinity_others", 80, "i1")];

        Assert.Equal(together, new[] { "i1", "i2", "i3", "i1" }.Select(item => Shopper().Read("pair_affinity_others", 80, item)));
    }

    [Fact]
    public void Portraits_read_from_a_model_folder_are_those_written()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("foresale-portraits-").FullName, "portraits.json");
        PortraitsFile.Write(path, s_settings.Portraits!);

        var read = PortraitsFile.Read(path);

        var (old, own) = (Shopper().All(80, "i3"), new FoldShop(Settings with { Portraits = read }).Do(s_other).Do(Event(Behavior.View, 70, "i1"), Event(Behavior.Purchase, 71, "i1"), Event(Behavior.Cart, 72, "i3"), Event(Behavior.View, 73, "unknown")).All(80, "i3"));
        Assert.Equal(old, own);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Damaged_portraits_are_the_users_fault()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "[{");

        var fault = Assert.Throws<UserFaultException>(() => PortraitsFile.Read(path));

        Assert.StartsWith($"{path}: the model's portraits cannot be read", fault.Message, StringComparison.Ordinal);
        File.Delete(path);
    }
}
