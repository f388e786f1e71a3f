using Foresale.Decisions.Inventory;
using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.Decisions.Inventory;

public class ReplenishmentTests
{
    private static readonly ReplenishmentOptions s_options = new();

    private static DemandHistory Selling(double rate, int days = 42)
    {
        var random = new Random(7);
        double[][] Table(double mean) => [.. Enumerable.Range(0, days).Select(_ => new double[] { DemandLaw.Poisson(mean).Draw(random), 0 })];
        return new DemandHistory
        {
            ItemIds = ["a", "never"],
            FirstDay = new DateOnly(2026, 1, 5),
            Units = Table(rate),
            Signals = new Dictionary<string, IReadOnlyList<double[]>>(StringComparer.Ordinal) { ["views"] = Table(10 * rate) },
        };
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Row(params (string Column, string Value)[] columns) => new(StringComparer.Ordinal)
    {
        ["a"] = columns.ToDictionary(c => c.Column, c => c.Value, StringComparer.Ordinal),
        ["never"] = columns.ToDictionary(c => c.Column, c => c.Value, StringComparer.Ordinal),
    };

    private static OrderAdvice Advice(ItemTerms terms, DemandLaw law) => OrderRule.Of(terms, law, TestContext.Current.CancellationToken);

    // docs/decisions/inventory.md, worked example: price 20, margin .3, holding rate .25 a year: p = 6, h = 14 x .25 / 365 = .009589,
    // p/(p+h) = .998404; Poisson(4) for one day: P(D <= 10) = .997160, P(D <= 11) = .999085, so 11; 7 are there, so order 4.
    [Fact]
    public void The_worked_example_orders_4()
    {
        var terms = ItemTerms.Of("a", new Dictionary<string, string>(StringComparer.Ordinal) { ["price"] = "20", ["margin"] = "0.3", ["stock"] = "7", ["lead_time"] = "0" }, s_options);

        var advice = Advice(terms, DemandLaw.Poisson(4));

        Assert.Equal(.009589, terms.HoldingCost, tolerance: 1e-6);
        Assert.Equal(6, terms.ShortageCost, tolerance: 1e-12);
        Assert.Equal(("newsvendor", 11, 4), (advice.Policy, advice.Level, advice.Units));
    }

    // With h 1 and p 9 over one day of lead time, a chain of 1-dimensional states: the advice is the capped base-stock policy's own order.
    [Fact]
    public void With_a_lead_time_the_order_is_that_of_the_capped_policy()
    {
        var terms = new ItemTerms(3, 2, Price: 10, Margin: .9, LeadTime: 1, HoldingRate: 365, OrderCost: 0);
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(5), HoldingCost = terms.HoldingCost, ShortageCost = terms.ShortageCost, LeadTime = 1 };

        var advice = Advice(terms, DemandLaw.Poisson(10));
        var best = BaseStock.BestCapped(new LostSalesChain(problem, DemandLaw.Poisson(10).Quantile(.9)), 5, TestContext.Current.CancellationToken);

        Assert.Equal((1.0, 9.0), (Math.Round(terms.HoldingCost, 9), Math.Round(terms.ShortageCost, 9)));
        Assert.Equal(("capped base-stock", best.OrderAt(5)), (advice.Policy, advice.Units));
    }

    [Fact]
    public void An_order_cost_makes_orders_wait()
    {
        var terms = new ItemTerms(9, 0, Price: 5, Margin: .8, LeadTime: 0, HoldingRate: 365, OrderCost: 5); // h 1, p 4, K 5: (4, 10) for Poisson(6)

        Assert.Equal(("(s, S)", 0), (Advice(terms, DemandLaw.Poisson(6)).Policy, Advice(terms, DemandLaw.Poisson(6)).Units));
        Assert.Equal(6, Advice(terms with { Stock = 4 }, DemandLaw.Poisson(6)).Units);
    }

    [Fact]
    public void No_order_is_below_0_whatever_the_item()
    {
        var random = new Random(36);
        for (var i = 0; i < 200; i++)
        {
            var terms = new ItemTerms(
                random.Next(200), random.Next(50), .01 + (500 * random.NextDouble()), .01 + (.98 * random.NextDouble()), random.Next(7), .01 + (50 * random.NextDouble()), random.Next(2) * 100 * random.NextDouble());
            var mean = 12 * random.NextDouble();

            var advice = Advice(terms, DemandLaw.NegativeBinomial(mean, mean * (1 + (3 * random.NextDouble()))));

            Assert.True(advice.Units >= 0 && advice.ExpectedCost >= 0 && double.IsFinite(advice.ExpectedCost), $"{terms}, mean {mean}: {advice}");
        }
    }

    [Fact]
    public void More_stock_never_means_a_larger_order()
    {
        var replenishment = new Replenishment(Selling(3), Row(("price", "20")), s_options);
        var law = DemandLaw.Poisson(replenishment.Of("a", TestContext.Current.CancellationToken).ByHistory);

        var orders = Enumerable.Range(0, 25).Select(stock => Advice(new ItemTerms(stock, 0, 20, .3, 1, .25, 0), law).Units).ToList();

        Assert.Equal(orders.OrderDescending(), orders);
        Assert.True(orders[0] > 0 && orders[^1] == 0);
    }

    [Fact]
    public void What_was_never_sold_is_not_ordered_and_the_answer_says_so()
    {
        var replenishment = new Replenishment(Selling(0), Row(("stock", "0")), s_options);

        var order = replenishment.Of("a", TestContext.Current.CancellationToken);

        Assert.Equal(0, order.Advice.Units);
        Assert.Equal("nothing of it was sold: order nothing", order.Advice.Why);
    }

