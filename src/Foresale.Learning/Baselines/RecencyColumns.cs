using Foresale.Features;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>The columns that tell how long ago the shopper last showed interest, and their flags of "never".</summary>
/// <param name="Columns">Columns of one unit; the smallest counts.</param>
/// <param name="Flags">For each column the column that is 1 where it is missing (it never happened); -1 for none.</param>
internal sealed record RecencyColumns(int[] Columns, int[] Flags)
{
    // From strong to weak: what is in the cart, then what was marked, then what was looked at, then whatever is dated.
    private static readonly string[][] s_behaviors = [["cart", "favorite", "view"], ["event", "activity", "last", "visit", "action"], [""]];

    /// <summary>Finds columns by their names: those with <c>since</c> in them that name a cart, a favorite or a view; failing that, any activity; failing that, any.</summary>
    /// <returns>Null where no column is about time since something.</returns>
    public static RecencyColumns? Find(FeatureSchema schema, Target target)
    {
        var dated = Enumerable.Range(0, schema.Count)
            .Where(j => schema.Columns[j].Name is var n && (n.Contains("since", StringComparison.Ordinal) || n.Contains("recency", StringComparison.Ordinal)))
            .Where(j => !schema.Columns[j].Name.EndsWith("_missing", StringComparison.Ordinal) && !schema.Columns[j].Name.Contains("purchase", StringComparison.Ordinal))
            .ToList();
        if (target.Kind == TargetKind.UserItem && dated.Exists(j => AboutItem(schema.Columns[j])))
        {
            dated.RemoveAll(j => !AboutItem(schema.Columns[j]));
        }
        else if (dated.Exists(j => schema.Columns[j].Group == FeatureGroup.User))
        {
            dated.RemoveAll(j => schema.Columns[j].Group != FeatureGroup.User);
        }

        if (dated.Exists(j => IsTime(schema.Columns[j])))
        {
            dated.RemoveAll(j => !IsTime(schema.Columns[j])); // a count of events since is second to a time
        }

        foreach (var words in s_behaviors)
        {
            var found = dated.FindAll(j => Array.Exists(words, w => schema.Columns[j].Name.Contains(w, StringComparison.Ordinal)));
            if (found.Count > 0)
            {
                // Days and seconds do not compare: the unit of the first one wins.
                var unit = schema.Columns[found[0]].Unit;
                int[] columns = [.. found.Where(j => string.Equals(schema.Columns[j].Unit, unit, StringComparison.Ordinal))];
                return new RecencyColumns(columns, Array.ConvertAll(columns, j => schema.IndexOf(schema.Columns[j].Name + "_missing")));
            }
        }

        return null;
    }

    private static bool IsTime(FeatureColumn column) => column.Unit is "days" or "hours" or "minutes" or "seconds";

    private static bool AboutItem(FeatureColumn column) =>
        column.Group == FeatureGroup.Item || column.Name.StartsWith("pair_", StringComparison.Ordinal) || column.Name.Contains("item", StringComparison.Ordinal);
}
