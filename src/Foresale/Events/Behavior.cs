namespace Foresale.Events;

/// <summary>What a shopper did. The first five are the actions of the decision process, in the order of the funnel.</summary>
public enum Behavior : byte
{
    /// <summary>Looked at an item or a page.</summary>
    View = 0,

    /// <summary>Searched; the item may be absent.</summary>
    Search = 1,

    /// <summary>Marked an item as a favorite, or put it on a wish list.</summary>
    Favorite = 2,

    /// <summary>Put an item into the cart.</summary>
    Cart = 3,

    /// <summary>Bought an item: the goal of the decision process.</summary>
    Purchase = 4,

    /// <summary>Took an item out of the cart: a correction, never an action.</summary>
    Uncart = 5,

    /// <summary>Sent an item back: a correction, never an action.</summary>
    Refund = 6,
}

/// <summary>The words for behaviors in files.</summary>
public static class Behaviors
{
    /// <summary>Behaviors that are actions of the decision process; later ones are corrections.</summary>
    public const int ActionCount = 5;

    /// <summary>All behaviors.</summary>
    public const int Count = 7;

    private static readonly string[] s_words = ["view", "search", "favorite", "cart", "purchase", "uncart", "refund"];

    /// <summary>The word for each behavior, by its code.</summary>
    public static IReadOnlyList<string> Words => s_words;

    /// <summary>The word that files use for a behavior.</summary>
    public static string Word(this Behavior behavior) => s_words[(int)behavior];

    /// <summary>True for view, search, favorite, cart and purchase; false for the corrections.</summary>
    public static bool IsAction(this Behavior behavior) => (int)behavior < ActionCount;

    /// <summary>Finds the behavior that a word names, whatever its case.</summary>
    /// <returns>False where the word is no behavior.</returns>
    public static bool TryParse(ReadOnlySpan<char> word, out Behavior behavior)
    {
        for (var code = 0; code < Count; code++)
        {
            if (word.Equals(s_words[code], StringComparison.OrdinalIgnoreCase))
            {
                behavior = (Behavior)code;
                return true;
            }
        }

        behavior = default;
        return false;
    }
}
