namespace Foresale.Features;

/// <summary>The session by instants: shops log several events of one click with one time, so events are not what a shopper did, instants are.</summary>
/// <remarks>State: [0] events of the last instant, [1] instants of the session, [2..4] seconds from instant to instant before the last, newest first; the state of a log of days has none.</remarks>
internal sealed class EventBursts : IUserFeature
{
    private const int Gaps = 3;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("session_burst_events", FeatureGroup.User, "events", "Events of this session at the very time of its last."),
        new("session_instants", FeatureGroup.User, "instants", "Different times of this session's events."),
        new("session_seconds_before_instant", FeatureGroup.User, "seconds", "Seconds between the last two instants of this session; missing after one."),
        new("session_seconds_before_second_last_instant", FeatureGroup.User, "seconds", "Seconds between the instants before them; missing where there are none."),
        new("session_seconds_before_third_last_instant", FeatureGroup.User, "seconds", "Seconds between the instants before those; missing where there are none."),
    ];

    /// <inheritdoc/>
    public int StateSize => 2 + Gaps;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state.Clear();
            state[0] = state[1] = 1f;
            return;
        }

        if (shopEvent.DaysSincePrevious == 0)
        {
            state[0] += 1f;
            return;
        }

        state[0] = 1f;
        state[1] += 1f;
        (state[4], state[3]) = (state[3], state[2]);
        state[2] = (float)(shopEvent.DaysSincePrevious * 86_400);
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values[0] = state[0];
        values[1] = state[1];
        for (var i = 0; i < Gaps; i++)
        {
            values[2 + i] = state[1] > i + 1 ? state[2 + i] : float.NaN;
        }
    }
}
