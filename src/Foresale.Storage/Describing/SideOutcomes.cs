using Foresale.Description;

namespace Foresale.Storage.Describing;

/// <summary>Looks for columns of the side files that only buyers, or bought items, have: snapshots of a day after the purchases.</summary>
internal static class SideOutcomes
{
    /// <summary>Values of a side file whose holders nearly all bought; none where the file is absent.</summary>
    /// <param name="queries">The dataset.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="file">The side file's name.</param>
    /// <param name="of"><c>user</c> or <c>item</c>.</param>
    public static IReadOnlyList<ValueOutcome> Find(DescribeQueries queries, string folder, string file, string of)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            return [];
        }

        queries.Set("side_path", path);
        queries.Set("side_key", of is "user" ? "user_id" : "item_id");
        queries.Run("describe_side");
        queries.Run("describe_bought");
        var (total, bought) = queries.Rows("describe_side_totals", r => (r.GetInt64(0), r.GetInt64(1)))[0];
        return queries.Rows(
            "describe_side_outcomes",
            r => new ValueOutcome(of, r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), total, bought));
    }
}
