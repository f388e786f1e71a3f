using Foresale.Features;
using Foresale.Profiles;
using Foresale.Tests.States;

namespace Foresale.Tests.Profiles;

/// <summary>Who is near to whom, and that nobody is where nothing links them.</summary>
public class NeighboursTests
{
    private const int Shoppers = 400, Items = 80, Tastes = 4;

    // Each shopper looks at 12 items; the early ones are popular. With tastes, nine in ten of the items are of the shopper's own.
    private static Interactions Log(bool tastes)
    {
        var (random, counter) = (new Random(5), new InteractionCounter(new InteractionWeights()));
        for (var u = 0; u < Shoppers; u++)
        {
            for (var i = 0; i < 12; i++)
            {
                var item = (int)(Items * random.NextDouble() * random.NextDouble());
                item = tastes && random.NextDouble() < .9 ? item - (item % Tastes) + (u % Tastes) : item;
                counter.Add(Some.Event(0, user: $"u{u}", item: $"{item % Tastes}-{item}"));
            }
        }

        return counter.Take();
    }

    private static (Interactions Pairs, ItemFactors Factors, ShopPortrait Portrait) Fitted(bool tastes)
    {
        var pairs = Log(tastes);
        var factors = ImplicitAls.Fit(pairs, new AlsOptions(), null, TestContext.Current.CancellationToken).Factors();
        return (pairs, factors, ShopPortrait.Of(new FittedPortraits(new PortraitSnapshot(0, factors, null), null, new ShopperTraits([], [], []), pairs)));
    }

    [Fact]
    public void Items_drawn_at_random_have_no_neighbours()
    {
        var (_, _, portrait) = Fitted(tastes: false);

        Assert.Empty(portrait.Items);
        Assert.InRange(portrait.ItemsByChance!.Value, .3, 1);
    }

    [Fact]
    public void Items_of_one_taste_are_neighbours_and_nearer_than_chance()
    {
        var (_, _, portrait) = Fitted(tastes: true);

        Assert.NotEmpty(portrait.Items);
        Assert.All(portrait.Items, item => Assert.All(item.Nearest, n => Assert.Equal(item.Item[0], n.Name[0])));
        Assert.All(portrait.Items.SelectMany(i => i.Nearest), n => Assert.True(n.Similarity > portrait.ItemsByChance));
    }

    [Fact]
    public void What_all_items_have_in_common_is_no_likeness()
    {
        // Three items that point much the same way: less that, the third lies on the other side.
        var factors = new ItemFactors(["a", "b", "c"], [1, .1f, 1, .1f, 1, -.2f], 2, regularization: 1, new InteractionWeights());
        var counter = new InteractionCounter(new InteractionWeights());
        foreach (var (user, item) in Enumerable.Range(0, Neighbours.LeastShoppers).SelectMany(u => new[] { "a", "b", "c" }.Select(i => (u, i))))
        {
            counter.Add(Some.Event(0, user: $"u{user}", item: item));
        }

        var near = new Neighbours(factors, counter.Take()).Items(0, 2);

        Assert.Equal(["b", "c"], near.Select(n => n.Name));
        Assert.Equal(1, near[0].Similarity, 1e-6);
        Assert.Equal(-1, near[1].Similarity, 1e-6);
    }
}
