using System.Runtime.InteropServices;
using System.Text;

namespace Foresale.Learning.Baselines.Lgb;

/// <summary>A boosting run of LightGBM's.</summary>
internal sealed class LightGbmBooster : SafeHandle
{
    private const int Validation = 1;

    private LightGbmBooster(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>Begins a run. LightGBM keeps reading the datasets, so they must outlive it.</summary>
    /// <param name="training">Rows to fit.</param>
    /// <param name="validation">Rows to watch; null for none.</param>
    /// <param name="parameters">LightGBM's parameters as <c>key=value</c> words.</param>
    public static LightGbmBooster Create(LightGbmDataset training, LightGbmDataset? validation, string parameters)
    {
        LightGbmNative.Check(LightGbmNative.BoosterCreate(training, parameters, out var handle));
        var booster = new LightGbmBooster(handle);
        if (validation is not null)
        {
            LightGbmNative.Check(LightGbmNative.BoosterAddValidation(booster, validation));
        }

        return booster;
    }

    /// <summary>Adds one tree.</summary>
    /// <returns>False where no split is left that helps.</returns>
    public bool Update()
    {
        LightGbmNative.Check(LightGbmNative.BoosterUpdate(this, out var isFinished));
        return isFinished == 0;
    }

    /// <summary>The metric on the validation rows.</summary>
    public double ValidationMetric()
    {
        Span<double> results = stackalloc double[8];
        LightGbmNative.Check(LightGbmNative.BoosterGetEvaluation(this, Validation, out _, results));
        return results[0];
    }

    /// <summary>Probabilities of rows by the first rounds.</summary>
    /// <param name="features">[rows, columns], row-major.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="rounds">Rounds to use; 0 or less for all.</param>
    public double[] Predict(ReadOnlySpan<float> features, int rows, int rounds)
    {
        var results = new double[rows];
        LightGbmNative.Check(LightGbmNative.BoosterPredict(
            this, features, LightGbmNative.Float32, rows, features.Length / rows, 1, LightGbmNative.PredictNormal, 0, rounds, "num_threads=1", out _, results));
        return results;
    }

    /// <summary>The first rounds as LightGBM's JSON.</summary>
    public string Dump(int rounds)
    {
        LightGbmNative.Check(LightGbmNative.BoosterDump(this, 0, rounds, LightGbmNative.ImportanceGain, 0, out var length, []));
        var text = new byte[length];
        LightGbmNative.Check(LightGbmNative.BoosterDump(this, 0, rounds, LightGbmNative.ImportanceGain, length, out _, text));
        return Encoding.UTF8.GetString(text.AsSpan(0, (int)length - 1)); // a C string
    }

    /// <summary>[columns] total gain of the splits on each column.</summary>
    public double[] Gain(int columns, int rounds)
    {
        var gain = new double[columns];
        LightGbmNative.Check(LightGbmNative.BoosterImportance(this, rounds, LightGbmNative.ImportanceGain, gain));
        return gain;
    }

    protected override bool ReleaseHandle() => LightGbmNative.BoosterFree(handle) == 0;
}
