using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Profiles;

public class InteractionCounterTests
{
    [Fact]
    public void Of_too_many_shoppers_those_who_came_last_are_kept()
    {
        var counter = new InteractionCounter(new InteractionWeights());
        foreach (var (user, minute) in new[] { ("loyal", 1), ("gone", 2), ("new", 3), ("loyal", 4) })
        {
            counter.Add(Event(Behavior.View, minute, "i1", user));
        }

        var kept = counter.Take(mostUsers: 2);

        Assert.Equal(["loyal", "new"], kept.Users);
        Assert.Equal([(0, 2.0)], kept.Of(0));
        Assert.Equal([(0, 1.0)], kept.Of(1));
    }
}
