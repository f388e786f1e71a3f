using Foresale.Decisions.Inventory;
using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Inventory;

public class DemandForecastTests
{
    private const int Days = 90, Items = 20, From = 30, Until = 60;

    // A rate that moves from day to day, of which views (20 a unit) tell at once what sales tell late.
    private static DemandHistory Moving(int seed = 3)
    {
        var random = new Random(seed);
        var level = new double[Items];
        double[][] units = new double[Days][], views = new double[Days][];
        for (var day = 0; day < Days; day++)
        {
            (units[day], views[day]) = (new double[Items], new double[Items]);
            for (var item = 0; item < Items; item++)
            {
                level[item] = (.9 * level[item]) + (.3 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2);
                var rate = 3 * Math.Exp(level[item]);
                (units[day][item], views[day][item]) = (DemandLaw.Poisson(rate).Draw(random), DemandLaw.Poisson(20 * rate).Draw(random));
            }
        }

        return new DemandHistory
        {
            ItemIds = [.. Enumerable.Range(0, Items).Select(i => $"i{i}")],
            FirstDay = new DateOnly(2026, 1, 5),
            Units = units,
            Signals = new Dictionary<string, IReadOnlyList<double[]>>(StringComparer.Ordinal) { ["views"] = views },
        };
    }

    // y = 2 x1 + 0 x2: x2 is useless, and its weight must go to 0 and not below.
    [Fact]
    public void Weights_are_those_that_made_the_demand_and_never_below_0()
    {
        double[] x1 = [1, 2, 3, 4, 5, 6, 7, 8], x2 = [8, 7, 6, 5, 4, 3, 2, 1];

        var (weights, _) = PoissonMixture.Fit([x1, x2], [.. x1.Select(x => 2 * x)]);

        Assert.Equal(2, weights[0], tolerance: .02);
        Assert.InRange(weights[1], 0, .02);
    }

    // Mornings without demand pay for the forecast: with three of four empty, y = 2 x where it is asked for, the weight is 2 x (8 + 6) / (8 + 6 + 6 x 7).
    [Fact]
    public void Mornings_without_demand_draw_the_weight_down()
    {
        double[] x = [8, 6, 7, 7, 7, 7, 7, 7], demand = [16, 12, 0, 0, 0, 0, 0, 0];

        var (weights, likelihood) = PoissonMixture.Fit([x], demand);

        Assert.Equal(28 / 56.0, weights[0], tolerance: 1e-9);
        Assert.Equal((16 * Math.Log(4)) + (12 * Math.Log(3)) - 28, likelihood, tolerance: 1e-9);
    }

    // The mean of a Poisson fit equals the mean of what was fitted (the score equation of a common factor).
    [Fact]
    public void A_fit_has_the_mean_of_the_demand()
    {
        var history = Moving();

        var forecaster = DemandForecaster.Fit(history, 1, From, Until, ForecastInputs.Intent);

        var mornings = Enumerable.Range(From, Until - 2 - From + 1).ToList();
        var demand = mornings.Sum(m => DemandForecaster.DemandOver(history, m, 2).Sum());
        Assert.Equal(1, mornings.Sum(m => forecaster.MeansOf(m).Sum()) / demand, tolerance: 1e-3);
        Assert.All(forecaster.Weights.Values, w => Assert.True(w >= 0));
    }

    [Fact]
    public void Interest_tells_sooner_than_sales()
    {
        var history = Moving();
        double Score(ForecastInputs inputs)
        {
            var forecaster = DemandForecaster.Fit(history, 1, From, Until, inputs);
            var mornings = Enumerable.Range(Until, Days - 2 - Until).ToList();
            return forecaster.Dispersion.Score([.. mornings.SelectMany(forecaster.MeansOf)], [.. mornings.SelectMany(m => DemandForecaster.DemandOver(history, m, 2))]);
        }

        Assert.True(Score(ForecastInputs.Intent) > Score(ForecastInputs.History) + .05);
    }

    [Fact]
    public void Later_sales_change_no_earlier_forecast()
    {
        var history = Moving();
        var changed = history with { Units = [.. history.Units.Select((day, d) => d < Until ? day : [.. day.Select(u => u + 50)])] };

        var before = DemandForecaster.Fit(history, 1, From, Until, ForecastInputs.Intent);
        var after = DemandForecaster.Fit(changed, 1, From, Until, ForecastInputs.Intent);

        Assert.Equal(before.MeansOf(Until), after.MeansOf(Until));
        Assert.NotEqual(before.MeansOf(Until + 1), after.MeansOf(Until + 1));
    }

    // Negative binomial draws of mean 6 and variance 6 + .2 x 36 = 13.2.
    [Fact]
    public void Scatter_is_found_again()
    {
        var random = new Random(5);
        var law = DemandLaw.NegativeBinomial(6, 13.2);
        double[] demand = [.. Enumerable.Range(0, 4000).Select(_ => (double)law.Draw(random))];

        var found = Dispersion.Fit([.. demand.Select(_ => 6.0)], demand);

        Assert.Equal(13.2, found.VarianceOf(6), tolerance: 1.2);
    }

    [Fact]
    public void Quantiles_cover_what_they_are_due()
    {
        var history = Moving();
        var forecaster = DemandForecaster.Fit(history, 1, From, Until, ForecastInputs.Intent);
        var mornings = Enumerable.Range(Until, Days - 2 - Until).ToList();

        var check = ForecastCheck.Of([.. mornings.SelectMany(forecaster.MeansOf)], forecaster.Dispersion, [.. mornings.SelectMany(m => DemandForecaster.DemandOver(history, m, 2))]);

        Assert.Equal(check.CoverageDue, check.Coverage, tolerance: .03);
        Assert.InRange(check.CoverageDue, .9, .96);
    }

    // 400 items that sell a unit in 100 days each: many a first sale lies ahead, and the sum must not forget them.
    [Fact]
    public void First_sales_of_items_are_expected_too()
    {
        var random = new Random(11);
        double[][] units = [.. Enumerable.Range(0, Days).Select(_ => Enumerable.Range(0, 400).Select(_ => (double)DemandLaw.Poisson(.01).Draw(random)).ToArray())];
        var history = new DemandHistory { ItemIds = [.. Enumerable.Range(0, 400).Select(i => $"i{i}")], FirstDay = new DateOnly(2026, 1, 5), Units = units };

        var forecaster = DemandForecaster.Fit(history, 1, From, Until, ForecastInputs.History);

        var mornings = Enumerable.Range(Until, Days - 2 - Until).ToList();
        Assert.Equal(1, mornings.Sum(m => forecaster.MeansOf(m).Sum()) / mornings.Sum(m => DemandForecaster.DemandOver(history, m, 2).Sum()), tolerance: .12);
        Assert.All(forecaster.MeansOf(Until), mean => Assert.True(mean > 0));
    }

    [Fact]
    public void A_lead_time_below_0_and_a_short_log_are_refused()
    {
        var history = Moving();

        Assert.Equal("lead time: -1 is out of range. Give 0 or more whole days.", Assert.Throws<UserFaultException>(() => DemandForecaster.Fit(history, -1, From, Until, ForecastInputs.History)).Message);
        Assert.Contains("too few", Assert.Throws<UserFaultException>(() => DemandForecaster.Fit(history, 40, From, Until, ForecastInputs.History)).Message, StringComparison.Ordinal);
    }
}
