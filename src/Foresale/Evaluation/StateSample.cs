using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>Tables of some rows of another table, with a feature vector of their own for each row, so that values can be moved between rows.</summary>
internal static class StateSample
{
    /// <summary>The rows as a table: state i and node i are row i. Trajectories are gone: such a table is for scoring only.</summary>
    public static StateTable Of(StateTable table, int[] rows)
    {
        var width = table.Schema.Count;
        var features = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
        {
            table.FeaturesOf(table.Nodes.State[rows[i]]).CopyTo(features.AsSpan(i * width, width));
        }

        return table with { Features = features, Segments = new Dictionary<string, string[]>(StringComparer.Ordinal), Nodes = NodesOf([(table.Nodes, rows)]) };
    }

    /// <summary>Samples of one table, made here, one below the other.</summary>
    public static StateTable Stack(StateTable[] samples)
    {
        var size = samples[0].Features.Length;
        var features = new float[samples.Length * size];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i].Features.CopyTo(features, i * size);
        }

        return samples[0] with { Features = features, Nodes = NodesOf([.. samples.Select(s => (s.Nodes, Enumerable.Range(0, s.Nodes.Count).ToArray()))]) };
    }

    private static NodeTable NodesOf((NodeTable Nodes, int[] Rows)[] parts)
    {
        T[] All<T>(Func<NodeTable, T[]> column) => [.. parts.SelectMany(p => Pick(column(p.Nodes), p.Rows))];
        return new NodeTable
        {
            State = [.. Enumerable.Range(0, parts.Sum(p => p.Rows.Length))],
            TokenBegin = All(n => n.TokenBegin),
            TokenEnd = All(n => n.TokenEnd),
            TimeLeft = All(n => n.TimeLeft),
            Action = All(n => n.Action),
            End = All(n => n.End),
            Outcome = All(n => n.Outcome),
            Weight = All(n => n.Weight),
            Slice = All(n => n.Slice),
            IsRow = All(n => n.IsRow),
            User = All(n => n.User),
            Item = All(n => n.Item),
            TimeMs = All(n => n.TimeMs),
            EventId = All(n => n.EventId),
            SessionId = All(n => n.SessionId),
            Step = All(n => n.Step),
        };
    }

    /// <summary>Row i gets the values of row order[i] in some columns.</summary>
    public static StateTable ShuffleColumns(StateTable sample, IReadOnlyList<int> columns, int[] order)
    {
        var width = sample.Schema.Count;
        var features = (float[])sample.Features.Clone();
        for (var row = 0; row < order.Length; row++)
        {
            foreach (var column in columns)
            {
                features[(row * width) + column] = sample.Features[(order[row] * width) + column];
            }
        }

        return sample with { Features = features };
    }

    /// <summary>Row i gets the token sequence of row order[i].</summary>
    public static StateTable ShuffleHistory(StateTable sample, int[] order) => sample with
    {
        Nodes = sample.Nodes with { TokenBegin = Pick(sample.Nodes.TokenBegin, order), TokenEnd = Pick(sample.Nodes.TokenEnd, order) },
    };

    private static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);
}
