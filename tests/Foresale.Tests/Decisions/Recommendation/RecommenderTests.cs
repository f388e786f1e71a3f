using Foresale.Decisions.Recommendation.Shop;
using Foresale.Events;
using Foresale.Live;

namespace Foresale.Tests.Decisions.Recommendation;

public class RecommenderTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_bought_is_held_back_unless_the_shop_says_otherwise()
    {
        var fitted = Fit(Log());
        var history = fitted.Histories["u0"];

        Assert.Contains("tea1", history.Bought);
        Assert.DoesNotContain("tea1", Items(fitted.Recommender.Recommend(history)));
        Assert.Contains("tea1", Items(fitted.Recommender.Recommend(history, new RecommenderOptions { HoldBackBought = false })));
    }

    [Fact]
    public void What_was_seen_is_held_back_where_the_shop_asks_for_it()
    {
        var fitted = Fit(Log());
        var history = fitted.Histories["u0"];

        Assert.Contains("tea2", Items(fitted.Recommender.Recommend(history)));
        Assert.Empty(Items(fitted.Recommender.Recommend(history, new RecommenderOptions { HoldBackSeen = true })).Intersect(history.Weights.Keys));
    }

    [Fact]
    public void A_refund_lets_an_item_back()
    {
        var history = new ShopperHistory();
        history.Add(Event("a", "tea1", Behavior.Purchase, 0), new());
        history.Add(Event("a", "tea1", Behavior.Refund, 1), new());

        Assert.Empty(history.Bought);
    }

    [Fact]
    public void Lovers_of_tea_are_shown_tea()
    {
        var fitted = Fit(Log());

        var tea = Items(fitted.Recommender.Recommend(fitted.Histories["u0"], new RecommenderOptions { Length = 4 }));
        var pots = Items(fitted.Recommender.Recommend(fitted.Histories["u1"], new RecommenderOptions { Length = 4 }));

        Assert.True(tea.Count(i => i.StartsWith("tea", StringComparison.Ordinal)) >= 3, string.Join(' ', tea));
        Assert.True(pots.Count(i => i.StartsWith("pot", StringComparison.Ordinal)) >= 3, string.Join(' ', pots));
    }

    [Fact]
    public void Rules_of_stock_and_price_hold()
    {
        var fitted = Fit(Log(), Side(("tea3", "stock", "0"), ("tea4", "price", "90")));
        var history = fitted.Histories["u0"];

        Assert.DoesNotContain("tea3", Items(fitted.Recommender.Recommend(history)));
        Assert.Contains("tea3", Items(fitted.Recommender.Recommend(history, new RecommenderOptions { InStockOnly = false })));
        Assert.DoesNotContain("tea4", Items(fitted.Recommender.Recommend(history, new RecommenderOptions { MostPrice = 50 })));
        Assert.Equal(["tea4"], Items(fitted.Recommender.Recommend(history, new RecommenderOptions { LeastPrice = 50 })));
    }

    [Fact]
    public void What_is_known_of_an_item_now_counts_and_not_what_the_log_had()
    {
        var fitted = Fit(Log(), Side(("tea3", "stock", "0"), ("tea4", "price", "90"), ("tea4", "margin", ".5")));
        var history = fitted.Histories["u0"];
        RecommendationList Now(ItemFacts facts, RecommenderOptions? options = null) => fitted.Recommender.Recommend(history, options, item => item is "tea3" or "tea4" ? facts : null);

        Assert.Contains("tea3", Items(Now(new ItemFacts(null, null, 5, new Dictionary<string, string>(StringComparer.Ordinal)))));
        Assert.DoesNotContain("tea4", Items(Now(new ItemFacts(null, null, 0, new Dictionary<string, string>(StringComparer.Ordinal)))));
        Assert.Contains("tea4", Items(Now(new ItemFacts(20, .5, 1, new Dictionary<string, string>(StringComparer.Ordinal)), new RecommenderOptions { MostPrice = 50, LeastPrice = 10 })));
        var (before, half) = (fitted.Recommender.Recommend(history), Now(new ItemFacts(45, .5, 1, new Dictionary<string, string>(StringComparer.Ordinal))));
        Assert.Equal(before.Places.Single(p => p.ItemId == "tea4").ExpectedValue / 2, half.Places.Single(p => p.ItemId == "tea4").ExpectedValue, 9);
    }

    [Fact]
    public void No_more_than_so_many_of_a_category()
    {
        var fitted = Fit(Log());

        var list = Items(fitted.Recommender.Recommend(fitted.Histories["u0"], new RecommenderOptions { MostPerCategory = 2 }));

        Assert.Equal(2, list.Count(i => i.StartsWith("tea", StringComparison.Ordinal)));
        Assert.Equal(2, list.Count(i => i.StartsWith("pot", StringComparison.Ordinal)));
    }

    [Fact]
    public void Diversity_brings_the_other_kind_up()
    {
        var fitted = Fit(Log());
        var history = fitted.Histories["u0"];

        var plain = Items(fitted.Recommender.Recommend(history)).FindIndex(i => i.StartsWith("pot", StringComparison.Ordinal));
        var mixed = Items(fitted.Recommender.Recommend(history, new RecommenderOptions { Diversity = 1 })).FindIndex(i => i.StartsWith("pot", StringComparison.Ordinal));

        Assert.True(mixed < plain, FormattableString.Invariant($"{mixed} {plain}"));
    }

    [Fact]
    public void The_expected_value_is_interest_times_intent_times_price_times_margin()
    {
        var fitted = Fit(Log(), Side(("tea2", "price", "10"), ("tea2", "margin", "0.4"), ("pot1", "price", "20"), ("pot1", "margin", "0.4")));

        var place = fitted.Recommender.Recommend(fitted.Histories["u0"]).Places.Single(p => p.ItemId == "tea2");

        Assert.Equal(place.Interest * place.Intent * 10 * .4, place.ExpectedValue, tolerance: 1e-9);
        Assert.Equal(fitted.Recommender.Weights == RankingWeights.ExpectedValue, Math.Abs(Math.Log(place.ExpectedValue) - place.Score) < 1e-6);
    }

    [Fact]
    public void A_higher_price_lifts_an_item()
    {
        var (cheap, dear) = (Fit(Log(), Side(("pot7", "price", "1"), ("tea3", "price", "2"))), Fit(Log(), Side(("pot7", "price", "900"), ("tea3", "price", "2"))));

        Assert.True(Place(dear) < Place(cheap));

        static int Place(FittedRecommender fitted) => Items(fitted.Recommender.Recommend(fitted.Histories["u0"])).IndexOf("pot7");
    }

    [Fact]
    public void Nobody_known_gets_what_sells_on_their_device()
    {
        var fitted = Fit(Log());

        var list = fitted.Recommender.Recommend(new ShopperHistory { Device = "phone" });

        Assert.True(list.IsColdStart);
        Assert.All(list.Places, p => Assert.Equal("popularity", p.Source));
        Assert.StartsWith("tea", list.Places[0].ItemId); // lovers of tea are on the phone
        Assert.StartsWith("pot", fitted.Recommender.Recommend(new ShopperHistory { Device = "desktop" }).Places[0].ItemId);
        Assert.False(fitted.Recommender.Recommend(fitted.Histories["u0"]).IsColdStart);
    }

    [Fact]
    public void On_days_that_it_has_not_seen_it_beats_popularity()
    {
        var report = Fit([.. Log(shoppers: 200).Select(e => e with { Device = null })], length: 5).Report!;

        Assert.True(report.RecallGain.IsAboveZero, report.RecallGain.ToString());
        Assert.True(report.Lists[1].Ndcg > report.Lists[2].Ndcg);
        Assert.All(report.Lists, l => Assert.InRange(l.Recall, 0, 1));
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        var path = Path.Combine(Path.GetTempPath(), $"foresale-recommend-{Guid.NewGuid():N}.json");
        var fitted = Fit(Log());

        RecommenderFile.Write(path, fitted.Recommender);
        var read = RecommenderFile.Read(path);

        Assert.All(fitted.Histories.Values.Take(10), h => Assert.Equal(fitted.Recommender.Recommend(h).Places, read.Recommend(h).Places));
        File.WriteAllText(path, "{\"schema\":9}");
        Assert.Contains("of version 9, and this build reads version 1. Write it again by `foresale recommend`.", Assert.Throws<UserFaultException>(() => RecommenderFile.Read(path)).Message);
        File.WriteAllText(path, "{");
        Assert.Contains("the recommender cannot be read", Assert.Throws<UserFaultException>(() => RecommenderFile.Read(path)).Message);
        File.Delete(path);
    }

    [Fact]
    public void A_log_without_items_is_refused()
    {
        var fault = Assert.Throws<UserFaultException>(() => Fit([Event("a", "x", Behavior.View, 0) with { ItemId = null, Behavior = Behavior.Search }]));
        var empty = Assert.Throws<UserFaultException>(() => Fit([]));

        Assert.Equal("DATA: no event of the log is about an item. Import a log whose events have an item_id.", fault.Message);
        Assert.Equal(fault.Message, empty.Message);
    }

    [Theory]
    [InlineData("price", "-3", "item 'tea1': its price, -3, is below 0. Give prices of 0 or more.")]
    [InlineData("margin", "30", "item 'tea1': its margin, 30, is no share of the price. Give the part of the price that the shop keeps, such as 0.3.")]
    [InlineData("stock", "-1", "item 'tea1': its stock, -1, is below 0. Give the number of pieces, 0 for none.")]
    [InlineData("price", "ten", "item 'tea1': its price is 'ten'. Give a number, or leave it empty.")]
    public void Numbers_out_of_range_are_named(string column, string value, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => Fit(Log(), Side(("tea1", column, value)))).Message);

    [Fact]
    public void A_log_of_few_days_has_no_part_to_judge_by() =>
        Assert.Null(Fit([Event("a", "x", Behavior.View, 0), Event("a", "y", Behavior.View, 1), Event("b", "x", Behavior.Purchase, 0)]).Report);

    private static List<string> Items(RecommendationList list) => [.. list.Places.Select(p => p.ItemId)];

    private static FittedRecommender Fit(IReadOnlyList<ShopEvent> log, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>>? items = null, int length = 20) =>
        RecommenderFit.Fit(new MemoryDataset(log, items: items), new RecommenderOptions { Length = length }, progress: null, CancellationToken.None);

    private static Dictionary<string, IReadOnlyList<ItemRow>> Side(params (string Item, string Column, string Value)[] cells) =>
        cells.GroupBy(c => c.Item).ToDictionary(g => g.Key, g => (IReadOnlyList<ItemRow>)[new ItemRow(DateTimeOffset.MinValue, g.ToDictionary(c => c.Column, c => c.Value, StringComparer.Ordinal))], StringComparer.Ordinal);

    // Even shoppers like tea and are on the phone, odd ones like pots and are at a desk; ten of each, over ten days.
    private static List<ShopEvent> Log(int shoppers = 80)
    {
        var random = new Random(6);
        List<ShopEvent> events = [.. new[] { "tea1", "tea2" }.Select((item, i) => Event("u0", item, i == 0 ? Behavior.Purchase : Behavior.View, 0))];
        for (var u = 0; u < shoppers; u++)
        {
            for (var visit = 0; visit < 4; visit++)
            {
                var day = random.Next(10);
                for (var e = 0; e < 4; e++)
                {
                    var kind = random.NextDouble() < .9 ? u % 2 : 1 - (u % 2);
                    var item = $"{(kind == 0 ? "tea" : "pot")}{1 + random.Next(10)}";
                    var isBought = u > 1 && random.NextDouble() < .15; // u0 bought tea1 only, u1 nothing
                    events.Add(Event($"u{u}", item, isBought ? Behavior.Purchase : Behavior.View, day) with { SessionId = $"u{u}-{day}", Device = u % 2 == 0 ? "phone" : "desktop" });
                }
            }
        }

        return events;
    }

    private static ShopEvent Event(string user, string item, Behavior behavior, int day) => new()
    {
        EventId = Guid.NewGuid().ToString("N"),
        UserId = user,
        ItemId = item,
        Behavior = behavior,
        Category = item[..Math.Min(3, item.Length)],
        SessionId = $"{user}-{day}",
        Time = s_start.AddDays(day),
    };
}
