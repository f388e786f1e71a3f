namespace Foresale.Description;

/// <summary>A log without a single purchase: but for a label file nothing can be learnt of it, and mostly the mapping is why.</summary>
public static class NoPurchaseWarnings
{
    /// <summary>The warning; null where something was bought, or nothing at all was done.</summary>
    /// <param name="events">Events of the log.</param>
    /// <param name="purchases">Those that are purchases.</param>
    public static LogWarning? Of(long events, long purchases) => events == 0 || purchases > 0
        ? null
        : new LogWarning(
            "no_purchase", "serious", "purchase",
            "no event is a purchase, and without one only the questions of a --labels file can be learnt.",
            "Check the word for purchases under 'behaviors' in the mapping; the words that it does not know are in quarantine.");
}
