using System.Text.Json.Serialization;

namespace Foresale.States;

/// <summary>What stands in for a value that is missing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FillStrategy>))]
public enum FillStrategy : byte
{
    /// <summary>The median of the training slice.</summary>
    Median,

    /// <summary>The mean of the training slice.</summary>
    Mean,

    /// <summary>A constant that the user names.</summary>
    Constant,

    /// <summary>Training trajectories with a missing value are left out of training; a score, which must answer, uses the median.</summary>
    Drop,
}

/// <summary>The strategy of one column.</summary>
/// <param name="Strategy">What stands in for a missing value.</param>
/// <param name="Value">The constant of <see cref="FillStrategy.Constant"/>; ignored by the others.</param>
public sealed record ColumnFill(FillStrategy Strategy, float Value = 0f);

/// <summary>
/// Fills for missing values, fitted on the training slice only and kept in the model, and a 0/1 flag column
/// <c>name_missing</c> for every column that lacked a value in training.
/// </summary>
/// <remarks>F = raw columns. The filled vector is [raw columns, filled][flags, in the order of <see cref="Flagged"/>].</remarks>
public sealed record MissingValues
{
    /// <summary>Number of raw columns, F.</summary>
    public required int RawCount { get; init; }

    /// <summary>[F] what replaces NaN in each raw column; finite.</summary>
    public required float[] Fills { get; init; }

    /// <summary>Raw columns that have a flag, ascending.</summary>
    public required int[] Flagged { get; init; }

    /// <summary>Raw columns whose gaps take a trajectory out of training, ascending.</summary>
    public int[] Dropping { get; init; } = [];

    /// <summary>Columns of the filled vector: F + flags.</summary>
    [JsonIgnore]
    public int FilledCount => RawCount + Flagged.Length;

    /// <summary>Fits fills on the states that rows of the training slice stand on, each state counted once.</summary>
    /// <param name="table">A table with raw features.</param>
    /// <param name="columns">Strategies by column name; a column that is not named takes the median. Null for none.</param>
    /// <param name="progress">Receives columns done; null where nobody looks.</param>
    /// <exception cref="Events.UserFaultException">A strategy names no column of the table.</exception>
    public static MissingValues Fit(StateTable table, IReadOnlyDictionary<string, ColumnFill>? columns = null, IProgress<StageProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        RejectUnknownColumns(table, columns);
        var states = TrainingStates(table);
        var present = new float[states.Length];
        var fills = new float[table.Schema.Count];
        var (flagged, dropping) = (new List<int>(), new List<int>());
        for (var column = 0; column < fills.Length; column++)
        {
            var strategy = columns?.GetValueOrDefault(table.Schema.Columns[column].Name) ?? new ColumnFill(FillStrategy.Median);
            var count = Gather(table, states, column, present);
            fills[column] = strategy.Strategy switch
            {
                FillStrategy.Constant => strategy.Value,
                FillStrategy.Mean => Mean(present.AsSpan(0, count)),
                _ => Median(present.AsSpan(0, count)),
            };
            if (strategy.Strategy == FillStrategy.Drop)
            {
                dropping.Add(column);
            }
            else if (count < states.Length)
            {
                flagged.Add(column);
            }

            progress?.Report(new StageProgress("fills", column + 1, fills.Length));
        }

        return new MissingValues { RawCount = fills.Length, Fills = fills, Flagged = [.. flagged], Dropping = [.. dropping] };
    }

    /// <summary>The table with every NaN filled and the flag columns added. Tokens and nodes are shared, not copied. Its data hash tells other fills apart.</summary>
    /// <exception cref="ArgumentException">The table has another number of raw columns.</exception>
    public StateTable Apply(StateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Schema.Count != RawCount)
        {
            throw new ArgumentException($"The fills are for {RawCount} columns and the table has {table.Schema.Count}.", nameof(table));
        }

        var filled = new float[checked(table.StateCount * FilledCount)];
        for (var state = 0; state < table.StateCount; state++)
        {
            Fill(table.FeaturesOf(state), filled.AsSpan(state * FilledCount, FilledCount));
        }

        return DataHash.Stamp(table with
        {
            Schema = FilledSchema(table.Schema),
            Features = filled,
            Nodes = Dropping.Length == 0 ? table.Nodes : WithoutGaps(table),
        });
    }

    /// <summary>Fills one vector: [F] -> [F + flags].</summary>
    public void Fill(ReadOnlySpan<float> raw, Span<float> filled)
    {
        for (var column = 0; column < RawCount; column++)
        {
            filled[column] = float.IsNaN(raw[column]) ? Fills[column] : raw[column];
        }

        for (var flag = 0; flag < Flagged.Length; flag++)
        {
            filled[RawCount + flag] = float.IsNaN(raw[Flagged[flag]]) ? 1f : 0f;
        }
    }

    /// <summary>Columns of the filled vector.</summary>
    public Features.FeatureSchema FilledSchema(Features.FeatureSchema raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return new([.. raw.Columns, .. Flagged.Select(column => Flag(raw.Columns[column]))]);
    }

    private static Features.FeatureColumn Flag(Features.FeatureColumn column) =>
        new(column.Name + "_missing", column.Group, "0/1", $"1 where {column.Name} is missing.");

    private static void RejectUnknownColumns(StateTable table, IReadOnlyDictionary<string, ColumnFill>? columns)
    {
        foreach (var name in columns?.Keys ?? [])
        {
            if (table.Schema.IndexOf(name) < 0)
            {
                throw new Events.UserFaultException(
                    "missing values", $"there is no column '{name}'.", $"Name a column of the feature schema; {Documentation.PathOf("features.md")} lists them.");
            }
        }
    }

    private static int[] TrainingStates(StateTable table)
    {
        var seen = new bool[table.StateCount];
        for (var node = 0; node < table.Nodes.Count; node++)
        {
            seen[table.Nodes.State[node]] |= table.Nodes.IsRow[node] && table.Nodes.Slice[node] == Slice.Train;
        }

        return [.. Enumerable.Range(0, seen.Length).Where(state => seen[state])];
    }

    private static int Gather(StateTable table, int[] states, int column, float[] present)
    {
        var count = 0;
        foreach (var state in states)
        {
            var value = table.Features[(state * table.Schema.Count) + column];
            if (!float.IsNaN(value))
            {
                present[count++] = value;
            }
        }

        return count;
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return values.Length == 0 ? 0f : (float)(sum / values.Length);
    }

    private static float Median(Span<float> values)
    {
        if (values.Length == 0)
        {
            return 0f;
        }

        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (float)(((double)values[middle - 1] + values[middle]) / 2);
    }

    // A trajectory with one gap leaves training as a whole: a chain of backups cannot miss a link.
    private NodeTable WithoutGaps(StateTable table)
    {
        var nodes = table.Nodes;
        var slices = (Slice[])nodes.Slice.Clone();
        for (var begin = 0; begin < nodes.Count;)
        {
            var end = begin;
            var gap = HasGap(table, begin);
            while (nodes.End[end] == NodeEnd.Continues)
            {
                gap |= HasGap(table, ++end);
            }

            if (gap && nodes.Slice[begin] == Slice.Train)
            {
                Array.Clear(slices, begin, end + 1 - begin); // Slice.None
            }

            begin = end + 1;
        }

        return nodes with { Slice = slices };
    }

    private bool HasGap(StateTable table, int node) =>
        Array.Exists(Dropping, column => float.IsNaN(table.FeaturesOf(table.Nodes.State[node])[column]));
}
