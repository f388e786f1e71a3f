namespace Foresale.Cli.Tests;

public class StageLinesTests
{
    [Fact]
    public void A_stage_is_told_once_when_it_is_over_and_short_ones_are_not()
    {
        var clock = new HandClock();
        var told = new List<string>();
        var lines = new StageLines(told.Add, clock);

        foreach (var (stage, seconds) in ((string, double)[])[("states", 2.25), ("states", 1), ("lightgbm", .5), ("gru", 61), ("score", 3), ("gru", 4)])
        {
            lines.Report(new StageProgress(stage, 0, 1));
            clock.Forward(TimeSpan.FromSeconds(seconds));
        }

        lines.Finish();

        Assert.Equal(["   states 3.2 s", "   supervised network 61.0 s", "   score 3.0 s"], told);
    }

    [Fact]
    public void A_long_stage_tells_how_far_it_has_come_and_one_that_has_just_begun_does_not()
    {
        var clock = new HandClock();
        var told = new List<string>();
        var lines = new StageLines(told.Add, clock);

        lines.Beat();
        lines.Report(new StageProgress("intent", 0, 12));
        lines.Beat();
        clock.Forward(TimeSpan.FromSeconds(10));
        lines.Report(new StageProgress("intent", 3, 12, "log-loss 0.2400"));
        lines.Beat();
        lines.Report(new StageProgress("import", 0, 0, "1,500,000 rows"));
        clock.Forward(TimeSpan.FromSeconds(20));
        lines.Beat();

        Assert.Equal(["   critic 25 %, log-loss 0.2400, so far 10.0 s", "   critic 10.0 s", "   import 1,500,000 rows, so far 20.0 s"], told);
    }

    [Fact]
    public void Work_that_broke_off_does_not_tell_its_last_stage()
    {
        var told = new List<string>();

        new StageLines(told.Add, new HandClock()).Report(new StageProgress("states", 0, 1));

        Assert.Empty(told);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Forward(TimeSpan span) => _ticks += span.Ticks;
    }
}
