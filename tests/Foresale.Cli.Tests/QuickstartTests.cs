using Foresale.Scoring;

namespace Foresale.Cli.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public void Of_two_events_in_one_second_the_later_state_is_shown()
    {
        IntentScore[] scores = [.. Enumerable.Range(0, 4).Select(node => default(IntentScore) with { Node = node })];

        var latest = QuickstartCommand.LatestOf(user: [0, 0, 0, 1], timeMs: [1000, 2000, 2000, 500], scores);

        Assert.Equal([2, 3], latest.Select(s => s.Node));
    }
}
