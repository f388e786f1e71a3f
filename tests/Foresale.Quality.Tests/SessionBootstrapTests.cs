using Foresale.Quality.NextItem;

namespace Foresale.Quality.Tests;

public class SessionBootstrapTests
{
    [Fact]
    public void Equal_values_have_an_interval_without_width()
    {
        var interval = new SessionBootstrap([0, 0, 1, 2], seed: 1).MeanOf([.25, .25, .25, .25]);

        Assert.Equal((.25, .25, .25), (interval.Value, interval.Low, interval.High));
    }

    [Fact]
    public void Cases_of_one_session_are_drawn_together()
    {
        var interval = new SessionBootstrap([0, 0, 1, 1], seed: 1).MeanOf([0, 1, 0, 1]);

        Assert.Equal((.5, .5, .5), (interval.Value, interval.Low, interval.High)); // every session's mean is the same
    }

    [Fact]
    public void A_long_session_counts_by_its_cases()
    {
        var interval = new SessionBootstrap([0, 0, 0, 1], seed: 1).MeanOf([1, 1, 1, 0]);

        Assert.Equal((.75, 0.0, 1.0), (interval.Value, interval.Low, interval.High)); // a quarter of the draws each has one session only
    }
}
