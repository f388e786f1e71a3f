using Foresale.Events;

namespace Foresale.Features;

/// <summary>Places of the log's actions in arrays of one value an action.</summary>
internal static class ActionSlots
{
    /// <summary>Behavior code to place among the actions; -1 for behaviors that the log lacks, and for corrections.</summary>
    public static int[] Of(IReadOnlyList<Behavior> actions)
    {
        var slots = new int[Behaviors.Count];
        Array.Fill(slots, -1);
        for (var i = 0; i < actions.Count; i++)
        {
            slots[(int)actions[i]] = i;
        }

        return slots;
    }

    /// <summary>How descriptions begin: Views, Searches, Favorites.</summary>
    public static string Plural(Behavior behavior) => behavior switch
    {
        Behavior.View => "Views",
        Behavior.Search => "Searches",
        Behavior.Favorite => "Favorites",
        Behavior.Cart => "Additions to the cart",
        Behavior.Purchase => "Purchases",
        Behavior.Uncart => "Removals from the cart",
        _ => "Refunds",
    };

    /// <summary>How columns name a number of events: <c>views</c>, <c>searches</c>.</summary>
    public static string Noun(Behavior behavior) => behavior == Behavior.Search ? "searches" : behavior.Word() + "s";
}
