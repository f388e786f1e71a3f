using System.Globalization;
using Foresale.Server.Alarms;
using Foresale.Server.Models;

namespace Foresale.Server.Tests.Alarms;

public class ScoreDriftTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_index_of_two_distributions_is_that_of_the_formula()
    {
        var (one, other) = (new ScoreHistogram([.5f]), new ScoreHistogram([.5f]));
        float[] scores = [.1f, .5f, .7f, .9f];
        foreach (var score in scores)
        {
            one.Add(score); // 1 below, 3 above; with a half each .3 and .7
            other.Add(1 - score - .01f); // .89 .49 .29 .09: 3 below, 1 above
        }

        Assert.Equal([1, 3], one.Counts);
        Assert.Equal([3, 1], other.Counts);
        Assert.Equal(.8 * Math.Log(7.0 / 3), ScoreHistogram.Psi(one, other)!.Value, 12);
        Assert.Equal(0, ScoreHistogram.Psi(one, one)!.Value, 12);
        Assert.Null(ScoreHistogram.Psi(one, one.Empty()));
    }

    [Fact]
    public void An_unchanged_stream_is_quiet_and_a_changed_one_is_not()
    {
        var (drift, random, quiet) = (new ScoreDrift(1_000, TimeSpan.Zero), new Random(7), new List<double>());
        void Window(Func<double, double> change)
        {
            for (var i = 0; i < 1_000; i++)
            {
                drift.Add("m", string.Create(CultureInfo.InvariantCulture, $"u{i}"), (float)change(Math.Pow(random.NextDouble(), 4)), s_start);
            }
        }

        Window(p => p);
        Assert.Null(drift.Psi);
        for (var i = 0; i < 50; i++)
        {
            Window(p => p);
            quiet.Add(drift.Psi!.Value);
        }

        Assert.InRange(quiet.Max(), .001, .06); // 9 (1/1000 + 1/1000) = .018 is expected
        Window(p => p / 2);
        Assert.True(drift.Psi > .2, string.Create(CultureInfo.InvariantCulture, $"{drift.Psi}"));
        Window(p => p);
        Assert.True(drift.Psi < .06);
    }

    [Fact]
    public void A_window_has_enough_shoppers_each_counted_once_and_enough_hours()
    {
        var drift = new ScoreDrift(2, TimeSpan.FromHours(24));
        drift.Add("m", "a", .1f, s_start);
        drift.Add("m", "a", .9f, s_start.AddHours(30));
        Assert.Null(drift.Keep());

        drift.Add("m", "b", .3f, s_start.AddHours(31));
        Assert.Equal(2, drift.Keep()!.Counts.Sum());

        drift.Add("m", "c", .1f, s_start.AddHours(32));
        drift.Add("m", "d", .3f, s_start.AddHours(33));
        Assert.Null(drift.Psi); // two shoppers, two hours
        drift.Add("m", "d", .3f, s_start.AddHours(55));
        Assert.NotNull(drift.Psi);
    }

    [Fact]
    public void The_reference_outlives_a_restart_and_ends_with_its_model()
    {
        var (drift, again) = (new ScoreDrift(2, TimeSpan.Zero), new ScoreDrift(2, TimeSpan.Zero));
        drift.Add("m", "a", .1f, s_start);
        drift.Add("m", "b", .2f, s_start);
        again.Remember(drift.Keep()!);
        again.Add("m", "a", .9f, s_start);
        again.Add("m", "b", .9f, s_start);
        Assert.NotNull(again.Psi);

        again.Add("n", "a", .9f, s_start);
        Assert.Null(again.Psi);
        Assert.Null(again.Keep());
    }

    [Fact]
    public void Rejected_events_weigh_half_after_a_thousand_more()
    {
        var share = new RejectedShare();
        share.Add(50, 50);
        Assert.Equal(0, share.Share); // too few

        share.Add(1_000, 0);
        Assert.Equal(25.0 / 1_025, share.Share, 12);
        share.Add(100, 100);
        Assert.Equal((25 * Math.Pow(2, -.1) + 100) / (1_025 * Math.Pow(2, -.1) + 100), share.Share, 12);
    }
}
