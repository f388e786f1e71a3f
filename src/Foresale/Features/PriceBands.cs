namespace Foresale.Features;

/// <summary>Low, middle and high prices: the lowest three tenths of the training slice's prices, the next four, the rest.</summary>
public static class PriceBands
{
    /// <summary>Words of the bands.</summary>
    public static IReadOnlyList<string> Words { get; } = ["low", "middle", "high"];

    /// <summary>The band of a price, 0..2; -1 where the log has no prices.</summary>
    /// <param name="deciles">Nine inner cuts, ascending; empty where the log has no prices.</param>
    /// <param name="price">Unit price.</param>
    public static sbyte Of(IReadOnlyList<float> deciles, float price)
    {
        ArgumentNullException.ThrowIfNull(deciles);
        var below = deciles.Count(cut => cut < price);
        return deciles.Count == 0 ? (sbyte)-1 : below < 3 ? (sbyte)0 : below < 7 ? (sbyte)1 : (sbyte)2;
    }
}
