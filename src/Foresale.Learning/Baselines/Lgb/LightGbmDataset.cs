using System.Runtime.InteropServices;

namespace Foresale.Learning.Baselines.Lgb;

/// <summary>Rows as LightGBM keeps them: features in bins, labels, weights.</summary>
internal sealed class LightGbmDataset : SafeHandle
{
    private const int RowsPerPush = 4096;

    /// <summary>Takes over a handle of LightGBM's.</summary>
    internal LightGbmDataset(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>Bins rows. They go over in batches: no copy of the whole is made.</summary>
    /// <param name="rows">At least two that differ.</param>
    /// <param name="parameters">LightGBM's parameters as <c>key=value</c> words.</param>
    /// <param name="reference">The training rows, whose bins validation rows take; null for training rows.</param>
    public static LightGbmDataset Create(FeatureRows rows, string parameters, LightGbmDataset? reference = null)
    {
        nint created;
        try
        {
            if (reference is null)
            {
                created = LightGbmSample.Of(rows, parameters).CreateDataset(rows.Count, parameters);
            }
            else
            {
                LightGbmNative.Check(LightGbmNative.DatasetCreateByReference(reference, rows.Count, out created));
            }
        }
        catch (DllNotFoundException fault)
        {
            throw LightGbmNative.DidNotLoad(fault);
        }

        var dataset = new LightGbmDataset(created);
        dataset.Push(rows);
        LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "label", rows.Outcome, rows.Count, LightGbmNative.Float32));
        LightGbmNative.Check(LightGbmNative.DatasetSetField(dataset, "weight", rows.Weight, rows.Count, LightGbmNative.Float32));
        return dataset;
    }

    protected override bool ReleaseHandle() => LightGbmNative.DatasetFree(handle) == 0;

    private void Push(FeatureRows rows)
    {
        var batch = new float[Math.Min(RowsPerPush, rows.Count) * rows.Columns];
        for (var first = 0; first < rows.Count; first += RowsPerPush)
        {
            var count = Math.Min(RowsPerPush, rows.Count - first);
            for (var i = 0; i < count; i++)
            {
                rows.Row(first + i).CopyTo(batch.AsSpan(i * rows.Columns));
            }

            LightGbmNative.Check(LightGbmNative.DatasetPushRows(this, batch, LightGbmNative.Float32, count, rows.Columns, first));
        }
    }
}
