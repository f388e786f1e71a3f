using Foresale.Decisions.Nudges;

namespace Foresale.Tests.Decisions.Nudges;

public class QiniTests
{
    // docs/decisions/nudges.md goes through these eight shoppers.
    private static readonly double[] s_scores = [8, 7, 6, 5, 4, 3, 2, 1];
    private static readonly bool[] s_treated = [true, false, true, false, true, false, true, false];
    private static readonly double[] s_orders = [1, 0, 1, 1, 0, 0, 0, 1];

    [Fact]
    public void Eight_shoppers_have_the_curve_that_the_page_works_out()
    {
        var curve = QiniCurve.Of(s_scores, s_treated, s_orders);

        double[] expected = [0, 0, .25, .5, .25, .125, .25, 1.0 / 6, 0];
        Assert.Equal(expected, curve.Points.Select(p => p.Y), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(.192708, curve.Coefficient, 1e-6);
        Assert.Equal(.375, curve.At(.3125), 1e-12); // half way between .25 and .5
    }

    [Fact]
    public void Shoppers_of_equal_score_enter_together_so_that_no_order_is_worth_nothing()
    {
        var curve = QiniCurve.Of(new double[8], s_treated, s_orders);

        Assert.Equal(2, curve.Points.Count);
        Assert.Equal(0, curve.Coefficient, 1e-15);
        Assert.Equal(curve.MeanEffect / 2, curve.Auuc, 1e-15);
    }

    [Fact]
    public void Only_the_order_of_scores_counts()
    {
        var planted = PlantedExperiment.Draw(500, seed: 1);
        var uplift = planted.ExpectedUplift;

        var one = Curve(planted, uplift);
        var other = Curve(planted, Array.ConvertAll(uplift, u => Math.Exp(3 * u)));

        Assert.Equal(one.Points, other.Points);
        Assert.Equal(planted.Experiment.Count + 1, one.Points.Count);
    }

    [Fact]
    public void The_oracle_has_the_coefficient_that_shares_and_effects_give_by_hand()
    {
        // 25, 20, 40 and 15 shoppers of effects .20, .01, 0 and -.14.
        double[] effects = [.. PlantedExperiment.Truth.SelectMany(k => Enumerable.Repeat(k.Uplift, (int)Math.Round(100 * k.Share)))];

        var curve = QiniCurve.OfTruth(effects, effects);

        Assert.Equal(.031, curve.MeanEffect, 1e-12);
        Assert.Equal(.027975, curve.Coefficient, 1e-12);
    }

    [Fact]
    public void What_an_experiment_measures_is_what_is_true()
    {
        var planted = PlantedExperiment.Draw(200_000, seed: 2);

        var measured = Curve(planted, planted.ExpectedUplift);
        var truth = QiniCurve.OfTruth(planted.ExpectedUplift, planted.TrueUplift);

        Assert.Equal(truth.Coefficient, measured.Coefficient, .002);
        Assert.Equal(truth.MeanEffect, measured.MeanEffect, .006);
    }

    [Fact]
    public void An_interval_tells_the_oracle_from_a_random_order()
    {
        var planted = PlantedExperiment.Draw(4_000, seed: 3);
        var random = new Random(5);
        double[] guess = [.. planted.Kinds.Select(_ => random.NextDouble())];

        var bootstrap = QiniBootstrap.Run([planted.TrueUplift, guess], planted.Experiment.IsTreated, planted.Experiment.Orders, draws: 200, seed: 1, CancellationToken.None);

        Assert.True(bootstrap.Qini(0).IsAboveZero);
        Assert.False(bootstrap.Qini(1).IsAboveZero || bootstrap.Qini(1).IsBelowZero);
        Assert.True(bootstrap.Difference(0, 1).IsAboveZero);
        Assert.Equal(bootstrap.Qini(0).Value, Curve(planted, planted.TrueUplift).Coefficient, 1e-12);
        Assert.Equal(bootstrap.Auuc(0).Value, Curve(planted, planted.TrueUplift).Auuc, 1e-12);
    }

    [Fact]
    public void Intent_alone_spends_the_budget_on_the_sure()
    {
        var planted = PlantedExperiment.Draw(20_000, seed: 4);

        var byIntent = First(planted, planted.Intent);
        var byUplift = First(planted, planted.ExpectedUplift);

        Assert.InRange(Share(byIntent, ShopperKind.Sure), .6, 1);
        Assert.InRange(Share(byUplift, ShopperKind.Sure), 0, .12);
        Assert.True(Effect(byIntent) < .1 * Effect(byUplift), $"{Effect(byIntent)} by intent, {Effect(byUplift)} by uplift");
    }

    private static List<ShopperKind> First(PlantedExperiment planted, double[] scores) =>
        [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(scores.Length / 4).Select(i => planted.Kinds[i])];

    private static double Share(List<ShopperKind> kinds, ShopperKind kind) => (double)kinds.Count(k => k == kind) / kinds.Count;

    private static double Effect(List<ShopperKind> kinds) => kinds.Average(k => PlantedExperiment.Truth[(int)k].Uplift);

    private static QiniCurve Curve(PlantedExperiment planted, double[] scores) => QiniCurve.Of(scores, planted.Experiment.IsTreated, planted.Experiment.Orders);
}
