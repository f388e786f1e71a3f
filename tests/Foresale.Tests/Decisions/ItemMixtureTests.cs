using Foresale.Decisions.Recommendation;

namespace Foresale.Tests.Decisions;

public class ItemMixtureTests
{
    private static readonly ItemSessions Empty = ItemSessions.Of([[]], 2);

    private static NextItemCases Cases(params int[] next) => new(ItemSessions.Of(next.Select(_ => new[] { 0 }), 2), next, [.. next.Select((_, i) => i)]);

    [Fact]
    public void Weights_are_the_likeliest()
    {
        // One model says 0 for sure, the other 1: of ten cases seven were 0.
        IReadOnlyList<INextItemModel> models = [new Fixed(1, 0), new Fixed(0, 1)];

        var mixture = ItemMixture.Fit("both", models, Cases(0, 0, 0, 0, 0, 0, 0, 1, 1, 1), CancellationToken.None);

        Assert.Equal([.7, .3], mixture.Weights, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void A_model_that_is_always_worse_gets_nothing()
    {
        var mixture = ItemMixture.Fit("both", [new Fixed(.9f, .1f), new Fixed(.2f, .8f)], Cases(0, 0, 0), CancellationToken.None);

        Assert.Equal(1, mixture.Weights[0], tolerance: 1e-6);
    }

    [Fact]
    public void Where_one_has_nothing_to_say_the_other_has_all_the_weight()
    {
        var fitted = ItemMixture.Fit("both", [new Fixed(1, 0), new Fixed(.5f, .5f)], Cases(0, 1), CancellationToken.None);
        var probabilities = new float[2];

        fitted.Over([new Fixed(0, 0), new Fixed(.25f, .75f)]).Predict(Empty, probabilities);

        Assert.Equal([.25f, .75f], probabilities);
    }

    private sealed class Fixed(float first, float second) : INextItemModel
    {
        public string Name => "fixed";

        public int ItemCount => 2;

        public void Predict(ItemSessions contexts, Span<float> probabilities)
        {
            for (var c = 0; c < contexts.Count; c++)
            {
                (probabilities[2 * c], probabilities[(2 * c) + 1]) = (first, second);
            }
        }
    }
}
