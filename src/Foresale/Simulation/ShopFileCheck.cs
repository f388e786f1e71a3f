using System.Globalization;
using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>Refuses a shop file whose numbers are no shop, with the JSON path of the first fault.</summary>
internal static class ShopFileCheck
{
    private const double Tolerance = 1e-6;

    public static void Run(ShopFile file, string place)
    {
        Require(file.Schema == 1, $"{place}: $.schema", $"Schema {file.Schema.ToString(CultureInfo.InvariantCulture)} is not known.", "Use 1.");
        Require(TimeZoneInfo.TryFindSystemTimeZoneById(file.Zone, out _), $"{place}: $.zone", $"'{file.Zone}' is no time zone.", "Give an IANA name such as Europe/Paris.");
        var bands = file.Catalogue.PriceBands;
        Require(bands.Count == 2 && bands[0] > 0 && bands[1] > bands[0], $"{place}: $.catalogue.priceBands", "These are not two ascending prices.", "Give two, such as [20, 60].");
        Require(file.Catalogue.Categories.Count > 0, $"{place}: $.catalogue.categories", "The shop sells nothing.", "Give at least one category.");
        for (var i = 0; i < file.Catalogue.Categories.Count; i++)
        {
            var category = file.Catalogue.Categories[i];
            var path = $"{place}: $.catalogue.categories[{i}]";
            Require(category.Items >= ShopCatalogue.LeastInCell, $"{path}.items", $"{category.Items} items are too few.", $"Give at least {ShopCatalogue.LeastInCell}.");
            Require(category.MedianPrice > 0, $"{path}.medianPrice", "A price must be above 0.", "Give the median price in the shop's currency.");
            Require(category.Spread >= 0, $"{path}.spread", "A standard deviation cannot be negative.", "Give 0 or more.");
            Require(category.Margin is >= 0 and <= 1, $"{path}.margin", "A margin is a share of the price.", "Give 0 to 1.");
            Require(category.Brands.Count > 0, $"{path}.brands", "The category has no brand.", "Give at least one.");
        }

        if (file.Catalogue.Trends is { } trends)
        {
            Require(trends.Deviation is >= 0 and <= 5, $"{place}: $.catalogue.trends.deviation", $"{Text(trends.Deviation)} is no standard deviation of a log-popularity.", "Give 0 to 5, such as 0.8.");
            Require(trends.Persistence is >= 0 and < 1, $"{place}: $.catalogue.trends.persistence", $"{Text(trends.Persistence)} is no share that is left a day later.", "Give 0 or more and less than 1, such as 0.9.");
        }

        Effects(file.Effects, $"{place}: $.effects");
        Require(file.Types.Count > 0, $"{place}: $.types", "The shop has no shoppers.", "Give at least one type.");
        var priors = file.Types.Sum(t => t.Prior);
        Require(Math.Abs(priors - 1) <= Tolerance, $"{place}: $.types[*].prior", $"The priors add up to {Text(priors)}.", "Make them add up to 1.");
        for (var i = 0; i < file.Types.Count; i++)
        {
            Type(file, file.Types[i], $"{place}: $.types[{i}]");
        }
    }

