namespace Foresale.Profiles;

/// <summary>How a segment differs from the shop in one trait.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Lift">The segment's mean less the shop's, in deviations over shoppers.</param>
/// <param name="IsNone">True where no shopper of the segment has any of it.</param>
public sealed record TraitLift(Trait Trait, double Lift, bool IsNone = false)
{
    /// <summary>The words for it.</summary>
    public string Words => Lift > 0 ? Trait.High : IsNone ? Trait.None ?? Trait.Low : Trait.Low;
}

/// <summary>Readable names of segments, from the traits that set each apart most.</summary>
internal static class SegmentNames
{
    private const int TraitsOfAName = 3;

    /// <summary>One name a segment, all different.</summary>
    /// <param name="lifts">Each segment's lifts, the largest first.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<IReadOnlyList<TraitLift>> lifts)
    {
        var names = new List<string>(lifts.Count);
        foreach (var own in lifts)
        {
            var most = TraitsOfAName;
            var name = Name(own, most);
            while (names.Contains(name, StringComparer.Ordinal) && most < own.Count)
            {
                name = Name(own, ++most);
            }

            names.Add(names.Contains(name, StringComparer.Ordinal) ? $"{name}, group {names.Count + 1}" : name);
        }

        return names;
    }

    private static string Name(IReadOnlyList<TraitLift> lifts, int most)
    {
        // Beyond the usual three, smaller differences count too: they are what tells two like segments apart.
        var words = lifts.Take(most).Where((l, i) => i >= TraitsOfAName || Math.Abs(l.Lift) >= Traits.LeastLift).Select(l => l.Words).ToList();
        return words.Count == 0 ? "average shoppers" : string.Join(", ", words);
    }
}
