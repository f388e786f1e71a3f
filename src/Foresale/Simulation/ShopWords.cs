namespace Foresale.Simulation;

/// <summary>The words that shop files and simulated events use, by index. Their order is the order of all arrays of the simulation.</summary>
internal static class ShopWords
{
    /// <summary>Index of <c>leave</c> among the outcomes of a step: it stands after the five actions.</summary>
    public const int Leave = 5;

    /// <summary>Outcomes of a step: five actions and leave.</summary>
    public const int Outcomes = 6;

    public static readonly string[] OutcomeWords = ["view", "search", "favorite", "cart", "purchase", "leave"];
    public static readonly string[] Actions = OutcomeWords[..5];
    public static readonly string[] ItemActions = ["view", "favorite", "cart", "purchase"];
    public static readonly string[] MoveWords = ["stay", "return", "new"];
    public static readonly string[] Bands = ["low", "mid", "high"];
    public static readonly string[] DayParts = ["morning", "afternoon", "evening"];
    public static readonly string[] Devices = ["phone", "tablet", "desktop"];

    public static readonly string[] Effects =
    [
        "carts1", "carts2", "engaged1", "engaged2", "stayed", "familiar", "bandLow", "bandHigh", "considered",
        "weekend", "evening", "phone", "tablet", "desktop", "eachEvent",
    ];

    /// <summary>Local hours at which the parts of the day begin; the last entry is where the evening ends.</summary>
    public static readonly int[] DayPartHours = [6, 12, 18, 23];
}
