using Foresale.Events;
using Foresale.Features;
using Foresale.Quality.Portraits;

namespace Foresale.Quality.Tests;

public class PairRecallTests
{
    private static readonly DateTimeOffset s_from = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    // Three shoppers touch a, one touches b before the cut; after it anna touches a, b and the unknown c, bob touches b.
    private static readonly MemoryDataset s_log = new(
    [
        View("anna", "a", -2), View("bob", "a", -2), View("cara", "a", -1), View("cara", "b", -1),
        View("anna", "a", 1), View("anna", "b", 1), View("anna", "c", 2), View("bob", "b", 3), View("cara", "a", 20),
    ]);

    [Fact]
    public void The_cut_holds_out_what_is_touched_from_the_instant_on_and_before_the_end()
    {
        var cut = Cut(onlyNew: false);

        Assert.Equal((2, 4, 1), (cut.Shoppers, cut.Pairs, cut.Unreachable));
    }

    [Fact]
    public void Recall_counts_hits_among_all_that_is_touched_later()
    {
        var cut = Cut(onlyNew: false);

        Assert.Equal([1 / 3.0, 0], cut.Of(cut.Popularity(), 1)); // a stands first: one of anna's three, none of bob's one
        Assert.Equal([2 / 3.0, 1], cut.Of(cut.Popularity(), 2)); // c can be ranked by nobody
    }

    [Fact]
    public void What_was_touched_before_is_neither_wanted_nor_ranked_where_only_new_pairs_count()
    {
        var cut = Cut(onlyNew: true);

        Assert.Equal(3, cut.Pairs);
        Assert.Equal([.5, 1], cut.Of(cut.Popularity(), 1));
    }

    private static PairRecall Cut(bool onlyNew) => PairRecall.Cut(s_log, s_from, s_from.AddDays(10), new InteractionWeights(), onlyNew);

    private static ShopEvent View(string user, string item, double days) => new()
    {
        EventId = FormattableString.Invariant($"{user}-{item}-{days}"), UserId = user, ItemId = item, Behavior = Behavior.View, Time = s_from.AddDays(days), SessionId = user,
    };
}
