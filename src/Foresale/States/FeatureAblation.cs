using Foresale.Features;

namespace Foresale.States;

/// <summary>Tables without a part of the state S = [S_u, S_g, S_c]: trained on them, a model shows what the part is worth.</summary>
public static class FeatureAblation
{
    /// <summary>The table without the columns of a group; without S_u the shopper's history of tokens goes too. Rows stay as they are.</summary>
    /// <param name="table">A table with raw features.</param>
    /// <param name="group">The part to leave out.</param>
    public static StateTable Without(StateTable table, FeatureGroup group)
    {
        ArgumentNullException.ThrowIfNull(table);
        var kept = Keep(table, column => column.Group != group);
        return DataHash.Stamp(group != FeatureGroup.User ? kept : kept with
        {
            TokenSchema = null,
            Tokens = [],
            Nodes = kept.Nodes with { TokenBegin = new int[kept.Nodes.Count], TokenEnd = new int[kept.Nodes.Count] },
        });
    }

    /// <summary>The table with some of its columns only; tokens stay. Rows stay as they are.</summary>
    /// <param name="table">A table with raw features.</param>
    /// <param name="isKept">Which columns stay.</param>
    public static StateTable Only(StateTable table, Predicate<FeatureColumn> isKept)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(isKept);
        return DataHash.Stamp(Keep(table, isKept));
    }

    // Features of another model do not fit: such a table is for a comparison and never for serving.
    private static StateTable Keep(StateTable table, Predicate<FeatureColumn> isKept)
    {
        int[] places = [.. Enumerable.Range(0, table.Schema.Count).Where(j => isKept(table.Schema.Columns[j]))];
        var features = new float[table.StateCount * places.Length];
        for (var state = 0; state < table.StateCount; state++)
        {
            var from = table.FeaturesOf(state);
            for (var j = 0; j < places.Length; j++)
            {
                features[(state * places.Length) + j] = from[places[j]];
            }
        }

        return table with { Schema = new FeatureSchema([.. places.Select(j => table.Schema.Columns[j])]), Features = features };
    }
}
