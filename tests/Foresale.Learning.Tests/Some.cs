using Foresale.Features;
using Foresale.States;

namespace Foresale.Learning.Tests;

/// <summary>Tables for tests: each row a user's only node, nothing random that the seed does not fix.</summary>
internal static class Some
{
    /// <summary>A table of rows with given features and outcomes.</summary>
    /// <param name="features">[n][F]</param>
    /// <param name="outcome">[n]</param>
    /// <param name="slice">Slice of a row; null puts all into Train.</param>
    /// <param name="weight">[n]; null for 1.</param>
    /// <param name="columns">The columns; null names them x0, x1, ...</param>
    /// <param name="user">[n]; null gives each row a user of its own.</param>
    public static StateTable Table(
        float[][] features, float[] outcome, Func<int, Slice>? slice = null, float[]? weight = null, IReadOnlyList<FeatureColumn>? columns = null, int[]? user = null)
    {
        var n = outcome.Length;
        return new StateTable
        {
            Target = new Target(TargetKind.Table),
            Actions = [],
            Schema = new FeatureSchema(columns ?? [.. Enumerable.Range(0, features[0].Length).Select(j => Column($"x{j}"))]),
            Features = [.. features.SelectMany(f => f)],
            Nodes = new NodeTable
            {
                State = [.. Enumerable.Range(0, n)],
                TokenBegin = new int[n],
                TokenEnd = new int[n],
                TimeLeft = Filled(n, 1f),
                Action = Filled(n, (sbyte)-1),
                End = [.. outcome.Select(y => y > 0 ? NodeEnd.Bought : NodeEnd.NotBought)],
                Outcome = outcome,
                Weight = weight ?? Filled(n, 1f),
                Slice = [.. Enumerable.Range(0, n).Select(slice ?? (_ => Slice.Train))],
                IsRow = Filled(n, true),
                User = user ?? [.. Enumerable.Range(0, n)],
                Item = Filled(n, -1),
                TimeMs = new long[n],
                EventId = new string?[n],
                SessionId = new string?[n],
                Step = new int[n],
            },
            UserIds = [.. Enumerable.Range(0, n).Select(i => $"u{i}")],
            DataHash = "test",
        };
    }

    /// <summary>
    /// A shop-like table: a bent dependence on x0, an interaction of x1 and x2, a step in x3, noise columns after them; about a fifth buys.
    /// Every fifth row each is Validation, CalibrationA, CalibrationB and Test in turn unless told otherwise.
    /// </summary>
    public static StateTable Shop(int rows, int seed, int columns = 8, double missing = 0, Func<int, Slice>? slice = null)
    {
        var random = new Random(seed);
        var features = new float[rows][];
        var outcome = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            var x = new float[columns];
            for (var j = 0; j < columns; j++)
            {
                x[j] = (float)Math.Round((random.NextDouble() * 4) - 2, 2); // few distinct values, so that rows lie on thresholds
            }

            features[i] = x;
            outcome[i] = random.NextDouble() < Truth(x) ? 1 : 0;
            for (var j = 0; j < columns; j++)
            {
                x[j] = random.NextDouble() < missing ? float.NaN : x[j];
            }
        }

        return Table(features, outcome, slice ?? Fifths);
    }

    /// <summary>The probability that <see cref="Shop"/> draws outcomes from.</summary>
    public static double Truth(ReadOnlySpan<float> x) =>
        1 / (1 + Math.Exp(-(-2.2 + (1.2 * x[0]) + (x[1] * x[2]) + (x[3] > 0 ? 1 : 0))));

    /// <summary>Train 60 %, then a tenth each.</summary>
    public static Slice Fifths(int row) => (row % 10) switch { < 6 => Slice.Train, 6 => Slice.Validation, 7 => Slice.CalibrationA, 8 => Slice.CalibrationB, _ => Slice.Test };

    public static FeatureColumn Column(string name, FeatureGroup group = FeatureGroup.User, string unit = "number") => new(name, group, unit, "A column of a test.");

    public static int[] AllNodes(this StateTable table) => [.. Enumerable.Range(0, table.Nodes.Count)];

    private static T[] Filled<T>(int count, T value)
    {
        var array = new T[count];
        Array.Fill(array, value);
        return array;
    }
}
