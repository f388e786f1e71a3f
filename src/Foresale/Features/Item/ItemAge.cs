namespace Foresale.Features;

/// <summary>Whether an item is in focus, and whether the shop knows it.</summary>
internal sealed class ItemAge : IItemFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("item_in_focus", FeatureGroup.Item, "0/1", "Whether an item is in focus: 0 after a search or a page without one."),
        new("item_is_new", FeatureGroup.Item, "0/1", "Whether the item had no event before today."),
        new("item_days_known", FeatureGroup.Item, "days", "Days since the item's first event; missing for a new item."),
    ];

    /// <inheritdoc/>
    public void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values)
    {
        var firstDay = snapshot.Items.FirstDay(moment.Focus.Item);
        var known = firstDay != int.MaxValue;
        values[0] = moment.Focus.Named ? 1f : 0f;
        values[1] = moment.Focus.Named && !known ? 1f : 0f;
        values[2] = known ? moment.Local.Day - firstDay : float.NaN;
    }
}
