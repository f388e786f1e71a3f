using System.Globalization;
using System.Text;

namespace Foresale.Features;

/// <summary>The reference of all features, docs/features.md, generated from the classes so that it cannot go stale.</summary>
public static class FeatureReference
{
    /// <summary>The page as Markdown: a table a group, one row a column.</summary>
    public static string Markdown()
    {
        var schema = new FeatureSet(Everything()).Schema;
        var text = new StringBuilder();
        Line(text, "# Features");
        Line(text, "");
        Line(text, "The state S = [S_u, S_g, S_c] that every learner reads. This page is generated from the classes in `src/Foresale/Features`; a test holds it to them.");
        Line(text, "");
        Line(text, string.Create(CultureInfo.InvariantCulture, $"A log with everything gives the {schema.Count} columns below; columns for what a log lacks (an action, prices, categories, brands, a clock) are left out."));
        Line(text, "Words in `profile_`, `catalogue_`, `device`, `region`, `channel`, `detail`, `query` and `segment_` columns are examples: the real ones are fitted on the training slice.");
        Line(text, "`segment_` and `pair_affinity` columns are there where a model is trained with `--portraits` (docs/profiles.md).");
        Line(text, "Item counters end at midnight of the shop's time zone; everything else is as of the moment. \"Missing\" is NaN, filled as the model says.");
        foreach (var (group, title) in new[] { (FeatureGroup.User, "S_u: the shopper"), (FeatureGroup.Item, "S_g: the item in focus, and the shopper's history with it"), (FeatureGroup.Context, "S_c: the moment") })
        {
            Line(text, "");
            Line(text, $"## {title}");
            Line(text, "");
            Line(text, "| name | unit | description |");
            Line(text, "|---|---|---|");
            foreach (var column in schema.Columns.Where(c => c.Group == group))
            {
                Line(text, $"| `{column.Name}` | {column.Unit} | {column.Description} |");
            }
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static FoldSettings Everything() => new()
    {
        Zone = "UTC",
        Actions = [.. Events.Behaviors.Words.Take(Events.Behaviors.ActionCount)],
        Levels = WordLevels.Fields.Append(WordLevels.Detail).Append(WordLevels.Query).ToDictionary(f => f, f => (IReadOnlyList<string>)["EXAMPLE"], StringComparer.Ordinal),
        UserNumeric = ["age"],
        UserLevels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["gender"] = ["EXAMPLE"] },
        ItemNumeric = ["rating", "review_count", "margin", "stock"],
        ItemLevels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["department"] = ["EXAMPLE"] },
        PriceDeciles = [1, 2, 3, 4, 5, 6, 7, 8, 9],
        Holidays = [new DateOnly(2026, 1, 1)],
        Portraits = [new PortraitSnapshot(0, new ItemFactors([], [], 1, 1, new InteractionWeights()), new SegmentModel([], [], [new SegmentName("EXAMPLE", 1)]))],
    };
}
