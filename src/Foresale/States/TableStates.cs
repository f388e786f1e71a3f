using System.Globalization;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.States;

/// <summary>Target <c>table</c>: one state and one node a row. There are no actions, no tokens and nothing to bootstrap from.</summary>
internal static class TableStates
{
    public static StateTable Build(TableData data, SplitOptions options, TableEncoding? encoding)
    {
        var outcome = Outcomes(data, required: true);
        var times = Times(data);
        var slices = times is null ? Stratified(outcome, options) : ByTime(times, options);
        int[] train = [.. Enumerable.Range(0, data.RowCount).Where(row => slices[row] == Slice.Train)];
        if (encoding is not null)
        {
            return Make(data, encoding, outcome, slices, times, scored: []);
        }

        // Learners train on the validation rows in the end (out-of-fold predictions chose their settings), and so do texts, whose scores of both are cross-fitted.
        int[] both = [.. Enumerable.Range(0, data.RowCount).Where(row => slices[row] is Slice.Train or Slice.Validation && !float.IsNaN(outcome[row]))];
        var fitted = TableEncoding.Fit(data.Columns, train, FeatureGroup.User, new AnsweredRows(both, Array.ConvertAll(both, row => outcome[row])));
        return Make(data, fitted, outcome, slices, times, both);
    }

    public static StateTable BuildForScoring(TableData data, TableEncoding encoding) =>
        Make(data, encoding, Outcomes(data, required: false), new Slice[data.RowCount], Times(data), scored: []);

    private static StateTable Make(TableData data, TableEncoding encoding, float[] outcome, Slice[] slices, long[]? times, int[] scored)
    {
        var rows = data.RowCount;
        int[] all = [.. Enumerable.Range(0, rows)];
        var features = new float[checked(rows * encoding.Count)];
        encoding.Write(data.Columns, all, features, encoding.Count, offset: 0);
        encoding.WriteTraining(scored, features);

        var marks = new StateMark[rows];
        var nodes = new NodeList();
        for (var row = 0; row < rows; row++)
        {
            marks[row] = new StateMark(row, row, -1, times?[row] ?? 0, 0, default);
            nodes.Add(row, timeLeft: 1f, action: -1, outcome[row] switch { 1f => NodeEnd.Bought, 0f => NodeEnd.NotBought, _ => NodeEnd.Truncated }, isRow: true);
            nodes.Close(outcome[row], weight: 1f, slices[row]);
        }

        return DataHash.Stamp(new StateTable
        {
            Target = new Target(TargetKind.Table),
            Actions = [],
            Schema = new FeatureSchema([.. encoding.FeatureColumns()]),
            Features = features,
            Nodes = nodes.ToTable(marks, tokenBegin: null),
            UserIds = [.. all.Select(row => (data.RowNumbers?[row] ?? row + 1).ToString(CultureInfo.InvariantCulture))],
            RowNames = Column(data, TableRoles.Id),
            Encoding = encoding,
            DataHash = "",
        });
    }

    private static TableColumn? Column(TableData data, string role) =>
        data.Columns.FirstOrDefault(column => string.Equals(column.Role, role, StringComparison.Ordinal));

    private static float[] Outcomes(TableData data, bool required)
    {
        var label = Column(data, TableRoles.Label);
        if (label is null && required)
        {
            throw new UserFaultException("table", "no column is the label.", "Give one column the role \"label\" in the mapping file.");
        }

        var outcome = new float[data.RowCount];
        for (var row = 0; row < outcome.Length; row++)
        {
            outcome[row] = label is null || label.Values[row].Length == 0 ? float.NaN
                : string.Equals(label.Values[row], data.PositiveWord, StringComparison.Ordinal) ? 1f : 0f;
        }

        return outcome;
    }

    private static long[]? Times(TableData data)
    {
        if (Column(data, TableRoles.Time) is not { } column)
        {
            return null;
        }

        var times = new long[data.RowCount];
        for (var row = 0; row < times.Length; row++)
        {
            times[row] = Time(column, row);
        }

        return times;
    }

    private static long Time(TableColumn column, int row)
    {
        var text = column.Values[row];
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUnixTimeMilliseconds();
        }

        // Any other number keeps its order, which is all that a split needs.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 9e12
            ? (long)(number * 1000)
            : throw new UserFaultException(
                $"row {row + 1}, column {column.Name}", $"'{text}' is no time.", "Give times as yyyy-MM-dd HH:mm:ss or as numbers, or map the column as \"ignore\".");
    }

    private static Slice[] ByTime(long[] times, SplitOptions options)
    {
        options.Require();
        var slices = new Slice[times.Length];
        var sorted = (long[])times.Clone();
        Array.Sort(sorted);
        long Cut(double share) => share <= 0 ? long.MaxValue : sorted.Length == 0 ? 0 : sorted[(int)((1 - share) * sorted.Length)];
        var test = Cut(options.Test);
        var calibration = Math.Min(test, Cut(options.Test + options.Calibration));
        var validation = Math.Min(calibration, Cut(options.Test + options.Calibration + options.Validation));
        for (var row = 0; row < times.Length; row++)
        {
            slices[row] = times[row] >= test ? Slice.Test
                : times[row] >= calibration ? (row % 2 == 0 ? Slice.CalibrationA : Slice.CalibrationB)
                : times[row] >= validation ? Slice.Validation
                : Slice.Train;
        }

        return slices;
    }

    /// <summary>Draws the slices from each class apart, so that all have one base rate. Rows without a label are in none.</summary>
    private static Slice[] Stratified(float[] outcome, SplitOptions options)
    {
        options.Require();
        var slices = new Slice[outcome.Length];
        var random = new Random(options.Seed);
        foreach (var label in (float[])[0f, 1f])
        {
            int[] rows = [.. Enumerable.Range(0, outcome.Length).Where(row => outcome[row] == label)];
            random.Shuffle(rows);
            var (from, sum) = (0, 0.0);
            foreach (var (slice, share) in Shares(options))
            {
                sum += share;
                var to = (int)Math.Round(sum * rows.Length);
                for (; from < to; from++)
                {
                    slices[rows[from]] = slice;
                }
            }
        }

        return slices;
    }

    private static (Slice Slice, double Share)[] Shares(SplitOptions options) =>
    [
        (Slice.Test, options.Test),
        (Slice.Validation, options.Validation),
        (Slice.CalibrationA, options.Calibration / 2),
        (Slice.CalibrationB, options.Calibration / 2),
        (Slice.Train, 1 - options.Test - options.Validation - options.Calibration),
    ];
}
