using Foresale.Events;
using Foresale.Features;
using Foresale.States;

namespace Foresale.Tests.States;

public class FeatureAblationTests
{
    [Theory]
    [InlineData(FeatureGroup.User)]
    [InlineData(FeatureGroup.Item)]
    [InlineData(FeatureGroup.Context)]
    public void The_other_parts_keep_their_values_and_rows_their_outcomes(FeatureGroup group)
    {
        var table = Some.Training(Some.Log(Some.Event(0), Some.Event(5, Behavior.Cart), Some.Event(Some.Day, Behavior.Purchase, session: "t")), new Target(TargetKind.Session));

        var without = FeatureAblation.Without(table, group);

        Assert.DoesNotContain(without.Schema.Columns, c => c.Group == group);
        Assert.Equal(table.Schema.Columns.Count(c => c.Group != group), without.Schema.Count);
        Assert.Equal(table.Nodes.Outcome, without.Nodes.Outcome);
        Assert.All(without.Schema.Columns, c => Assert.Equal(
            table.FeaturesOf(2)[table.Schema.IndexOf(c.Name)], without.FeaturesOf(2)[without.Schema.IndexOf(c.Name)]));
        Assert.NotEqual(table.DataHash, without.DataHash);
    }

    [Fact]
    public void Without_the_shopper_there_is_no_history()
    {
        var table = Some.Training(Some.Log(Some.Event(0), Some.Event(5)), new Target(TargetKind.Session));

        var without = FeatureAblation.Without(table, FeatureGroup.User);

        Assert.Null(without.TokenSchema);
        Assert.Equal(without.Nodes.TokenBegin, without.Nodes.TokenEnd);
        Assert.NotNull(FeatureAblation.Without(table, FeatureGroup.Item).TokenSchema);
    }
}
