namespace Foresale.Features;

/// <summary>How long the shopper has kept at it: events in a row that are alike, or on one item, and the runs of this session.</summary>
/// <remarks>
/// Events are alike where behavior, detail and item agree. A gallery that is leafed through is one run of many events.
/// State: [0] length of the run, [1] events in a row on one item, [2] runs of the session, [3] behavior and [4] detail of the last event, [5] 1 where it had an item,
/// [6] length of the run before.
/// </remarks>
internal sealed class EventRuns : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("session_run_events", FeatureGroup.User, "events", "Last events of this session in a row that are alike: of one behavior and detail, on one item or none."),
        new("session_last_run_events", FeatureGroup.User, "events", "Length of the run of like events before this one; 0 in the session's first."),
        new("session_item_run_events", FeatureGroup.User, "events", "Last events of this session in a row on one item; 0 where the last has none."),
        new("session_runs", FeatureGroup.User, "runs", "Runs of like events in this session, the last included."),
    ];

    /// <inheritdoc/>
    public int StateSize => 7;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state.Clear();
        }

        var hadItem = state[5] > 0f;
        var hasItem = shopEvent.Item >= 0;
        var sameItem = hasItem ? hadItem && shopEvent.SameItem : !hadItem;
        var alike = state[2] > 0f && sameItem && state[3] == (float)shopEvent.Behavior && state[4] == shopEvent.Detail;
        state[6] = alike ? state[6] : state[0];
        state[0] = alike ? state[0] + 1f : 1f;
        state[1] = !hasItem ? 0f : sameItem ? state[1] + 1f : 1f;
        state[2] += alike ? 0f : 1f;
        state[3] = (float)shopEvent.Behavior;
        state[4] = shopEvent.Detail;
        state[5] = hasItem ? 1f : 0f;
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values[0] = state[0];
        values[1] = state[6];
        values[2] = state[1];
        values[3] = state[2];
    }
}
