namespace Foresale.Events;

/// <summary>From this instant the anonymous name is known to be the user's: a row of the merge log.</summary>
/// <param name="AnonymousId">The cookie or device.</param>
/// <param name="UserId">The known name.</param>
/// <param name="Time">When it became known, in UTC.</param>
public sealed record IdentityMerge(string AnonymousId, string UserId, DateTimeOffset Time)
{
    /// <summary>Place among the events of the source: before the one that has it. -1 stands before all events of the instant.</summary>
    public long Sequence { get; init; } = -1;
}
