using System.Globalization;
using Foresale.Features;
using Foresale.Server.Models;
using Foresale.Simulation;

namespace Foresale.Server.Tests.Models;

public class ModelFigureTests
{
    private static readonly string[] s_columns = ["cart_value", "item_price", "catalogue_margin", "user_mean_price_viewed"];

    [Fact]
    public void Shoppers_have_fixed_places_evenly_spread()
    {
        var places = Enumerable.Range(0, 100_000).Select(i => Lineup.PlaceOf(string.Create(CultureInfo.InvariantCulture, $"shopper-{i}"))).ToList();

        Assert.InRange(places.Count(p => p < .3), 29_500, 30_500); // 30,000 +- 3.4 standard deviations
        Assert.All(places, p => Assert.InRange(p, 0, 1 - 1e-16));
        Assert.Equal(0.5580371053, Lineup.PlaceOf("anna"), 10); // pinned: another number moves shoppers between models at an upgrade
    }

    [Fact]
    public void Outcomes_give_share_gap_and_loss_with_their_intervals()
    {
        var sums = new OutcomeSums();
        sums.Add(.5f, bought: true);
        sums.Add(.25f, bought: false);
        sums.Add(.25f, bought: false);
        sums.Add(.5f, bought: false);

        // Gaps -.5, .25, .25, .5: mean .125, squares .625, variance (.625 - 4 * .125^2) / 3 = .1875.
        double[] losses = [Math.Log(2), -Math.Log(.75), -Math.Log(.75), Math.Log(2)];
        var mean = losses.Average();
        var half = 1.959964 * Math.Sqrt(losses.Sum(l => (l - mean) * (l - mean)) / 3 / 4);
        Assert.Equal((4, 1, .375), (sums.Count, sums.Bought, sums.MeanIntent!.Value));
        Assert.Equal(mean, sums.LogLoss!.Value, 6);
        Assert.Equal(mean - half, sums.LogLoss.Low, 6);
        Assert.Equal(.125, sums.Gap!.Value, 6);
        Assert.Equal(.125 + (1.959964 * Math.Sqrt(.1875 / 4)), sums.Gap.High, 6);
        // Wilson of 1 in 4: .0456 .. .6994.
        Assert.Equal((.25, .0456, .6994), (sums.Share!.Value, Math.Round(sums.Share.Low, 4), Math.Round(sums.Share.High, 4)));
    }

    [Fact]
    public void States_of_a_shop_with_prices_and_margins_have_the_columns_that_stakes_read()
    {
        var log = PlantedShop.Load().Generate(200, 1).ToDataset();
        var schema = new Fold(Fold.FitSettings(log, log.Info.FirstTime.AddDays(60)), log.ReadUsers(), log.ReadItems()).Schema;

        Assert.All(s_columns, name => Assert.True(schema.IndexOf(name) >= 0, name));
    }

    [Fact]
    public void What_is_at_stake_is_the_cart_then_the_item_then_what_was_viewed()
    {
        var stake = new Stake([.. s_columns.Select(n => new FeatureColumn(n, FeatureGroup.User, "", ""))]);
        const float None = float.NaN;

        Assert.Equal(new Worth(10, "revenue", "cart"), stake.OfShopper(.5f, [20, 100, .25f, 30]));
        Assert.Equal(new Worth(12.5, "margin", "item"), stake.OfShopper(.5f, [0, 100, .25f, 30]));
        Assert.Equal(new Worth(50, "revenue", "item"), stake.OfShopper(.5f, [0, 100, None, 30]));
        Assert.Equal(new Worth(50, "revenue", "item"), stake.OfShopper(.5f, [0, 100, 25, 30])); // percent, or money: not a share
        Assert.Equal(new Worth(15, "revenue", "viewed"), stake.OfShopper(.5f, [0, None, .25f, 30]));
        Assert.Null(stake.OfShopper(.5f, [0, None, None, None]));
        Assert.Equal(new Worth(12.5, "margin", "item"), stake.OfItem(.5f, [20, 100, .25f, 30]));
        Assert.Null(stake.OfItem(.5f, [20, None, .25f, 30]));
        Assert.Null(new Stake([]).OfShopper(.5f, []));
    }
}
