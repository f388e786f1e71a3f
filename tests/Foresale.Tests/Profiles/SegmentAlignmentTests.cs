using Foresale.Features;
using Foresale.Profiles;

namespace Foresale.Tests.Profiles;

public class SegmentAlignmentTests
{
    private static readonly SegmentModel s_earlier = Model([0, 0, 10, 10, -10, 10], "a", "b", "c");

    private static SegmentModel Model(float[] centres, params string[] names) => new(
        [new TraitScale("user_orders", Log: false, Mean: 0, Deviation: 1), new TraitScale("user_active_days", Log: false, Mean: 0, Deviation: 1)],
        centres,
        [.. names.Select(n => new SegmentName(n, 1.0 / names.Length))]);

    private static FittedSegments Fitted(SegmentModel model) => new(
        model, [.. model.Names.Select((_, k) => (IReadOnlyList<TraitLift>)[new TraitLift(Traits.All[0], model.Centres[2 * k])])], []);

    [Fact]
    public void A_segment_keeps_the_number_of_the_centre_that_it_is_nearest_to()
    {
        var later = Fitted(Model([-9, 9, 1, 0, 9, 11], "third", "first", "second"));

        var aligned = SegmentAlignment.To(s_earlier, later);

        Assert.Equal([1, 0, 9, 11, -9, 9], aligned.Model.Centres);
        Assert.Equal(["first", "second", "third"], aligned.Model.Names.Select(n => n.Name));
        Assert.Equal([1, 9, -9], aligned.Lifts.Select(l => (int)l[0].Lift));
    }

    [Fact]
    public void No_two_segments_get_one_number_and_the_nearest_two_are_matched_first()
    {
        var later = Fitted(Model([2, 0, 1, 0, 0, 30], "near", "nearest", "far"));

        var aligned = SegmentAlignment.To(s_earlier, later);

        Assert.Equal("nearest", aligned.Model.Names[0].Name);
        Assert.Equal(["far", "near", "nearest"], aligned.Model.Names.Select(n => n.Name).Order(StringComparer.Ordinal));
    }
}
