namespace Foresale.Features;

/// <summary>Events of all shoppers on the item up to midnight, as ln(1 + n), and whether the last day was above the week's pace.</summary>
internal sealed class ItemPopularity : IItemFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("item_popularity_1d", FeatureGroup.Item, "ln(1 + events)", "Events of all shoppers on the item yesterday."),
        new("item_popularity_7d", FeatureGroup.Item, "ln(1 + events)", "Events of all shoppers on the item in the 7 days up to yesterday."),
        new("item_popularity_30d", FeatureGroup.Item, "ln(1 + events)", "Events of all shoppers on the item in the 30 days up to yesterday."),
        new("item_trend", FeatureGroup.Item, "ln ratio", "Yesterday's events on the item against its daily mean of the week: above 0 it gains interest."),
    ];

    /// <inheritdoc/>
    public void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values)
    {
        var item = moment.Focus.Item;
        var day = snapshot.Items.Events(item, CounterWindow.Day);
        var week = snapshot.Items.Events(item, CounterWindow.Week);
        values[0] = MathF.Log(1f + day);
        values[1] = MathF.Log(1f + week);
        values[2] = MathF.Log(1f + snapshot.Items.Events(item, CounterWindow.Month));
        values[3] = MathF.Log((day + 1f) / ((week / 7f) + 1f));
    }
}
