using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Nudges;

public class PlantedExperimentTests
{
    [Fact]
    public void Kinds_given_features_are_as_frequent_as_they_say()
    {
        var planted = PlantedExperiment.Draw(40_000, seed: 1);
        double[][] kinds = [.. Enumerable.Range(0, planted.Kinds.Count).Select(planted.KindsGivenFeatures)];
        int[] likely = [.. Enumerable.Range(0, kinds.Length).Where(i => kinds[i][(int)ShopperKind.Persuadable] > .7)];

        Assert.All(kinds, p => Assert.Equal(1, p.Sum(), 1e-9));
        Assert.True(likely.Length > 1_000);
        Assert.Equal(likely.Average(i => kinds[i][0]), likely.Average(i => planted.Kinds[i] is ShopperKind.Persuadable ? 1.0 : 0), .02);
    }

    [Fact]
    public void Equal_seeds_give_equal_experiments()
    {
        var (one, same, other) = (PlantedExperiment.Draw(50, 3).Experiment, PlantedExperiment.Draw(50, 3).Experiment, PlantedExperiment.Draw(50, 4).Experiment);

        Assert.Equal(one.Features, same.Features);
        Assert.Equal(one.IsTreated, same.IsTreated);
        Assert.NotEqual(one.Features, other.Features);
    }

    [Fact]
    public void A_part_keeps_rows_together()
    {
        var whole = PlantedExperiment.Draw(300, 5).Experiment;

        var part = whole.Part([7, 200]);

        Assert.Equal(2, part.Count);
        Assert.Equal(whole.UserIds[200], part.UserIds[1]);
        Assert.True(whole.Row(200).SequenceEqual(part.Row(1)));
        Assert.Equal(whole.Cost![7], part.Cost![0]);
    }

    [Theory]
    [InlineData("treated", "x: everybody got the offer: without both arms nothing can be said about its effect. Make the offer to a share of shoppers drawn by chance, and keep the others in the file with treated = 0.")]
    [InlineData("untreated", "x: nobody got the offer: without both arms nothing can be said about its effect. Make the offer to a share of shoppers drawn by chance, and keep the others in the file with treated = 0.")]
    [InlineData("orders", "x: nobody ordered, in neither arm. Let the experiment run on, or check the column orders.")]
    [InlineData("features", "x: there is no feature: nothing tells shoppers apart. Add columns that were known before the offer, such as visits, days since the last order, or intent.")]
    [InlineData("share", "x: 48.3 % got the offer where 60.0 % were planned, which chance does not explain (7.6 standard errors). Find the rows that were lost: the arms can no longer be compared.")]
    [InlineData("few", "x: 84 shoppers got the offer and 66 did not. Let the experiment run on until each arm has 100 shoppers at the least.")]
    public void What_no_uplift_can_be_learnt_from_is_refused(string lacks, string message)
    {
        var sound = PlantedExperiment.Draw(1_000, 1).Experiment;
        var broken = lacks switch
        {
            "treated" => sound with { IsTreated = [.. sound.IsTreated.Select(_ => true)] },
            "untreated" => sound with { IsTreated = new bool[sound.Count] },
            "orders" => sound with { Orders = new double[sound.Count] },
            "features" => sound with { FeatureNames = [], Features = [] },
            "share" => sound with { PlannedShare = .6 },
            _ => sound.Part([.. Enumerable.Range(0, 150)]),
        };

        sound.Require("x");
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => broken.Require("x")).Message);
    }

    [Fact]
    public void The_area_under_the_curve_counts_pairs_and_ties_for_one_half()
    {
        // With the offer 3 and 1, without 2, 1 and 0: of six pairs 3 > 2, 1, 0 and 1 > 0 are won, 1 = 1 is half, 1 < 2 is lost.
        var balance = ArmBalance.Of([3, 1, 2, 1, 0], [true, true, false, false, false]);

        Assert.Equal(4.5 / 6, balance.Auc, 1e-12);
        Assert.Equal(Math.Sqrt(6.0 / (12 * 2 * 3)), balance.StandardError, 1e-12);
        Assert.False(balance.IsTelling);
    }
}
