namespace Foresale.Decisions.Nudges;

/// <summary>What an offer does to a shopper.</summary>
public enum ShopperKind
{
    /// <summary>Buys with the offer, and seldom without: the only ones worth it.</summary>
    Persuadable,

    /// <summary>Buys in any case: an offer gives margin away.</summary>
    Sure,

    /// <summary>Buys in no case.</summary>
    Lost,

    /// <summary>Buys less often with the offer: it says that the price was too high, or disturbs.</summary>
    PutOff,
}
