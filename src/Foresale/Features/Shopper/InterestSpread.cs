namespace Foresale.Features;

/// <summary>How wide the shopper's recent interest is: entropy and number of a token field's values over the last events.</summary>
/// <remarks>No state: the ring of last events tells. Names share a value where their hashes collide.</remarks>
internal sealed class InterestSpread(string name, Func<PackedToken, int> field) : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new($"user_{name}_entropy", FeatureGroup.User, "nats", $"Entropy of the {name} over the shopper's last 50 events that have one: 0 where all are of one; missing where none has."),
        new($"user_{name}_count", FeatureGroup.User, "values", $"Different values of the {name} in the shopper's last 50 events."),
    ];

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        var ring = moment.Shopper.Ring;
        Span<int> seen = stackalloc int[ring.Count];
        var known = 0;
        for (var back = 0; back < ring.Count; back++)
        {
            var value = field(ring.Last(back));
            if (value > 1)
            {
                seen[known++] = value;
            }
        }

        seen = seen[..known];
        seen.Sort();
        var (entropy, kinds) = (0f, 0);
        for (int from = 0, to; from < known; from = to)
        {
            for (to = from + 1; to < known && seen[to] == seen[from]; to++)
            {
            }

            var share = (to - from) / (float)known;
            entropy -= share * MathF.Log(share);
            kinds++;
        }

        values[0] = known > 0 ? Math.Max(0f, entropy) : float.NaN;
        values[1] = kinds;
    }
}
