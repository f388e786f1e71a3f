using Foresale.Environments;

namespace Foresale.Tests.Environments;

public class VectorEnvironmentTests
{
    [Fact]
    public void Where_an_episode_ends_the_next_one_is_shown_and_the_last_state_is_kept()
    {
        var copies = new VectorEnvironment(() => new Countdown(), 3);
        copies.Reset(seed: 1);
        var ended = -1;

        for (var step = 0; step < 100 && ended < 0; step++)
        {
            copies.Step([1, .5f, .2f]);
            ended = Array.IndexOf(copies.Terminated, true);
        }

        Assert.Equal(0, ended); // it takes most
        Assert.Equal(0, copies.NextObservations[0]);
        Assert.InRange(copies.Observations[0], 10, 20);
        Assert.Equal(copies.NextObservations[1..], copies.Observations[1..]);
    }

    [Fact]
    public void Copies_and_neighbouring_seeds_have_starts_of_their_own()
    {
        var copies = new VectorEnvironment(() => new Countdown(), 4);
        copies.Reset(seed: 1);
        float[] first = [.. copies.Observations];
        copies.Reset(seed: 2);

        Assert.Equal(8, first.Concat(copies.Observations).Distinct().Count());
        copies.Reset(seed: 1);
        Assert.Equal(first, copies.Observations);
    }

    [Fact]
    public void Of_each_copy_the_first_episode_counts_however_short()
    {
        var played = Episodes.Play(() => new Countdown(), new Takes(1), count: 5, seed: 1, TestContext.Current.CancellationToken);

        var starts = new VectorEnvironment(() => new Countdown(), 5);
        starts.Reset(seed: 1);
        Assert.Equal(starts.Observations.Select(left => (int)Math.Ceiling(left)), played.Select(e => e.Steps));
        Assert.All(played, e => Assert.Equal(e.Steps, e.Return, tolerance: 1e-6));
    }

    [Fact]
    public void A_space_scales_to_its_bounds_and_back()
    {
        var space = new Space(["a", "b"], [-2, 0], [2, 10]);
        var (values, unit) = (new float[2], new float[2]);

        space.FromUnit([.5f, -1], values);
        space.ToUnit(values, unit);

        Assert.Equal([1, 0], values);
        Assert.Equal([.5f, -1], unit);
        Assert.Equal(1, space.FirstOutside([0, 11]));
        Assert.Equal("'b' has the bounds 1 and 1. Give a lower one below the upper one. (Parameter 'low')", Assert.Throws<ArgumentException>(() => new Space(["a", "b"], [0, 1], [1, 1])).Message);
    }

    private sealed class Takes(float amount) : IPolicy
    {
        public void Act(ReadOnlySpan<float> observations, Span<float> actions) => actions.Fill(amount);
    }
}
