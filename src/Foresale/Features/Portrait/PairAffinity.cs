namespace Foresale.Features;

/// <summary>How much the item in focus is to the shopper's liking, by the factors published last (docs/profiles.md).</summary>
/// <remarks>State: [0] the summed weights of the shopper's events on the item.</remarks>
internal sealed class PairAffinity(InteractionWeights weights) : IPairFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("pair_affinity", FeatureGroup.Item, "affinity", "How much the item is to the shopper's liking, by what alike shoppers liked: about 0 not, about 1 surely; 0 where it is not known."),
        new("pair_affinity_others", FeatureGroup.Item, "affinity", "The same by all that the shopper did on other items."),
        new("pair_affinity_known", FeatureGroup.Item, "0/1", "Whether the item, and something that the shopper touched, had come often enough to be compared."),
    ];

    /// <inheritdoc/>
    public int StateSize => 1;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays) => state[0] += weights.Of(shopEvent.Behavior);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        var known = moment.Taste!.TryRead(moment, state[0], out values[0], out values[1]);
        values[2] = known ? 1f : 0f;
    }
}
