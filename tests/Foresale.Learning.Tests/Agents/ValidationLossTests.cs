using Foresale.Learning.Agents.Intent;

namespace Foresale.Learning.Tests.Agents;

public class ValidationLossTests
{
    [Fact]
    public void An_epoch_is_better_where_shoppers_gain_more_than_chance_leaves()
    {
        var before = Of(1, 1, 1, 1);

        // Gains of .1 each; then of 1.2, -.4, -.4 and 0: a mean of .1 with a standard error of .38.
        Assert.True(Of(.9, .9, .9, .9).IsBetterThan(before));
        Assert.False(Of(-.2, 1.4, 1.4, 1).IsBetterThan(before));
        Assert.False(before.IsBetterThan(before));
    }

    [Fact]
    public void The_first_epoch_and_any_without_validation_rows_are_taken_and_one_that_diverged_is_not()
    {
        var first = Of(1, 2);

        Assert.True(first.IsBetterThan(ValidationLoss.None));
        Assert.True(ValidationLoss.None.IsBetterThan(ValidationLoss.None));
        Assert.False(Of(double.NaN, double.NaN).IsBetterThan(first));
        Assert.True(Of(.5).IsBetterThan(Of(1)));
    }

    private static ValidationLoss Of(params double[] byShopper) => new(double.NaN, byShopper.Sum(), byShopper);
}
