using Foresale.Events;

namespace Foresale.Description;

/// <summary>A log without a single purchase: but for a label file nothing can be learnt of it, and mostly the mapping is why.</summary>
public static class NoPurchaseWarnings
{
    internal static IEnumerable<LogWarning> Find(LogFacts facts)
    {
        if (facts.Days.Count > 0 && !facts.Days.Any(d => d.Behavior == Behavior.Purchase))
        {
            yield return new LogWarning(
                "no_purchase", "serious", "purchase",
                "no event is a purchase, and without one only the questions of a --labels file can be learnt.",
                "Check the word for purchases under 'behaviors' in the mapping; the words that it does not know are in quarantine.");
        }
    }
}
