namespace Foresale.Features;

/// <summary>The item side file as of the moment: rating, review count, margin, stock and whatever else it has; words as one column a level, texts as factors.</summary>
internal sealed class CatalogueColumns(FoldSettings settings) : IItemFeature
{
    private readonly float[] _missing = new SideEncoding(settings.ItemNumeric, settings.ItemLevels, settings.ItemTexts).Encode(null);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } = [.. SideEncoding.Columns("catalogue", FeatureGroup.Item, "item", settings.ItemNumeric, settings.ItemLevels, settings.ItemTexts)];

    /// <inheritdoc/>
    public void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values) => (moment.Focus.Catalogue ?? _missing).CopyTo(values);
}
