namespace Foresale.Features;

/// <summary>What stands in the cart: what was put in, less what was taken out or bought.</summary>
/// <remarks>State: [0] units, [1] value at the prices they were put in for.</remarks>
internal sealed class CartBalance(bool hasPrices) : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("cart_units", FeatureGroup.User, "units", "Units in the shopper's cart, of any session."),
        .. hasPrices ? [new FeatureColumn("cart_value", FeatureGroup.User, "currency", "Value of the shopper's cart at the prices units were put in for.")] : Array.Empty<FeatureColumn>(),
    ];

    /// <inheritdoc/>
    public int StateSize => 2;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        state[0] = Math.Max(0f, state[0] + shopEvent.CartUnits);
        state[1] = state[0] > 0f ? Math.Max(0f, state[1] + shopEvent.CartValue) : 0f;
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values) => state[..values.Length].CopyTo(values);
}
