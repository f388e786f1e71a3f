namespace Foresale.Features;

/// <summary>The item side file as of the moment: rating, review count, margin, stock and whatever else it has; words as one column a level.</summary>
internal sealed class CatalogueColumns(FoldSettings settings) : IItemFeature
{
    private readonly float[] _missing = new SideEncoding(settings.ItemNumeric, settings.ItemLevels).Encode(null);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } = [.. SideEncoding.Columns("catalogue", FeatureGroup.Item, "item", settings.ItemNumeric, settings.ItemLevels)];

    /// <inheritdoc/>
    public void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values) => (moment.Focus.Catalogue ?? _missing).CopyTo(values);
}