    [Fact]
    public void Forecasts_are_near_the_rate_that_sells()
    {
        var order = new Replenishment(Selling(3), Row(("price", "20")), s_options).Of("a", TestContext.Current.CancellationToken);

        Assert.InRange(order.ByHistory, 4.5, 7.5);
        Assert.InRange(order.ByIntent, 4.5, 7.5);
        Assert.True(order.Low < 6 && order.High > 6);
    }

    // 1,000,000 a day of one item: the others are ordered, and that one is told.
    [Fact]
    public void An_item_of_too_many_units_is_told_and_leaves_the_others()
    {
        var history = Selling(3);
        var units = history.Units.Select(day => new[] { day[0], 1e6 }).ToList();
        var replenishment = new Replenishment(history with { Units = units }, Row(), s_options);

        var fault = Assert.Throws<UserFaultException>(() => replenishment.Of("never", TestContext.Current.CancellationToken));

        Assert.StartsWith("item 'never': 2,0", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Count it in cases: divide its quantities in the log and its stock by the units of a case.", fault.Message, StringComparison.Ordinal);
        Assert.True(replenishment.Of("a", TestContext.Current.CancellationToken).ByHistory > 3);
    }

    [Theory]
    [InlineData(201, 1, 0)]
    [InlineData(300, 2, .1)]
    public void Quantiles_of_large_forecasts_are_those_of_the_law(double mean, double phi, double kappa)
    {
        var (scatter, law) = (new Dispersion(phi, kappa), new Dispersion(phi, kappa).LawOf(mean));

        var (quantile, cumulative) = scatter.QuantileOf(mean, .9);

        Assert.Equal(law.Quantile(.9), quantile);
        Assert.Equal(law.Cumulative((int)quantile), cumulative, tolerance: 1e-9);
    }

    // 42 days, intents from the 20th on: the last third of the 22 that follow is judged on, from the 34th. From the 36th on there are 6 of the 7 days needed.
    [Fact]
    public void Intents_are_judged_on_days_that_were_scored_and_join_no_forecast_where_these_are_few()
    {
        var (many, few) = (With(20), With(36));

        Assert.Equal((true, new DateOnly(2026, 1, 5).AddDays(34)), (many.ReadsIntents, many.JudgedFrom));
        Assert.Contains("intent", many.Weights.Keys);
        Assert.Equal((false, new DateOnly(2026, 1, 5).AddDays(32)), (few.ReadsIntents, few.JudgedFrom)); // as without a model: 42 - 28 / 3
        Assert.DoesNotContain("intent", few.Weights.Keys);

        ForecastComparison With(int from)
        {
            var history = Selling(3);
            double[]?[] sums = [.. Enumerable.Range(0, 43).Select(day => day < from ? null : new double[] { 2, 0 })];
            return new Replenishment(history with { Intent = sums }, Row(), s_options).ComparisonFor(0);
        }
    }

    // In Paris the test begins on the 9th at 00:00, 23:00 UTC the day before; an hour later the 10th is the first whole morning.
    [Theory]
    [InlineData("2026-01-08T23:00:00Z", 4)]
    [InlineData("2026-01-09T00:00:00Z", 5)]
    [InlineData("2025-12-01T00:00:00Z", 0)]
    [InlineData("2026-03-01T23:00:00Z", 56)]
    public void The_first_morning_that_a_model_was_not_trained_on_is_that_of_its_test(string test, int morning)
    {
        var at = DateTimeOffset.Parse(test, System.Globalization.CultureInfo.InvariantCulture);
        var split = new SplitPlan { From = at, ValidationFrom = at, CalibrationFrom = at, TestFrom = at, End = at };

        Assert.Equal(morning, ItemIntents.FirstUnseen(Selling(3), split, "Europe/Paris"));
    }

    [Theory]
    [InlineData("stock", "-1", "stock of item 'a': '-1' is out of range. Give 0 or more whole units.")]
    [InlineData("price", "-3", "price of item 'a': '-3' is out of range. Give a price above 0.")]
    [InlineData("lead_time", "-2", "lead_time of item 'a': '-2' is out of range. Give 0 or more whole days.")]
    [InlineData("margin", "1.2", "margin of item 'a': '1.2' is out of range. Give a share of the price above 0 and below 1.")]
    [InlineData("stock", "many", "stock of item 'a': 'many' is out of range. Give 0 or more whole units.")]
    public void A_column_out_of_range_is_told(string column, string value, string message)
    {
        var replenishment = new Replenishment(Selling(3), Row((column, value)), s_options);

        Assert.Equal(message, Assert.Throws<UserFaultException>(() => replenishment.Of("a", TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void An_item_that_nobody_knows_is_told()
    {
        var fault = Assert.Throws<UserFaultException>(() => new Replenishment(Selling(3), Row(), s_options).Of("z", TestContext.Current.CancellationToken));

        Assert.Equal("item 'z': the items file has no such item. Give an item_id of the items file, with its stock.", fault.Message);
    }

    [Fact]
    public void Options_out_of_range_and_short_logs_are_told()
    {
        Assert.StartsWith("lead time: -1", Assert.Throws<UserFaultException>(() => new Replenishment(Selling(3), Row(), s_options with { LeadTime = -1 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("holding rate: 0", Assert.Throws<UserFaultException>(() => new Replenishment(Selling(3), Row(), s_options with { HoldingRate = 0 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("demand: 9 days", Assert.Throws<UserFaultException>(() => new Replenishment(Selling(3, days: 9), Row(), s_options)).Message, StringComparison.Ordinal);
    }
}
