using Foresale.Events;

namespace Foresale.Features;

/// <summary>The shopper's events of each action in this session, and how many events ago the last of each was. Unit: events.</summary>
/// <remarks>State: A counts, then the session's events when each last came (0 where it did not), then the session's events.</remarks>
internal sealed class SessionCounts : IUserFeature
{
    private readonly int _actions;
    private readonly int[] _slot;

    /// <summary>Counts of the given actions.</summary>
    public SessionCounts(IReadOnlyList<Behavior> actions)
    {
        _actions = actions.Count;
        _slot = ActionSlots.Of(actions);
        Columns =
        [
            .. actions.Select(a => new FeatureColumn($"session_{ActionSlots.Noun(a)}", FeatureGroup.User, "events", $"{ActionSlots.Plural(a)} in this session.")),
            .. actions.Select(a => new FeatureColumn($"session_steps_since_{a.Word()}", FeatureGroup.User, "events", $"Events since the last {a.Word()} of this session; missing where there is none.")),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => (2 * _actions) + 1;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state.Clear();
        }

        ref var events = ref state[2 * _actions];
        events += 1f;
        var slot = _slot[(int)shopEvent.Behavior];
        if (slot >= 0)
        {
            state[slot] += 1f;
            state[_actions + slot] = events;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        for (var i = 0; i < _actions; i++)
        {
            values[i] = state[i];
            values[_actions + i] = state[_actions + i] > 0f ? state[2 * _actions] - state[_actions + i] : float.NaN;
        }
    }
}
