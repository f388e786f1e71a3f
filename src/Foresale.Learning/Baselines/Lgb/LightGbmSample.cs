namespace Foresale.Learning.Baselines.Lgb;

/// <summary>
/// The rows that LightGBM lays its bins by, column after column without zeros: the same that it would draw and keep
/// from a whole matrix (LGBM_DatasetCreateFromMat), so the bins are the same.
/// </summary>
/// <param name="Values">[nonzeros] of column 0, then of column 1, ...</param>
/// <param name="Places">[nonzeros] place of each among the sampled rows.</param>
/// <param name="Counts">[F] nonzeros of each column.</param>
/// <param name="Rows">Number of sampled rows.</param>
internal sealed record LightGbmSample(double[] Values, int[] Places, int[] Counts, int Rows)
{
    private const float Zero = 1e-35f; // kZeroThreshold in LightGBM's meta.h

    /// <summary>Draws the sample.</summary>
    public static LightGbmSample Of(FeatureRows rows, string parameters)
    {
        LightGbmNative.Check(LightGbmNative.SampleCount(rows.Count, parameters, out var size));
        var drawn = new int[size];
        LightGbmNative.Check(LightGbmNative.SampleIndices(rows.Count, parameters, drawn, out size));
        var counts = new int[rows.Columns];
        for (var i = 0; i < size; i++)
        {
            var x = rows.Row(drawn[i]);
            for (var column = 0; column < x.Length; column++)
            {
                counts[column] += IsKept(x[column]) ? 1 : 0;
            }
        }

        var next = Begins(counts);
        var (values, places) = (new double[counts.Sum()], new int[counts.Sum()]);
        for (var i = 0; i < size; i++)
        {
            var x = rows.Row(drawn[i]);
            for (var column = 0; column < x.Length; column++)
            {
                if (IsKept(x[column]))
                {
                    var to = next[column]++;
                    (values[to], places[to]) = (x[column], i);
                }
            }
        }

        return new LightGbmSample(values, places, counts, size);
    }

    /// <summary>A handle of LightGBM's with bins and room for rows, which are yet to be pushed.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="parameters">LightGBM's parameters as <c>key=value</c> words.</param>
    public unsafe nint CreateDataset(int rows, string parameters)
    {
        fixed (double* values = Values)
        fixed (int* places = Places)
        {
            var (columnValues, columnPlaces) = (new nint[Counts.Length], new nint[Counts.Length]);
            var begins = Begins(Counts);
            for (var column = 0; column < Counts.Length; column++)
            {
                columnValues[column] = (nint)(values + begins[column]);
                columnPlaces[column] = (nint)(places + begins[column]);
            }

            LightGbmNative.Check(LightGbmNative.DatasetCreateFromSample(columnValues, columnPlaces, Counts.Length, Counts, Rows, rows, rows, parameters, out var dataset));
            return dataset;
        }
    }

    private static bool IsKept(float value) => Math.Abs(value) > Zero || float.IsNaN(value);

    private static int[] Begins(int[] counts)
    {
        var begins = new int[counts.Length];
        for (var column = 1; column < counts.Length; column++)
        {
            begins[column] = begins[column - 1] + counts[column - 1];
        }

        return begins;
    }
}
