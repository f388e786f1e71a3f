namespace Foresale.Features;

/// <summary>The shop's finer word for what the shopper did n events ago: one column a known word, one for any other; all 0 where there is none.</summary>
/// <remarks>No state: the ring of last events tells.</remarks>
internal sealed class LastDetail : IUserFeature
{
    private readonly int _back;

    /// <summary>The event n places before the last.</summary>
    public LastDetail(IReadOnlyList<string> words, int back)
    {
        _back = back;
        var (name, which) = back switch { 0 => ("last", "last event"), 1 => ("second_last", "last event but one"), _ => ("third_last", "last event but two") };
        Columns =
        [
            .. words.Select(word => new FeatureColumn($"{name}_detail={word}", FeatureGroup.User, "0/1", $"Whether the detail of the shopper's {which} was {word}.")),
            new($"{name}_detail=(other)", FeatureGroup.User, "0/1", $"Whether the detail of the shopper's {which} was a word not listed."),
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
        if (ring.Count > _back && ring.Last(_back).Detail is >= Tokenizer.First and var token)
        {
            values[token - Tokenizer.First] = 1f;
        }
    }
}
