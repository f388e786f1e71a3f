using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.Tests.States;

namespace Foresale.Tests.Profiles;

public class ImplicitAlsTests
{
    private static readonly InteractionWeights s_plain = new() { Alpha = 1 / Math.Log(2) }; // One view: confidence 2.

    private static Interactions Pairs(params (string User, string Item)[] touched)
    {
        var counter = new InteractionCounter(s_plain);
        foreach (var (user, item) in touched)
        {
            counter.Add(Some.Event(0, user: user, item: item));
        }

        return counter.Take();
    }

    // Two tastes: shoppers a* touch items x*, shoppers b* items y*.
    private static Interactions TwoTastes()
    {
        var random = new Random(3);
        return Pairs([.. Enumerable.Range(0, 60).SelectMany(u => Enumerable.Range(0, 20).Where(_ => random.NextDouble() < .5).Select(i => u % 2 == 0 ? ($"a{u}", $"x{i}") : ($"b{u}", $"y{i}")))]);
    }

    [Fact]
    public void A_shoppers_vector_solves_the_normal_equations_worked_out_by_hand()
    {
        // y1 = (1, 0), y2 = (0, 2), y3 = (1, 1), lambda 1; y1 seen once (c = 2), y3 thrice (c = 1 + ln 4 / ln 2 = 3).
        // Y'Y + I = [3 1; 1 6]; + 1 y1 y1' + 2 y3 y3' = [6 3; 3 8]; b = 2 y1 + 3 y3 = (5, 3); x = (31/39, 3/39).
        var factors = new ItemFactors(["1", "2", "3"], [1, 0, 0, 2, 1, 1], 2, regularization: 1, s_plain);

        var vector = factors.FoldIn([(0, 1), (2, 3)]);

        Assert.Equal(31 / 39.0, vector[0], tolerance: 1e-12);
        Assert.Equal(3 / 39.0, vector[1], tolerance: 1e-12);
        Assert.Equal(34 / 39.0, factors.Affinity(vector, 2), tolerance: 1e-12);
    }

    [Fact]
    public void The_loss_is_the_sum_over_all_pairs_and_never_rises()
    {
        var pairs = TwoTastes();
        var als = new ImplicitAls(pairs, new AlsOptions { Dimension = 4, Regularization = 2, Weights = s_plain });
        var losses = new List<double> { als.Loss() };
        for (var sweep = 0; sweep < 8; sweep++)
        {
            als.Sweep();
            losses.Add(als.Loss());
        }

        Assert.Equal(ByDefinition(pairs, als), losses[^1], tolerance: 1e-6 * losses[^1]);
        Assert.All(losses.Zip(losses.Skip(1)), l => Assert.True(l.Second <= l.First * (1 + 1e-9), $"{l.First} to {l.Second}"));
        Assert.True(losses[^1] < .7 * losses[0]);
    }

    private static double ByDefinition(Interactions pairs, ImplicitAls als)
    {
        var factors = als.Factors();
        var loss = 2 * (factors.Vectors.Sum(v => (double)v * v) + als.Users.Sum(v => (double)v * v));
        for (var u = 0; u < pairs.Users.Count; u++)
        {
            var touched = pairs.Of(u).ToDictionary(p => p.Item, p => p.Weight);
            double[] user = [.. als.Users[(u * 4)..((u + 1) * 4)].Select(v => (double)v)];
            for (var i = 0; i < pairs.Items.Count; i++)
            {
                var miss = (touched.ContainsKey(i) ? 1 : 0) - factors.Affinity(user, i);
                loss += s_plain.Confidence(touched.GetValueOrDefault(i)) * miss * miss;
            }
        }

        return loss;
    }

    [Fact]
    public void An_untouched_item_of_the_shoppers_taste_is_nearer_than_one_of_the_other_taste()
    {
        var pairs = TwoTastes();
        var factors = ImplicitAls.Fit(pairs, new AlsOptions { Dimension = 4, Regularization = 2, Weights = s_plain }, null, CancellationToken.None).Factors();
        var vector = factors.FoldIn([(factors.Find("x0"), 1), (factors.Find("x1"), 1)]);

        var (own, other) = (Enumerable.Range(2, 18).Average(i => factors.Affinity(vector, factors.Find($"x{i}"))), Enumerable.Range(0, 20).Average(i => factors.Affinity(vector, factors.Find($"y{i}"))));

        Assert.True(own > .1 && Math.Abs(other) < .01, $"own taste {own}, other taste {other}");
    }

    [Fact]
    public void Shoppers_of_the_fit_are_those_that_folding_in_gives()
    {
        var pairs = TwoTastes();
        var als = ImplicitAls.Fit(pairs, new AlsOptions { Dimension = 4, Weights = s_plain }, null, CancellationToken.None);

        var folded = als.Factors().FoldIn(pairs.Of(7));

        Assert.All(Enumerable.Range(0, 4), d => Assert.Equal(als.Users[(7 * 4) + d], folded[d], tolerance: 1e-5));
    }

    [Fact]
    public void Equal_seeds_give_equal_factors()
    {
        float[] Vectors(int seed) => ImplicitAls.Fit(TwoTastes(), new AlsOptions { Seed = seed }, null, CancellationToken.None).Factors().Vectors;

        Assert.Equal(Vectors(2), Vectors(2));
        Assert.NotEqual(Vectors(2), Vectors(3));
    }

    [Fact]
    public void A_purchase_weighs_more_than_a_cart_than_a_favorite_than_a_view_and_a_search_nothing()
    {
        var weights = new InteractionWeights();

        Assert.True(weights.Of(Behavior.Purchase) > weights.Of(Behavior.Cart) && weights.Of(Behavior.Cart) > weights.Of(Behavior.Favorite) && weights.Of(Behavior.Favorite) > weights.Of(Behavior.View));
        Assert.Equal(0, weights.Of(Behavior.Search));
        Assert.Equal(1, weights.Confidence(0));
    }

    [Fact]
    public void Of_too_many_items_the_most_touched_are_kept_and_of_too_many_shoppers_the_last()
    {
        var counter = new InteractionCounter(s_plain);
        foreach (var (user, item) in new[] { ("u1", "x"), ("u2", "x"), ("u2", "y"), ("u3", "z"), ("u3", "x") })
        {
            counter.Add(Some.Event(0, user: user, item: item));
        }

        var kept = counter.Take(mostUsers: 2, mostItems: 2);

        Assert.Equal(["u2", "u3"], kept.Users);
        Assert.Equal(["x", "y"], kept.Items);
        Assert.Equal(3, kept.Pairs);
    }
}
