using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Events;
using Foresale.Learning.Decisions;
using Foresale.Learning.Decisions.Inventory;

namespace Foresale.Learning.Tests.Decisions;

public class IntentLinkTests
{
    private static readonly IntentLinkOptions s_small = new() { Sessions = 6_000, LeadTimes = [1] };

    // Costs 3, 5 by the one, 1, 1 by the bound: the gaps are 2 and 4. Found 2, 2 closes 1 + 3 of 6.
    [Fact]
    public void The_share_of_a_gap_is_that_of_the_sums()
    {
        var closed = GapClosed.Of([3, 5], [2, 2], [1, 1]);

        Assert.Equal(4.0 / 6, closed.Value, tolerance: 1e-12);
        Assert.InRange(closed.Low, .5, closed.Value); // the first log alone: 1 of 2
        Assert.InRange(closed.High, closed.Value, .75); // the second alone: 3 of 4
    }

    [Fact]
    public void Purchases_of_untracked_shoppers_are_sales_and_their_events_are_not_in_the_log()
    {
        var shop = s_small.Shop();

        var (all, some) = (IntentLinkShop.Draw(shop, s_small with { Tracked = 1 }, 3, Token), IntentLinkShop.Draw(shop, s_small, 3, Token));

        Assert.Equal(all.History.Units.Select(d => d.Sum()), some.History.Units.Select(d => d.Sum()));
        Assert.Equal(.8, some.Log.Info.Users / (double)all.Log.Info.Users, tolerance: .005);
        Assert.True(some.History.Signals["views"].Sum(d => d.Sum()) < .9 * all.History.Signals["views"].Sum(d => d.Sum()));
    }

    // Trained on one log, summed on another: as many purchases of pairs touched lately as expected.
    [Fact]
    [Trait("Speed", "slow")]
    public void Intents_of_pairs_are_calibrated_on_another_log()
    {
        var options = s_small with { Sessions = 15_000 };
        var shop = options.Shop();
        var model = PairIntents.Train([IntentLinkShop.Draw(shop, options, 1_001, Token).Log], 28, 75, options.RecentDays, Token);
        var other = IntentLinkShop.Draw(shop, options, 2, Token);

        var history = model.AddTo(other.History, other.Log, 28, Token);

        var expected = Enumerable.Range(28, 75 - 28).Sum(morning => history.Intent![morning]!.Sum());
        Assert.Equal(1, Bought(other.Log, options.RecentDays) / expected, tolerance: .25);
        Assert.Null(history.Intent![27]);
        Assert.NotNull(history.Intent[75]); // the morning after the log
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void A_run_gives_the_same_costs_again_and_the_truth_costs_least()
    {
        var shop = s_small.Shop();
        var model = PairIntents.Train([IntentLinkShop.Draw(shop, s_small, 1_001, Token).Log], 28, 75, s_small.RecentDays, Token);

        var (first, second) = (IntentLink.Run(shop, s_small, model, 1, Token), IntentLink.Run(shop, s_small, model, 1, Token));

        Assert.Equal(first.Select(s => s.Cost), second.Select(s => s.Cost));
        Assert.Equal(OrderedBy.Truth, first.MinBy(s => s.Cost)!.By);
    }

    // At the least effort there are four logs of 3,000 sessions, however few the seeds.
    [Fact]
    [Trait("Speed", "slow")]
    public void The_gate_has_logs_for_units_and_is_also_over_views_and_carts()
    {
        var instance = IntentLinkInstance.Of(new DecisionRun { Seeds = [1], Effort = .01 }, Token);

        Assert.All(instance.Policies, p => Assert.Equal(4, p.BySeed[0].Count));
        Assert.Equal(
            ["ordered by sales alone", "ordered by sales, views and carts", "ordered by sales, views, carts and intents", "ordered by the planted truth"],
            instance.Policies.Select(p => p.Name));
        Assert.Equal(PolicyRole.Baseline, instance.Policies[1].Role);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Distinct pairs a day that were bought, and touched in the days before.
    private static int Bought(MemoryDataset log, int recentDays)
    {
        var last = new Dictionary<(string, string), int>();
        var bought = 0;
        foreach (var day in log.Days)
        {
            var number = day.DayNumber - log.Days[0].DayNumber;
            var events = log.ReadDay(day).Where(e => e.ItemId is not null).ToList();
            bought += number < 28 ? 0 : events.Where(e => e.Behavior == Behavior.Purchase).Select(e => (e.UserId, e.ItemId!)).Distinct().Count(pair => last.TryGetValue(pair, out var touched) && number - touched <= recentDays);
            events.ForEach(e => last[(e.UserId, e.ItemId!)] = number);
        }

        return bought;
    }
}