    private static void Type(ShopFile file, TypeSection type, string path)
    {
        Require(type.Prior is > 0 and <= 1, $"{path}.prior", $"{Text(type.Prior)} is no share of shoppers.", "Give a number above 0 and at most 1.");
        Require(type.VisitsPerDay is > 0 and < 1, $"{path}.visitsPerDay", $"{Text(type.VisitsPerDay)} is no chance of a visit.", "Give a number between 0 and 1.");
        Require(type.WeekendVisits > 0, $"{path}.weekendVisits", "A factor must be above 0.", "Give 1 for no weekend effect.");
        Require(type.GapSpread > 0, $"{path}.gapSpread", "A standard deviation must be above 0.", "Give about 1.");
        Distribution(type.Weekday, ShopWords.DayParts, $"{path}.weekday");
        Distribution(type.WeekendDay, ShopWords.DayParts, $"{path}.weekendDay");
        Distribution(type.Devices, ShopWords.Devices, $"{path}.devices");
        Distribution(type.Bands, ShopWords.Bands, $"{path}.bands", positive: true);
        Distribution(type.First, ShopWords.Actions, $"{path}.first");
        Distribution(type.Categories, [.. file.Catalogue.Categories.Select(c => c.Name)], $"{path}.categories");
        // Words of the open sets are those of the first type: else a word would give a type away with certainty.
        var first = file.Types[0];
        Distribution(type.Channels, [.. first.Channels.Keys], $"{path}.channels");
        Distribution(type.Genders, [.. first.Genders.Keys], $"{path}.genders");
        Distribution(type.Ages, [.. first.Ages.Keys], $"{path}.ages");
        Distribution(type.Occupations, [.. first.Occupations.Keys], $"{path}.occupations");
        Distribution(type.Regions, [.. first.Regions.Keys], $"{path}.regions");
        foreach (var band in type.Ages.Keys)
        {
            var parts = band.Split('-');
            Require(
                parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var low) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var high) && low <= high,
                $"{path}.ages", $"'{band}' is no band of ages.", "Write it as 25-34.");
        }

        Keys(type.Next.Keys, ShopWords.Actions, $"{path}.next");
        Keys(type.Moves.Keys, ShopWords.ItemActions, $"{path}.moves");
        Keys(type.GapSeconds.Keys, ShopWords.Actions, $"{path}.gapSeconds");
        foreach (var (from, to) in type.Next)
        {
            Distribution(to, ShopWords.OutcomeWords, $"{path}.next.{from}");
            Require(to["leave"] > 0, $"{path}.next.{from}.leave", "A shopper would never leave.", "Give a probability above 0.");
        }

        foreach (var (behavior, moves) in type.Moves)
        {
            Distribution(moves, ShopWords.MoveWords, $"{path}.moves.{behavior}", positive: true);
        }

        foreach (var (behavior, seconds) in type.GapSeconds)
        {
            Require(seconds is > 0 and < 600, $"{path}.gapSeconds.{behavior}", $"{Text(seconds)} is no median gap.", "Give seconds above 0 and below 600.");
        }

        Effects(type.Effects, $"{path}.effects");
    }

    private static void Effects(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> effects, string path)
    {
        foreach (var (effect, shifts) in effects)
        {
            Require(ShopWords.Effects.Contains(effect, StringComparer.Ordinal), $"{path}.{effect}", "This effect is not known.", $"Use {string.Join(", ", ShopWords.Effects)}.");
            foreach (var outcome in shifts.Keys)
            {
                Require(ShopWords.OutcomeWords.Contains(outcome, StringComparer.Ordinal), $"{path}.{effect}.{outcome}", "This is no outcome of a step.", $"Use {string.Join(", ", ShopWords.OutcomeWords)}.");
            }
        }
    }

    private static void Distribution(IReadOnlyDictionary<string, double> distribution, string[] words, string path, bool positive = false)
    {
        Keys(distribution.Keys, words, path);
        foreach (var (word, probability) in distribution)
        {
            Require(probability is >= 0 and <= 1, $"{path}.{word}", $"{Text(probability)} is no probability.", "Give 0 to 1.");
            Require(!positive || probability > 0, $"{path}.{word}", "0 is not allowed here.", "Give a small probability above 0.");
        }

        var sum = distribution.Values.Sum();
        Require(Math.Abs(sum - 1) <= Tolerance, path, $"The probabilities add up to {Text(sum)}.", "Make them add up to 1.");
    }

    private static void Keys(IEnumerable<string> keys, string[] words, string path)
    {
        var present = keys.ToHashSet(StringComparer.Ordinal);
        foreach (var key in present)
        {
            Require(words.Contains(key, StringComparer.Ordinal), $"{path}.{key}", "This key is not known.", $"Use {string.Join(", ", words)}.");
        }

        foreach (var word in words)
        {
            Require(present.Contains(word), path, $"'{word}' is absent.", "Add it, with 0 where it never happens.");
        }
    }

    private static void Require(bool holds, string place, string found, string remedy)
    {
        if (!holds)
        {
            throw new UserFaultException(place, found, remedy);
        }
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
