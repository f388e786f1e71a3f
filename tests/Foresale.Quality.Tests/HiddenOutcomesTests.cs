using Foresale.Features;
using Foresale.Quality.Ablations;
using Foresale.States;

namespace Foresale.Quality.Tests;

public class HiddenOutcomesTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(.2)]
    [InlineData(.4)]
    public void The_wanted_share_of_sessions_is_cut(double share)
    {
        var table = HiddenOutcomes.Cut(Sessions(4_000), share, Treatment.Truncated, seed: 1);

        Assert.Equal(share, table.Nodes.End.Count(e => e == NodeEnd.Truncated) / 4_000.0, .02);
    }

    [Fact]
    public void A_truncated_session_keeps_its_nodes_without_an_outcome()
    {
        var nodes = HiddenOutcomes.Unlabelled(Sessions(1), labelled: 0, Treatment.Truncated, seed: 1).Nodes;

        Assert.Equal([NodeEnd.Continues, NodeEnd.Continues, NodeEnd.Truncated], nodes.End);
        Assert.Equal([0, 0, -1], nodes.Action);
        Assert.All(nodes.Outcome, y => Assert.True(float.IsNaN(y)));
        Assert.All(nodes.Slice, s => Assert.Equal(Slice.Train, s));
    }

    [Fact]
    public void A_dropped_session_belongs_to_no_slice()
    {
        var nodes = HiddenOutcomes.Unlabelled(Sessions(1), labelled: 0, Treatment.Dropped, seed: 1).Nodes;

        Assert.All(nodes.Slice, s => Assert.Equal(Slice.None, s));
        Assert.Equal([1, 1, 1], nodes.Outcome);
    }

    [Fact]
    public void A_session_called_negative_ends_in_a_leave()
    {
        var nodes = HiddenOutcomes.Unlabelled(Sessions(1), labelled: 0, Treatment.Negative, seed: 1).Nodes;

        Assert.Equal([NodeEnd.Continues, NodeEnd.Continues, NodeEnd.NotBought], nodes.End);
        Assert.Equal([0, 0, 2], nodes.Action);
        Assert.Equal([0, 0, 0], nodes.Outcome);
    }

    [Fact]
    public void Other_slices_and_the_table_at_hand_stay_as_they_are()
    {
        var (test, train) = (Sessions(1, Slice.Test), Sessions(1));

        HiddenOutcomes.Unlabelled(train, labelled: 0, Treatment.Negative, seed: 1);

        Assert.Equal([1, 1, 1], HiddenOutcomes.Unlabelled(test, labelled: 0, Treatment.Negative, seed: 1).Nodes.Outcome);
        Assert.Equal([1, 1, 1], train.Nodes.Outcome);
    }

    // Sessions of three nodes, view, view, purchase.
    private static StateTable Sessions(int count, Slice slice = Slice.Train)
    {
        var n = 3 * count;
        return new StateTable
        {
            Target = new Target(TargetKind.Session),
            Actions = ["view", "purchase"],
            Schema = new FeatureSchema([]),
            Features = [],
            Nodes = new NodeTable
            {
                State = new int[n],
                TokenBegin = new int[n],
                TokenEnd = new int[n],
                TimeLeft = new float[n],
                Action = [.. Enumerable.Range(0, n).Select(i => (sbyte)(i % 3 == 2 ? 1 : 0))],
                End = [.. Enumerable.Range(0, n).Select(i => i % 3 == 2 ? NodeEnd.Bought : NodeEnd.Continues)],
                Outcome = [.. Enumerable.Repeat(1f, n)],
                Weight = [.. Enumerable.Repeat(1f, n)],
                Slice = [.. Enumerable.Repeat(slice, n)],
                IsRow = [.. Enumerable.Repeat(true, n)],
                User = new int[n],
                Item = new int[n],
                TimeMs = new long[n],
                EventId = new string?[n],
                SessionId = new string?[n],
                Step = new int[n],
            },
            UserIds = ["u"],
            DataHash = "test",
        };
    }
}
