using System.Runtime.InteropServices;
using Foresale.Learning.Baselines;
using Foresale.Learning.Baselines.Lgb;

namespace Foresale.Learning.Tests.Baselines;

/// <summary>LightGBM's own way from a whole matrix to bins, to hold ours against.</summary>
internal static class LightGbmMatrix
{
    public static LightGbmDataset Create(FeatureRows rows, string parameters)
    {
        float[] matrix = [.. Enumerable.Range(0, rows.Count).SelectMany(i => rows.Row(i).ToArray())];
        LightGbmNative.Check(CreateFromMatrix(matrix, LightGbmNative.Float32, rows.Count, rows.Columns, 1, parameters, 0, out var handle));
        var dataset = new LightGbmDataset(handle);
        LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "label", rows.Outcome, rows.Count, LightGbmNative.Float32));
        LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "weight", rows.Weight, rows.Count, LightGbmNative.Float32));
        return dataset;
    }

    [DllImport("lib_lightgbm", EntryPoint = "LGBM_DatasetCreateFromMat")]
    private static extern int CreateFromMatrix(
        float[] data, int dataType, int rows, int columns, int isRowMajor, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, nint reference, out nint dataset);
}
