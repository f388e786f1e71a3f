using Foresale.Events;

namespace Foresale.Features;

/// <summary>The shopper's interest in the focus item's category or brand, from their last 50 events.</summary>
/// <remarks>No state: the ring of last events tells.</remarks>
internal sealed class GroupInterest(string name, bool ofCategory) : IPairFeature
{
    private const int Purchase = Tokenizer.First + (int)Behavior.Purchase;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new($"interest_{name}_share", FeatureGroup.Item, "0..1", $"Share of the shopper's last 50 events in the {name} of the item in focus; missing where the {name} is unknown."),
        new($"interest_{name}_run", FeatureGroup.Item, "events", $"How many events in a row, up to the last, were in the {name} of the item in focus."),
        new($"interest_{name}_purchases", FeatureGroup.Item, "purchases", $"Purchases in the {name} of the item in focus among the shopper's last 50 events."),
    ];

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        var wanted = ofCategory ? moment.Focus.CategoryToken : moment.Focus.BrandToken;
        if (wanted <= 1)
        {
            values.Fill(float.NaN);
            return;
        }

        var ring = moment.Shopper.Ring;
        var (hits, run, bought) = (0, 0, 0);
        for (var back = 0; back < ring.Count; back++)
        {
            ref readonly var token = ref ring.Last(back);
            if ((ofCategory ? token.Category : token.Brand) == wanted)
            {
                hits++;
                run += run == back ? 1 : 0;
                bought += token.Behavior == Purchase ? 1 : 0;
            }
        }

        values[0] = ring.Count == 0 ? 0f : hits / (float)ring.Count;
        values[1] = run;
        values[2] = bought;
    }
}
