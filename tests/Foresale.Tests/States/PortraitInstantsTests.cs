using Foresale.States;

namespace Foresale.Tests.States;

public class PortraitInstantsTests
{
    private static readonly SplitPlan s_plan = new()
    {
        From = Some.Start,
        ValidationFrom = Some.Start.AddDays(110),
        CalibrationFrom = Some.Start.AddDays(120),
        TestFrom = Some.Start.AddDays(130),
        End = Some.Start.AddDays(140),
    };

    [Fact]
    public void Instants_are_midnights_spread_over_the_rows_and_then_the_end_of_the_training_slice()
    {
        var days = PortraitInstants.Of(s_plan, new ShopCalendar("UTC"), horizon: 10).Select(at => (at - s_plan.From).TotalDays).ToList();

        Assert.Equal([25, 40, 55, 70, 85, 100, 110], days);
    }

    [Fact]
    public void Of_a_slice_of_a_day_there_is_its_end_only()
    {
        var plan = s_plan with { ValidationFrom = Some.Start.AddHours(20) };

        Assert.Equal([plan.FitBefore], PortraitInstants.Of(plan, new ShopCalendar("UTC"), horizon: 0));
    }
}
