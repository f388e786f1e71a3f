using Foresale.Events;

namespace Foresale.Features;

/// <summary>How often views of the item, its category and its brand lead on, over 30 days up to midnight, drawn towards the shop's rate where views are few.</summary>
internal sealed class Conversion : IItemFeature
{
    private readonly string _what;
    private readonly bool _isItem;
    private readonly Behavior[] _counted;
    private readonly Behavior[] _goals;

    /// <summary>Rates of one of <c>item</c>, <c>category</c>, <c>brand</c>, for those goals that the log has.</summary>
    public Conversion(string what, IReadOnlyList<Behavior> actions)
    {
        _what = what;
        _goals = [.. actions.Where(a => a is Behavior.Cart or Behavior.Purchase)];
        _counted = [.. actions.Where(a => a != Behavior.Search)];
        _isItem = string.Equals(what, "item", StringComparison.Ordinal);
        var drawn = _isItem ? "its category's rate" : "the shop's rate";
        Columns =
        [
            .. _counted.Select(a => new FeatureColumn($"{what}_{ActionSlots.Noun(a)}_30d", FeatureGroup.Item, "ln(1 + events)", $"{ActionSlots.Plural(a)} of the {what} by all shoppers in the 30 days up to yesterday.")),
            .. _goals.Select(a => new FeatureColumn($"{what}_{a.Word()}_rate", FeatureGroup.Item, "0..1", $"{ActionSlots.Plural(a)} a view of the {what} over 30 days, drawn towards {drawn} where views are few.")),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values)
    {
        var (table, entry) = _what switch
        {
            "item" => (snapshot.Items, moment.Focus.Item),
            "category" => (snapshot.Categories, moment.Focus.Category),
            _ => (snapshot.Brands, moment.Focus.Brand),
        };
        for (var i = 0; i < _counted.Length; i++)
        {
            values[i] = MathF.Log(1f + table.Events(entry, CounterWindow.Month, _counted[i]));
        }

        for (var i = 0; i < _goals.Length; i++)
        {
            values[_counted.Length + i] = (float)(_isItem
                ? snapshot.ItemRate(entry, moment.Focus.Category, _goals[i])
                : snapshot.Rate(table, entry, _goals[i]));
        }
    }
}
