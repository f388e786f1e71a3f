namespace Foresale.Features;

/// <summary>What a fold holds beside shoppers, in parts that change at different times: a snapshot need not write what did not.</summary>
public enum FoldPart
{
    /// <summary>Names, and what items counted today: changes with each event.</summary>
    Today,

    /// <summary>What midnights published.</summary>
    Published,

    /// <summary>Rows of the item side file: changes where items are put.</summary>
    Catalogue,
}
