namespace Foresale.Features;

/// <summary>The shopper's events of each detail in this session, and how many events ago the last of each was. Unit: events.</summary>
/// <remarks>State: W counts, one a known word, then the session's events when each last came (0 where it did not).</remarks>
internal sealed class SessionDetails(IReadOnlyList<string> words) : IUserFeature
{
    private readonly int _words = words.Count;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        .. words.Select(word => new FeatureColumn($"session_detail={word}", FeatureGroup.User, "events", $"Events of this session whose detail is {word}.")),
        .. words.Select(word => new FeatureColumn($"session_steps_since_detail={word}", FeatureGroup.User, "events", $"Events since the last one of this session whose detail is {word}; missing where there is none.")),
    ];

    /// <inheritdoc/>
    public int StateSize => (2 * _words) + 1;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state.Clear();
        }

        ref var events = ref state[2 * _words];
        events += 1f;
        if (shopEvent.Detail >= 0 && shopEvent.Detail < _words)
        {
            state[shopEvent.Detail] += 1f;
            state[_words + shopEvent.Detail] = events;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        for (var i = 0; i < _words; i++)
        {
            values[i] = state[i];
            values[_words + i] = state[_words + i] > 0f ? state[2 * _words] - state[_words + i] : float.NaN;
        }
    }
}
