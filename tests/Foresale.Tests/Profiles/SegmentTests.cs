using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.Simulation;

namespace Foresale.Tests.Profiles;

public class SegmentTests
{
    private static readonly Lazy<(MemoryDataset Log, FittedPortraits Fitted)> s_shop = new(() =>
    {
        var log = PlantedShop.Load().Generate(1_500, 4).ToDataset();
        var end = log.Info.LastTime.AddMilliseconds(1);
        return (log, PortraitFit.At(log, Fold.FitSettings(log, end), [end], PortraitOptions.Of(1), null, CancellationToken.None)[^1]);
    });

    [Fact]
    public void Names_are_words_that_differ_and_never_a_columns_name()
    {
        var names = s_shop.Value.Fitted.Segments!.Model.Names.Select(n => n.Name).ToList();

        Assert.InRange(names.Count, 3, 8);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z ,0-9]+$", name));
    }

    [Fact]
    public void Every_trait_is_a_column_of_the_reference_with_words_of_its_own()
    {
        var reference = FeatureReference.Markdown();

        Assert.All(Traits.All, trait => Assert.Contains($"| `{trait.Column}` |", reference, StringComparison.Ordinal));
        Assert.Equal(2 * Traits.All.Count, Traits.All.SelectMany(t => new[] { t.High, t.Low }).Distinct().Count());
        Assert.Empty(Traits.All.Select(t => t.None).OfType<string>().Intersect(Traits.All.SelectMany(t => new[] { t.High, t.Low })));
    }

    [Fact]
    public void A_segment_without_any_order_is_called_so()
    {
        var (orders, random) = (Traits.All.Single(t => t.Column is "user_orders"), new Random(1));
        float[] Values(int least) => [.. Enumerable.Range(0, 300).Select(i => i < 150 ? least : 4f + random.Next(9))];

        string[] Names(int least) => [.. SegmentFit.Fit([orders], Values(least), new SegmentOptions())!.Model.Names.Select(n => n.Name)];

        Assert.Contains("no orders", Names(0));
        Assert.DoesNotContain("few orders", Names(0));
        Assert.Contains("few orders", Names(1));
    }

    [Fact]
    public void The_number_of_segments_is_that_of_the_best_silhouette()
    {
        var segments = s_shop.Value.Fitted.Segments!;

        Assert.Equal(segments.Silhouettes.MaxBy(s => s.Silhouette).Segments, segments.Model.Count);
        Assert.Equal([3, 4, 5, 6, 7, 8], segments.Silhouettes.Select(s => s.Segments));
    }

    [Fact]
    public void Segments_of_two_seeds_agree()
    {
        var shoppers = s_shop.Value.Fitted.Shoppers;
        var traits = Traits.All.Where(t => shoppers.IndexOf(t.Column) >= 0).ToList();
        int[] Assign(int seed) => ShopPortrait.Assign(SegmentFit.Fit(traits, shoppers.Of([.. traits.Select(t => t.Column)]), new SegmentOptions { Seed = seed })!.Model, shoppers);

        Assert.True(AdjustedRand.Index(Assign(1), Assign(2)) > .8);
    }

    [Fact]
    public void A_shops_portrait_accounts_for_all_shoppers_and_buyers()
    {
        var (log, fitted) = s_shop.Value;
        var portrait = ShopPortrait.Of(fitted);
        var buyers = log.Days.SelectMany(log.ReadDay).Where(e => e.Behavior == Behavior.Purchase).Select(e => e.UserId).Distinct().Count();

        Assert.Equal(log.Info.Users, portrait.Segments.Sum(s => s.Shoppers));
        Assert.Equal(buyers, portrait.Segments.Sum(s => s.BuyRate * s.Shoppers), tolerance: 1e-6);
        Assert.All(portrait.Items.SelectMany(i => i.Nearest), n => Assert.True(n.Similarity > portrait.ItemsByChance));
    }

    [Fact]
    public void A_shoppers_portrait_says_what_the_log_says()
    {
        var (log, fitted) = s_shop.Value;
        var events = log.Days.SelectMany(log.ReadDay).GroupBy(e => e.UserId).First(g => g.Count(e => e.Behavior == Behavior.Purchase) > 1).ToList();

        var portrait = ShopperPortrait.Of(log, Fold.FitSettings(log, log.Info.LastTime), fitted, fitted.Snapshot, events[0].UserId);

        Assert.Equal(events.Where(e => e.Behavior == Behavior.Purchase).Sum(e => (double)e.Price! * (double)(e.Quantity ?? 1)), portrait.Spent!.Value, tolerance: .01);
        Assert.Contains(fitted.Segments!.Model.Names, n => n.Name == portrait.Segment);
        Assert.InRange(portrait.NearestShoppers.Count, 0, 5);
        Assert.DoesNotContain(portrait.NearestItems, n => events.Exists(e => e.ItemId == n.Name));
        Assert.Contains(portrait.PriceBand, PriceBands.Words);
    }

    [Fact]
    public void A_shopper_beyond_those_that_factors_were_fitted_on_is_folded_in()
    {
        var (log, fitted) = s_shop.Value;
        var user = log.Days.SelectMany(log.ReadDay).First(e => e.ItemId is not null).UserId;
        var counter = new InteractionCounter(new InteractionWeights());
        foreach (var shopEvent in log.Days.SelectMany(log.ReadDay).Where(e => e.UserId != user))
        {
            counter.Add(shopEvent);
        }

        var portrait = ShopperPortrait.Of(log, Fold.FitSettings(log, log.Info.LastTime), fitted with { Pairs = counter.Take() }, fitted.Snapshot, user);
        var whole = ShopperPortrait.Of(log, Fold.FitSettings(log, log.Info.LastTime), fitted, fitted.Snapshot, user);

        Assert.InRange(portrait.NearestShoppers.Count, 0, 5);
        Assert.Equal(whole.NearestItems, portrait.NearestItems);
    }

    [Fact]
    public void A_portrait_numbers_segments_as_the_model_does()
    {
        var fitted = s_shop.Value.Fitted;
        int[] reversed = [.. Enumerable.Range(0, fitted.Segments!.Model.Count).Reverse()];
        var model = SegmentFit.Reordered(fitted.Segments.Model, reversed);

        var portrait = ShopPortrait.Of(fitted.NumberedAs(model));

        Assert.Equal(model.Names.Select(n => n.Name), portrait.Segments.Select(s => s.Name));
        Assert.Equal(ShopPortrait.Of(fitted).Segments.Select(s => s.Shoppers).Reverse(), portrait.Segments.Select(s => s.Shoppers));
    }

    [Fact]
    public void A_shopper_whom_the_log_does_not_have_is_the_users_fault()
    {
        var (log, fitted) = s_shop.Value;

        var fault = Assert.Throws<UserFaultException>(() => ShopperPortrait.Of(log, Fold.FitSettings(log, log.Info.LastTime), fitted, fitted.Snapshot, "nobody"));

        Assert.StartsWith("USER: the log has no shopper 'nobody'. Give one that it has, such as '", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_logs_and_seeds_give_equal_portraits()
    {
        var (log, fitted) = s_shop.Value;
        var end = log.Info.LastTime.AddMilliseconds(1);

        var again = PortraitFit.At(log, Fold.FitSettings(log, end), [end], PortraitOptions.Of(1), null, CancellationToken.None)[^1];

        Assert.Equal(fitted.Snapshot.Factors!.Vectors, again.Snapshot.Factors!.Vectors);
        Assert.Equal(fitted.Snapshot.Segments!.Centres, again.Snapshot.Segments!.Centres);
    }
}
