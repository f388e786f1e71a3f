using Foresale.Events;

namespace Foresale.Features;

/// <summary>Which prices the shopper looks at: the fading mean, the fading maximum, and this session's mean.</summary>
/// <remarks>State: [0] maximum fading by half in 7 days, [1] sum and [2] number of this session's viewed prices.</remarks>
internal sealed class PricesViewed : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("user_mean_price_viewed", FeatureGroup.User, "currency", "Mean price of viewed items, each view weighing half after every 7 days; missing where no view had a price."),
        new("user_max_price_viewed", FeatureGroup.User, "currency", "Highest price viewed, fading by half in 7 days."),
        new("session_mean_price_viewed", FeatureGroup.User, "currency", "Mean price of the items viewed in this session; missing where no view had a price."),
    ];

    /// <inheritdoc/>
    public int StateSize => 3;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state[1] = state[2] = 0f;
        }

        state[0] = Decays.Fade(state[0], shopEvent.Decays.Week);
        if (shopEvent.Behavior == Behavior.View && !float.IsNaN(shopEvent.Price))
        {
            state[0] = Math.Max(state[0], shopEvent.Price);
            state[1] += shopEvent.Price;
            state[2] += 1f;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values[0] = moment.Shopper.MeanPriceViewed;
        values[1] = Decays.Fade(state[0], moment.Decays.Week);
        values[2] = state[2] > 0f ? state[1] / state[2] : float.NaN;
    }
}
