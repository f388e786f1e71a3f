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

        Assert.Equal(["   states 3.2 s", "   gru 61.0 s", "   score 3.0 s"], told);
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
