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

        var nodes = table.Nodes;
        return table with
        {
            Features = features,
            Segments = new Dictionary<string, string[]>(StringComparer.Ordinal),
            Nodes = new NodeTable
            {
                State = [.. Enumerable.Range(0, rows.Length)],
                TokenBegin = Pick(nodes.TokenBegin, rows),
                TokenEnd = Pick(nodes.TokenEnd, rows),
                TimeLeft = Pick(nodes.TimeLeft, rows),
                Action = Pick(nodes.Action, rows),
                End = Pick(nodes.End, rows),
                Outcome = Pick(nodes.Outcome, rows),
                Weight = Pick(nodes.Weight, rows),
                Slice = Pick(nodes.Slice, rows),
                IsRow = Pick(nodes.IsRow, rows),
                User = Pick(nodes.User, rows),
                Item = Pick(nodes.Item, rows),
                TimeMs = Pick(nodes.TimeMs, rows),
                EventId = Pick(nodes.EventId, rows),
                SessionId = Pick(nodes.SessionId, rows),
                Step = Pick(nodes.Step, rows),
            },
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
