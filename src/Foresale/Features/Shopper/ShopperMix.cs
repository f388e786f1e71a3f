using Foresale.Events;

namespace Foresale.Features;

/// <summary>
/// What the shopper ever did, as shares and rates: what a fading count forgets. Who answered a campaign half a year ago is likelier to answer
/// the next. No plain totals: they grow with the log, so that a later shopper looks like none of the training slice.
/// </summary>
/// <remarks>State: views, then goals, then one count a known detail.</remarks>
internal sealed class ShopperMix : IUserFeature
{
    // Events that say nothing, added to a shopper's own: one event is not all that they do.
    private const float Prior = 5f;

    private readonly Behavior[] _goals;
    private readonly int[] _slot;
    private readonly float[] _shopRate;
    private readonly int _details;

    /// <summary>Shares of the log's details, and rates of those goals that it has, where it has views.</summary>
    public ShopperMix(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        var details = settings.Levels.GetValueOrDefault(WordLevels.Detail) ?? [];
        _details = details.Count;
        _goals = actions.Contains(Behavior.View) ? [.. actions.Where(a => a is Behavior.Cart or Behavior.Purchase)] : [];
        _slot = ActionSlots.Of(_goals);
        _shopRate = [.. _goals.Select(g => (float)(g == Behavior.Cart ? settings.CartsPerView : settings.PurchasesPerView))];
        Columns =
        [
            .. _goals.Select(g => new FeatureColumn($"user_{g.Word()}_rate", FeatureGroup.User, "a view", $"{ActionSlots.Plural(g)} a view of the shopper so far, drawn towards the shop's rate where views are few.")),
            .. details.Select(d => new FeatureColumn($"user_detail={d}", FeatureGroup.User, "0..1", $"Share of the shopper's events so far whose detail is {d}, drawn towards 0 where events are few.")),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <inheritdoc/>
    public int StateSize => 1 + _goals.Length + _details;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        state[0] += shopEvent.Behavior == Behavior.View ? 1f : 0f;
        if (_slot[(int)shopEvent.Behavior] is >= 0 and var goal)
        {
            state[1 + goal] += 1f;
        }

        if (shopEvent.Detail >= 0 && shopEvent.Detail < _details)
        {
            state[1 + _goals.Length + shopEvent.Detail] += 1f;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        for (var g = 0; g < _goals.Length; g++)
        {
            values[g] = (state[1 + g] + (Prior * _shopRate[g])) / (state[0] + Prior);
        }

        for (var d = _goals.Length; d < values.Length; d++)
        {
            values[d] = state[1 + d] / (moment.Shopper.Events + Prior);
        }
    }
}
