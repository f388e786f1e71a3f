using Foresale.Events;

namespace Foresale.Features;

/// <summary>
/// The shopper's interest in the focus item's category or brand, from their last 50 events: how much of it, and whether it led on. Who answered
/// the offers of one kind is likelier to answer the next of that kind.
/// </summary>
/// <remarks>No state: the ring of last events tells.</remarks>
internal sealed class GroupInterest : IPairFeature
{
    // Views that say nothing, added to the shopper's own: one view is not all that they do.
    private const float Prior = 3f;
    private const int ViewToken = Tokenizer.First + (int)Behavior.View;

    private readonly bool _ofCategory;
    private readonly (int Token, float ShopRate)[] _goals;
    private readonly bool _hasViews;

    /// <summary>Counts those goals that the log has, and their rates where it has views.</summary>
    public GroupInterest(string name, bool ofCategory, FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        Behavior[] goals = [.. actions.Where(a => a is Behavior.Cart or Behavior.Purchase)];
        _ofCategory = ofCategory;
        _hasViews = actions.Contains(Behavior.View);
        _goals = [.. goals.Select(g => (Tokenizer.First + (int)g, (float)(g == Behavior.Cart ? settings.CartsPerView : settings.PurchasesPerView)))];
        Columns =
        [
            new($"interest_{name}_share", FeatureGroup.Item, "0..1", $"Share of the shopper's last 50 events in the {name} of the item in focus; missing where the {name} is unknown."),
            new($"interest_{name}_run", FeatureGroup.Item, "events", $"How many events in a row, up to the last, were in the {name} of the item in focus."),
            .. goals.Select(g => new FeatureColumn($"interest_{name}_{ActionSlots.Noun(g)}", FeatureGroup.Item, "events", $"{ActionSlots.Plural(g)} in the {name} of the item in focus among the shopper's last 50 events.")),
            .. goals.Where(_ => _hasViews).Select(g => new FeatureColumn(
                $"interest_{name}_{g.Word()}_rate", FeatureGroup.Item, "a view", $"{ActionSlots.Plural(g)} a view in the {name} of the item in focus among the shopper's last 50 events, drawn towards the shop's rate where views are few.")),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        var wanted = _ofCategory ? moment.Focus.CategoryToken : moment.Focus.BrandToken;
        if (wanted <= 1)
        {
            values.Fill(float.NaN);
            return;
        }

        values.Clear();
        var (ring, hits, views) = (moment.Shopper.Ring, 0, 0);
        for (var back = 0; back < ring.Count; back++)
        {
            ref readonly var token = ref ring.Last(back);
            if ((_ofCategory ? token.Category : token.Brand) == wanted)
            {
                values[1] += hits == back ? 1f : 0f;
                hits++;
                views += token.Behavior == ViewToken ? 1 : 0;
                for (var g = 0; g < _goals.Length; g++)
                {
                    values[2 + g] += token.Behavior == _goals[g].Token ? 1f : 0f;
                }
            }
        }

        values[0] = ring.Count == 0 ? 0f : hits / (float)ring.Count;
        for (var g = 0; _hasViews && g < _goals.Length; g++)
        {
            values[2 + _goals.Length + g] = (values[2 + g] + (Prior * _goals[g].ShopRate)) / (views + Prior);
        }
    }
}
