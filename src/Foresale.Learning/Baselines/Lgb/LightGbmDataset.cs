using System.Runtime.InteropServices;

namespace Foresale.Learning.Baselines.Lgb;

/// <summary>Rows as LightGBM keeps them: features in bins, labels, weights.</summary>
internal sealed class LightGbmDataset : SafeHandle
{
    private LightGbmDataset(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>Bins rows.</summary>
    /// <param name="features">[rows, columns], row-major.</param>
    /// <param name="labels">[rows] 0 or 1.</param>
    /// <param name="weights">[rows] &gt;= 0.</param>
    /// <param name="parameters">LightGBM's parameters as <c>key=value</c> words.</param>
    /// <param name="reference">The training rows, whose bins validation rows take; null for training rows.</param>
    public static LightGbmDataset Create(
        ReadOnlySpan<float> features, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, string parameters, LightGbmDataset? reference = null)
    {
        var columns = features.Length / labels.Length;
        nint created;
        try
        {
            LightGbmNative.Check(reference is null
                ? LightGbmNative.DatasetCreateFromMatrix(features, LightGbmNative.Float32, labels.Length, columns, 1, parameters, 0, out created)
                : LightGbmNative.DatasetCreateFromMatrix(features, LightGbmNative.Float32, labels.Length, columns, 1, parameters, reference, out created));
        }
        catch (DllNotFoundException fault)
        {
            throw LightGbmNative.DidNotLoad(fault);
        }

        var dataset = new LightGbmDataset(created);
        LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "label", labels, labels.Length, LightGbmNative.Float32));
        LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "weight", weights, weights.Length, LightGbmNative.Float32));
        return dataset;
    }

    protected override bool ReleaseHandle() => LightGbmNative.DatasetFree(handle) == 0;
}
