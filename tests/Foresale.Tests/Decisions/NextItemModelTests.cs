using Foresale.Decisions.Recommendation;

namespace Foresale.Tests.Decisions;

public class NextItemModelTests
{
    private static readonly ItemSessions Four = ItemSessions.Of([[0, 1, 2], [1, 3], [0, 1, 3], [4, 0]], itemCount: 6);

    private static float[] Predict(INextItemModel model, params int[] context)
    {
        var probabilities = new float[model.ItemCount];
        model.Predict(ItemSessions.Of([context], model.ItemCount), probabilities);
        return probabilities;
    }

    [Fact]
    public void Popularity_is_the_share_of_clicks() => Assert.Equal([.3f, .3f, .1f, .2f, .1f, 0f], Predict(new PopularityModel(Four), 5));

    [Fact]
    public void Transitions_are_shares_of_what_followed()
    {
        var model = new TransitionModel(Four);

        // 1 was followed by 2, 3 and 3; nothing followed 3; what stood before the last click does not matter.
        Assert.Equal([0f, 0f, 1 / 3f, 2 / 3f, 0f, 0f], Predict(model, 4, 1));
        Assert.Equal(new float[6], Predict(model, 1, 3));
        Assert.Equal(new float[6], Predict(model));
    }

    [Fact]
    public void Neighbors_vote_by_likeness_over_steps()
    {
        // Of the context (0, 1), 0 weighs 1/2 and 1 weighs 1. Likeness: session 0 has 3/2, session 1 has 1, session 2 has 3/2, all one step back;
        // session 3 shares only 0, two steps back: likeness 1/2, vote 1/4.
        float[] votes = [1.5f + 1.5f + .25f, 1.5f + 1 + 1.5f, 1.5f, 1 + 1.5f, .25f, 0];

        var probabilities = Predict(new SessionNeighborModel(Four), 0, 1);

        Assert.Equal(votes.Select(v => v / votes.Sum()), probabilities, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Only_the_latest_sessions_are_compared_and_only_the_nearest_vote()
    {
        var latest = new SessionNeighborModel(Four, new SessionNeighborOptions { SampleSize = 2 });
        var nearest = new SessionNeighborModel(Four, new SessionNeighborOptions { Neighbors = 1 });

        // The latest two with 0 or 1 are sessions 2 and 3: votes 3/2 and 1/4.
        float[] votes = [1.75f, 1.5f, 0, 1.5f, .25f, 0];
        Assert.Equal(votes.Select(v => v / votes.Sum()), Predict(latest, 0, 1), (a, b) => Math.Abs(a - b) < 1e-6);
        // Sessions 0 and 2 are equally alike: the later one.
        Assert.Equal([1 / 3f, 1 / 3f, 0, 1 / 3f, 0, 0], Predict(nearest, 0, 1), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void An_item_clicked_twice_counts_where_it_was_last() =>
        Assert.Equal(Predict(new SessionNeighborModel(Four), 5, 4, 0), Predict(new SessionNeighborModel(Four), 0, 4, 0), (a, b) => Math.Abs(a - b) < 1e-6);

    [Fact]
    public void One_context_is_not_seen_by_the_next()
    {
        var model = new SessionNeighborModel(Four);
        var both = new float[12];

        model.Predict(ItemSessions.Of([[4], [0, 1]], 6), both);

        Assert.Equal(Predict(model, 0, 1), both[6..]);
    }

    [Fact]
    public void Cases_are_all_clicks_but_the_first()
    {
        var cases = NextItemCases.Of(ItemSessions.Of([[0, 1, 2], [3], [4, 5]], 6));

        Assert.Equal([1, 2, 5], cases.Next);
        Assert.Equal([0, 0, 2], cases.Session);
        Assert.Equal([0, 1], cases.Contexts[1].ToArray());
    }

    [Fact]
    public void An_item_out_of_range_is_told() =>
        Assert.StartsWith("There are 2 items, numbered from 0.", Assert.Throws<ArgumentOutOfRangeException>(() => ItemSessions.Of([[0, 2]], 2)).Message, StringComparison.Ordinal);
}
