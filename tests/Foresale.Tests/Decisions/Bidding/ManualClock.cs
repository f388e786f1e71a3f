namespace Foresale.Tests.Decisions.Bidding;

/// <summary>A clock that stands still until it is told to go on.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
