using Foresale.Features;

namespace Foresale.Server.Models;

/// <summary>What a shopper's intent is worth, from the very state that it was read from.</summary>
/// <param name="Value">Intent times price, and times margin where that is known; in the shop's currency.</param>
/// <param name="ValueIs"><c>margin</c>, or <c>revenue</c> where no margin is known.</param>
/// <param name="ValueOf">Whose price: <c>cart</c>, <c>item</c> or <c>viewed</c>.</param>
internal readonly record struct Worth(double Value, string ValueIs, string ValueOf);

/// <summary>
/// Finds the price at stake among the features of a state: what lies in the cart, else the item in focus, else the mean of what was viewed. Prices and margins are those as of the
/// instant, as the fold knows them.
/// </summary>
/// <param name="columns">Columns of the model's states; without prices among them nothing is known.</param>
internal sealed class Stake(IReadOnlyList<FeatureColumn> columns)
{
    private readonly int _cart = IndexOf(columns, "cart_value"), _item = IndexOf(columns, "item_price"), _margin = IndexOf(columns, "catalogue_margin"), _viewed = IndexOf(columns, "user_mean_price_viewed");

    /// <summary>What a shopper may spend; null where no price is known.</summary>
    /// <param name="intent">Probability that they buy, 0..1.</param>
    /// <param name="features">[F] raw features.</param>
    public Worth? OfShopper(float intent, ReadOnlySpan<float> features) =>
        Read(features, _cart) is { } cart && cart > 0 ? new Worth(intent * cart, "revenue", "cart")
        : OfItem(intent, features) is { } item ? item
        : Read(features, _viewed) is { } viewed ? new Worth(intent * viewed, "revenue", "viewed")
        : null;

    /// <summary>What the item in focus may bring; null where its price is not known.</summary>
    /// <param name="intent">Probability that it is bought, 0..1.</param>
    /// <param name="features">[F] raw features.</param>
    public Worth? OfItem(float intent, ReadOnlySpan<float> features) =>
        Read(features, _item) is not { } price ? null
        : Read(features, _margin) is { } margin and >= 0 and <= 1 ? new Worth(intent * price * margin, "margin", "item") // a share of the price; what is none is percent or money, and not guessed at
        : new Worth(intent * price, "revenue", "item");

    private static double? Read(ReadOnlySpan<float> features, int column) => column >= 0 && float.IsFinite(features[column]) ? features[column] : null;

    private static int IndexOf(IReadOnlyList<FeatureColumn> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
