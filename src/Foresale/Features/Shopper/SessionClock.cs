namespace Foresale.Features;

/// <summary>How long this session is, how fast it goes, and how it compares with the one before.</summary>
/// <remarks>State: [0] seconds before the last event, [1] length of the session before, [2] days from its start to this one's, [3] length so far.</remarks>
internal sealed class SessionClock(bool dayResolution) : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("session_events", FeatureGroup.User, "events", "Events of this session so far."),
        new("user_last_session_events", FeatureGroup.User, "events", "Events of the session before this one; missing in the first."),
        new("user_days_between_sessions", FeatureGroup.User, "days", "Days from the last event of the session before to the start of this one; missing in the first."),
        .. dayResolution ? Array.Empty<FeatureColumn>() :
        [
            new("session_seconds", FeatureGroup.User, "seconds", "Seconds from the start of this session to its last event."),
            new("session_seconds_per_event", FeatureGroup.User, "seconds", "Mean gap between events of this session; missing after one event."),
            new("session_seconds_before_last", FeatureGroup.User, "seconds", "Seconds between the last two events of this session; missing after one event."),
        ],
    ];

    /// <inheritdoc/>
    public int StateSize => 4;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state[1] = state[3];
            state[2] = (float)shopEvent.DaysSincePrevious;
            state[3] = 0f;
        }

        state[0] = (float)(shopEvent.DaysSincePrevious * 86_400);
        state[3] += 1f;
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        var shopper = moment.Shopper;
        values[0] = state[3];
        values[1] = shopper.Sessions > 1 ? state[1] : float.NaN;
        values[2] = shopper.Sessions > 1 ? state[2] : float.NaN;
        if (!dayResolution)
        {
            var seconds = (float)((shopper.LastEventMs - shopper.SessionStartMs) / 1000.0);
            values[3] = seconds;
            values[4] = state[3] > 1f ? seconds / (state[3] - 1f) : float.NaN;
            values[5] = state[3] > 1f ? state[0] : float.NaN;
        }
    }
}
