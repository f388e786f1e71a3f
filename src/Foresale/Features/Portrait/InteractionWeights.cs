using Foresale.Events;

namespace Foresale.Features;

/// <summary>
/// What a shopper's events on an item say of how surely they like it: confidence c = 1 + α ln(1 + r), where r adds up one weight an event
/// (Hu, Koren &amp; Volinsky 2008, section 4, the logarithmic form). Searches and corrections weigh nothing.
/// </summary>
public sealed record InteractionWeights
{
    /// <summary>Weight of a view, &gt;= 0.</summary>
    public float View { get; init; } = 1f;

    /// <summary>Weight of a favorite, &gt;= 0.</summary>
    public float Favorite { get; init; } = 2f;

    /// <summary>Weight of an addition to the cart, &gt;= 0.</summary>
    public float Cart { get; init; } = 3f;

    /// <summary>Weight of a purchase, &gt;= 0.</summary>
    public float Purchase { get; init; } = 5f;

    /// <summary>α, &gt; 0: how much more an observed pair counts than one that was never touched.</summary>
    public double Alpha { get; init; } = 10;

    /// <summary>The weight of a behavior.</summary>
    public float Of(Behavior behavior) => behavior switch
    {
        Behavior.View => View,
        Behavior.Favorite => Favorite,
        Behavior.Cart => Cart,
        Behavior.Purchase => Purchase,
        _ => 0f,
    };

    /// <summary>Confidence of a pair, &gt;= 1.</summary>
    /// <param name="weight">r, the sum of its events' weights, &gt;= 0.</param>
    public double Confidence(double weight) => 1 + (Alpha * Math.Log(1 + weight));
}
