namespace Foresale.Features;

/// <summary>The detail or the query of what the shopper did n events ago: one column a known word, one for any other; all 0 where there is none.</summary>
/// <remarks>No state: the ring of last events tells.</remarks>
internal sealed class LastWord : IUserFeature
{
    private readonly Func<PackedToken, byte> _token;
    private readonly int _back;

    /// <summary>The word of the event n places before the last.</summary>
    /// <param name="field"><c>detail</c> or <c>query</c>.</param>
    /// <param name="words">The known words.</param>
    /// <param name="token">Its field of a token.</param>
    /// <param name="back">Events before the last, 0..2.</param>
    public LastWord(string field, IReadOnlyList<string> words, Func<PackedToken, byte> token, int back)
    {
        _token = token;
        _back = back;
        var (name, which) = back switch { 0 => ("last", "last event"), 1 => ("second_last", "last event but one"), _ => ("third_last", "last event but two") };
        Columns =
        [
            .. words.Select(word => new FeatureColumn($"{name}_{field}={word}", FeatureGroup.User, "0/1", $"Whether the {field} of the shopper's {which} was {word}.")),
            new($"{name}_{field}=(other)", FeatureGroup.User, "0/1", $"Whether the {field} of the shopper's {which} was a word not listed."),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values.Clear();
        var ring = moment.Shopper.Ring;
        if (ring.Count > _back && _token(ring.Last(_back)) is >= Tokenizer.First and var token)
        {
            values[token - Tokenizer.First] = 1f;
        }
    }
}
