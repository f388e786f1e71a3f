using System.Globalization;
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
    public void Shares_of_what_a_shopper_may_buy_add_up_to_one_and_are_larger_where_interest_is()
    {
        var fitted = Fit(Log());
        var (tea, pot) = (fitted.Recommender.PurchaseShares(fitted.Histories["u0"]), fitted.Recommender.PurchaseShares(fitted.Histories["u1"]));

        Assert.Equal(1, fitted.Recommender.Items.Sum(i => tea(i.ItemId)!.Value), 9);
        Assert.True(tea("tea2") > 2 * pot("tea2"));
        Assert.Null(tea("unheard"));
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

        var (interest, popularity) = (report.Of(RecommenderReport.ByInterest), report.Of(RecommenderReport.Popularity));
        Assert.True(interest.RecallOverPopularity.IsAboveZero, interest.RecallOverPopularity.ToString());
        Assert.True(interest.Ndcg > popularity.Ndcg);
        Assert.Equal(interest.Recall, interest.RecallByLength[^1], tolerance: 1e-12);
        Assert.Equal(interest.RecallByLength.Order(), interest.RecallByLength);
        Assert.All(report.Lists, l => Assert.InRange(l.Recall, 0, 1));
    }

    [Theory]
    [InlineData("\"touched\":[", "\"touched\":[1,", "counts of ")]
    [InlineData("\"mixture\":[", "\"mixture\":[.1,", "the mixture has 6 weights or one below 0; it takes 5 of 0 or more.")]
    [InlineData("\"by_device\":{", "\"by_device\":{\"tv\":\"AAAA\",", "the weights of device 'tv' are not ")]
    [InlineData("\"mixture\":[", "\"mixture\":null,\"old\":[", "(1): the recommender cannot be read (")]
    [InlineData("\"sessions\":[", "\"sessions\":[[999999],", "the recommender cannot be read (There are ")]
    public void A_file_that_cannot_be_is_refused_with_what_to_do(string part, string other, string found)
    {
        var path = Path.Combine(Path.GetTempPath(), $"foresale-recommend-{Guid.NewGuid():N}.json");
        RecommenderFile.Write(path, Fit(Log()).Recommender);
        var text = File.ReadAllText(path);
        Assert.Contains(part, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(part, other.Replace(".1", "0.1", StringComparison.Ordinal), StringComparison.Ordinal));

        var fault = Assert.Throws<UserFaultException>(() => RecommenderFile.Read(path));
        File.Delete(path);

        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Write it again by `foresale recommend`.", fault.Message, StringComparison.Ordinal);
        Assert.Equal($"{path}: there is no such file. Give recommend.json of a folder that `foresale recommend --out` wrote.", Assert.Throws<UserFaultException>(() => RecommenderFile.Read(path)).Message);
    }

    [Fact]
    public void What_the_side_file_says_later_is_not_known_while_judging()
    {
        // All stock is gone after the log: lists of now are empty, those that were judged are not.
        string[] items = [.. new[] { "tea", "pot" }.SelectMany(k => Enumerable.Range(1, 10).Select(i => $"{k}{i}"))];
        var dated = items.ToDictionary(i => i, _ => (IReadOnlyList<ItemRow>)[Row(s_start, ("stock", "5"), ("price", "10")), Row(s_start.AddDays(9), ("stock", "0"), ("price", "99"))], StringComparer.Ordinal);
        var undated = items.ToDictionary(i => i, _ => (IReadOnlyList<ItemRow>)[Row(DateTimeOffset.MinValue, ("stock", "0"))], StringComparer.Ordinal);

        foreach (var fitted in new[] { Fit(Log(), dated), Fit(Log(), undated) })
        {
            Assert.Empty(fitted.Recommender.Recommend(fitted.Histories["u0"]).Places);
            Assert.All(fitted.Report!.Lists, l => Assert.True(l.Recall > 0));
        }
    }

    [Theory]
    [InlineData(1, null, 10.0, 5.0)] // before the second row
    [InlineData(2, null, 20.0, 0.0)]
    [InlineData(null, null, 20.0, 0.0)]
    [InlineData(-1, 7.0, 7.0, null)] // before the first
    public void An_item_is_read_as_it_stood(int? day, double? seen, double? price, double? stock)
    {
        var rows = new Dictionary<string, IReadOnlyList<ItemRow>> { ["x"] = [Row(s_start, ("price", "10"), ("stock", "5")), Row(s_start.AddDays(1).AddHours(1), ("price", "20"), ("stock", "0"))] };

        var item = ShopItems.Read(rows, "x", day is { } d ? s_start.AddDays(d) : null, seen, seenCategory: null);

        Assert.Equal((price, stock), (item.Price, item.Stock));
    }

    [Fact]
    public void A_row_without_a_date_says_how_things_stand_now()
    {
        var rows = new Dictionary<string, IReadOnlyList<ItemRow>> { ["x"] = [Row(DateTimeOffset.MinValue, ("price", "10"), ("stock", "5"), ("margin", "0.3"))] };

        Assert.Equal(new RecommendedItem("x", null, 10, .3, 5), ShopItems.Read(rows, "x", asOf: null, seenPrice: 8, seenCategory: null));
        Assert.Equal(new RecommendedItem("x", null, 8, .3, null), ShopItems.Read(rows, "x", s_start, seenPrice: 8, seenCategory: null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Popularity_is_judged_under_the_same_rules(bool isCapped)
    {
        ShopEvent[] log = [.. Log().Select(e => e with { Device = null })];
        var options = isCapped ? new RecommenderOptions { Length = 6, MostPerCategory = 1 } : new RecommenderOptions { Length = 6, Diversity = 1 };
        var plain = Fit(log, new RecommenderOptions { Length = 6 }).Report!.Of(RecommenderReport.Popularity);

        var ruled = Fit(log, options).Report!.Of(RecommenderReport.Popularity);

        Assert.NotEqual(plain.RecallByLength, ruled.RecallByLength);
        Assert.True(!isCapped || ruled.RecallByLength[1] == ruled.RecallByLength[^1]); // two categories, one of each
    }

    [Fact]
    public void A_short_list_is_judged_as_one_with_empty_places()
    {
        var log = new RecommenderLog(new RecommenderOptions { Length = 3 }, Side(("tea2", "price", "10")));
        var window = new HeldOut();
        log.Add(Event("u", "tea1", Behavior.View, 0));
        log.Add(Event("v", "tea2", Behavior.View, 0));
        window.Add(log, Event("u", "tea2", Behavior.Purchase, 1), new RecommenderOptions());
        window.Add(log, Event("u", "tea3", Behavior.View, 1), new RecommenderOptions());
        var tally = new ListTally(log.Build(mixture: null, RankingWeights.InterestAlone, asOf: null, CancellationToken.None));

        tally.Add(Assert.Single(window.Shoppers));

        // The list is tea1, tea2; touched were tea2 and tea3: gain 1 / log2 3 of 1 + 1 / log2 3.
        var quality = tally.Quality("x", tally);
        Assert.Equal(1 / Math.Log2(3) / (1 + (1 / Math.Log2(3))), quality.Ndcg, tolerance: 1e-12);
        Assert.Equal([0, .5, .5], quality.RecallByLength);
        Assert.Equal((1, 10), (quality.BoughtShare, quality.MarginFound));
    }

    [Fact]
    public void Learned_weights_are_found_in_one_part_and_judged_in_the_next()
    {
        // Item n costs n. Shoppers buy any item; in the other log they buy what costs 1, on the days that judge or on all.
        var prices = Side([.. new[] { "tea", "pot" }.SelectMany(k => Enumerable.Range(1, 10).Select(i => ($"{k}{i}", "price", i.ToString(CultureInfo.InvariantCulture))))]);
        var log = Log(shoppers: 200);
        List<ShopEvent> Cheap(int from) => [.. log.Select(e => e.Behavior is Behavior.Purchase && e.Time >= s_start.AddDays(from) ? e with { ItemId = $"{e.ItemId![..3]}1" } : e)];

        var (report, later, all) = (Fit(log, prices, length: 5).Report!, Fit(Cheap(from: 8), prices, length: 5).Report!, Fit(Cheap(from: 0), prices, length: 5).Report!);

        Assert.Equal(report.Ranking.Found, later.Ranking.Found);
        Assert.NotEqual(report.Ranking.Found, all.Ranking.Found);
        Assert.All([report, later, all], r => Assert.Equal(r.Of(RecommenderReport.LearnedWeights).MarginFound - r.Of(RecommenderReport.ExpectedValue).MarginFound, r.Ranking.Verdict!.Gain.Value, tolerance: 1e-9));
    }

    [Fact]
    public void Learned_weights_ship_where_they_find_more_margin_and_else_the_expected_value_does()
    {
        var found = new RankingWeights(1, 0, .5);
        double[] usual = [.. Enumerable.Range(0, 40).Select(i => i % 3.0)], more = [.. usual.Select((m, i) => m + (i % 2))];

        Assert.Equal((found, .5), (LearnedRanking.Judge(found, usual, more).Weights, LearnedRanking.Judge(found, usual, more).Verdict!.Gain.Value));
        Assert.Equal((RankingWeights.ExpectedValue, found), (LearnedRanking.Judge(found, more, usual).Weights, LearnedRanking.Judge(found, more, usual).Found));
        Assert.Equal(new LearnedRanking(RankingWeights.ExpectedValue, RankingWeights.ExpectedValue, Verdict: null), LearnedRanking.Judge(found: null, usual, more));
    }

    [Fact]
    public void What_is_served_is_named()
    {
        var report = Fit(Log()).Report!;

        Assert.Equal([RecommenderReport.ExpectedValue, RecommenderReport.LearnedWeights, RecommenderReport.ByInterest, RecommenderReport.Popularity], report.Lists.Select(l => l.Name));
        Assert.Equal(report.Ranking.Verdict!.IsShipped ? RecommenderReport.LearnedWeights : RecommenderReport.ExpectedValue, report.Served);
        Assert.Equal(RecommenderReport.ByInterest, Fit(Log(), new RecommenderOptions { IsByInterest = true }).Report!.Served);
    }

    [Fact]
    public void Asking_leaves_a_history_as_it_is_at_the_end_of_the_log()
    {
        var fitted = Fit(Log());
        var before = (fitted.Histories["u0"].Device, string.Join(' ', fitted.Histories["u0"].Recent));

        var looking = fitted.Ask("u0", "pot3", "desktop");

        Assert.Equal(before, (fitted.Histories["u0"].Device, string.Join(' ', fitted.Histories["u0"].Recent)));
        Assert.NotEqual(Items(fitted.Ask("u0")), Items(looking));
        Assert.DoesNotContain("nobody", fitted.Histories.Keys);
        Assert.True(fitted.Ask("nobody").IsColdStart);
        Assert.DoesNotContain("nobody", fitted.Histories.Keys);
    }

    [Fact]
    public void The_page_has_the_rankings_the_sources_and_lists_with_reasons()
    {
        var fitted = Fit([.. Log(), Event("<b>", "tea1", Behavior.View, 9)]);

        var html = RecommendationPage.Html("shop <1>", fitted);

        Assert.Contains("Recommendations of shop &lt;1&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.All(fitted.Report!.Lists, l => Assert.Contains($"<td>{l.Name}</td>", html, StringComparison.Ordinal));
        Assert.Contains("Recall by length of the list", html, StringComparison.Ordinal);
        Assert.Contains("Somebody new", html, StringComparison.Ordinal);
        Assert.Contains("<td>it sells</td>", html, StringComparison.Ordinal);
        Assert.Contains("The log is too short", RecommendationPage.Html("x", Fit([Event("a", "x", Behavior.View, 0)])), StringComparison.Ordinal);
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

    private static FittedRecommender Fit(IReadOnlyList<ShopEvent> log, RecommenderOptions options) => RecommenderFit.Fit(new MemoryDataset(log), options, progress: null, CancellationToken.None);

    private static ItemRow Row(DateTimeOffset from, params (string Column, string Value)[] cells) => new(from, cells.ToDictionary(c => c.Column, c => c.Value, StringComparer.Ordinal));

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
