using Foresale.Decisions.Recommendation;
using Foresale.Decisions.Recommendation.Pages;
using Foresale.Environments;
using Foresale.Simulation;

namespace Foresale.Tests.Decisions.Recommendation;

public class PageShopperTests
{
    private static readonly PageTruth s_truth = new(PlantedShop.Load());

    [Fact]
    public void An_item_that_was_shown_twice_attracts_a_quarter()
    {
        var (fresh, tired) = (s_truth.Click(0, 0, shown: 0), s_truth.Click(0, 0, shown: 2));

        // click = a / (a + 3): the attraction a falls by half with each time.
        Assert.Equal(3 * fresh / (1 - fresh) / 4, 3 * tired / (1 - tired), tolerance: 1e-6);
    }

    [Fact]
    public void Interest_falls_with_the_price_and_with_another_need()
    {
        var (cheap, dear) = OfCell();

        var ratio = Attraction(s_truth.Category[cheap], cheap) / Attraction(s_truth.Category[dear], dear);
        var stray = Attraction((s_truth.Category[cheap] + 1) % s_truth.Categories, cheap) / Attraction(s_truth.Category[cheap], cheap);

        // Both in the same cell: popularity aside, attraction goes by price^-1.2.
        var popular = Popular(cheap) / Popular(dear);
        Assert.Equal(popular * Math.Pow(s_truth.Price[cheap] / s_truth.Price[dear], -1.2), ratio, tolerance: 1e-3);
        Assert.Equal(.1, stray, tolerance: 1e-5);

        double Attraction(int need, int item) => s_truth.Click(need, item, 0) is var p ? 3 * p / (1 - p) : 0;
        double Popular(int item) => Math.Clamp(Math.Sqrt(s_truth.Popularity[item] / Mean(item)), .3, 3);
        double Mean(int item) => Cell(item).Average(i => s_truth.Popularity[i]);
    }

    [Fact]
    public void Beliefs_are_right_on_average()
    {
        // Of the shoppers who clicked, how many have the need of what they clicked last, and how many should.
        var (seen, right, mass) = (0, 0, 0.0);
        for (var n = 0; n < 20_000; n++)
        {
            var shopper = new PageShopper(s_truth, new Random(n));
            int[] page = [.. Enumerable.Range(0, 6).Select(i => (i * 70) + (n % 70))];
            shopper.Show(page);
            if (shopper.LastClicked >= 0)
            {
                var need = s_truth.Category[shopper.LastClicked];
                seen++;
                mass += Enumerable.Range(0, s_truth.Types).Sum(k => shopper.Belief[(k * s_truth.Categories) + need]);
                right += shopper.Hidden % s_truth.Categories == need ? 1 : 0;
            }
        }

        Assert.Equal(mass / seen, right / (double)seen, tolerance: .015);
    }

    [Fact]
    public void What_a_page_is_expected_to_earn_is_what_it_earns_on_average()
    {
        int[] page = [0, 70, 140, 210, 280, 350];
        var expected = new PageShopper(s_truth, new Random(0)).ExpectedMargin(page);

        var earned = Enumerable.Range(0, 200_000).Average(n => new PageShopper(s_truth, new Random(n)).Show(page) is { Bought: >= 0 } outcome ? s_truth.Margin[page[outcome.Bought]] : 0);

        Assert.InRange(earned, .85 * expected, 1.15 * expected);
    }

    [Fact]
    public void Weights_of_zero_rank_by_intent_times_price_times_margin()
    {
        var (shopper, scores) = (new PageShopper(s_truth, new Random(3)), new PageScores(s_truth));
        var page = new int[PageTruth.Slots];

        new PolicyRanker("greedy intent", s_truth, policy: null).Rank(shopper, page);
        scores.Read(shopper);
        var intent = scores.Intent.ToArray();

        Assert.Equal(Enumerable.Range(0, s_truth.Items).OrderByDescending(i => intent[i] * s_truth.Margin[i]).Take(6), page);
    }

    [Fact]
    public void Every_ranker_shows_different_items()
    {
        var log = ItemSessions.Of([[1, 2, 3], [2, 3]], s_truth.Items);
        IPageRanker[] rankers =
        [
            new RandomRanker(s_truth.Items, 1), new NextItemRanker(new PopularityModel(log), new PopularityModel(log)), new NextItemRanker(new TransitionModel(log), new PopularityModel(log)),
            new PolicyRanker("greedy intent", s_truth, null), new LinearBandit(s_truth, BanditRule.UpperBound, .5, 1), new LinearBandit(s_truth, BanditRule.Thompson, .5, 1),
        ];

        Assert.All(rankers, ranker =>
        {
            var shopper = new PageShopper(s_truth, new Random(1));
            var page = new int[PageTruth.Slots];
            ranker.Rank(shopper, page);
            Assert.Equal(PageTruth.Slots, page.Distinct().Count());
        });
    }

    [Fact]
    public void Equal_seeds_bring_equal_shoppers_to_all_rankers()
    {
        var greedy = new PolicyRanker("greedy intent", s_truth, null);

        var (once, twice) = (PageShopping.Play(s_truth, greedy, 200, seed: 4, CancellationToken.None), PageShopping.Play(s_truth, greedy, 200, seed: 4, CancellationToken.None));

        Assert.Equal(once, twice);
        Assert.NotEqual(once, PageShopping.Play(s_truth, greedy, 200, seed: 5, CancellationToken.None));
    }

    [Fact]
    public void Greedy_intent_beats_popularity_and_popularity_beats_chance()
    {
        var log = new List<int[]>();
        PageShopping.Play(s_truth, new RandomRanker(s_truth.Items, 1), 3_000, seed: 8, CancellationToken.None, log);
        var popularity = new PopularityModel(ItemSessions.Of(log, s_truth.Items));

        double Mean(IPageRanker ranker) => PageShopping.Play(s_truth, ranker, 4_000, seed: 9, CancellationToken.None).Average();

        var (greedy, popular, random) = (Mean(new PolicyRanker("greedy intent", s_truth, null)), Mean(new NextItemRanker(popularity, popularity)), Mean(new RandomRanker(s_truth.Items, 1)));
        Assert.True(greedy > popular && popular > random, FormattableString.Invariant($"{greedy} {popular} {random}"));
    }

    [Fact]
    public void Pages_are_a_sound_environment() => Assert.Empty(EnvironmentChecker.Check(() => new PageEnvironment(s_truth)));

    // The cheapest and the dearest of the low band of the first category.
    private static (int Cheap, int Dear) OfCell()
    {
        var cell = Cell(Enumerable.Range(0, s_truth.Items).First(i => s_truth.Category[i] == 0 && s_truth.Price[i] < 20)).OrderBy(i => s_truth.Price[i]).ToList();
        return (cell[0], cell[^1]);
    }

    private static IEnumerable<int> Cell(int item) => Enumerable.Range(0, s_truth.Items).Where(i => s_truth.Category[i] == s_truth.Category[item] && Band(i) == Band(item));

    private static int Band(int item) => s_truth.Price[item] < 20 ? 0 : s_truth.Price[item] < 60 ? 1 : 2;
}
