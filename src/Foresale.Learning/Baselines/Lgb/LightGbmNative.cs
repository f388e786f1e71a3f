using System.Runtime.InteropServices;
using Foresale.Events;
using Foresale.Learning.Native;

namespace Foresale.Learning.Baselines.Lgb;

/// <summary>The part of LightGBM's C API (4.x, c_api.h) that Foresale calls.</summary>
internal static partial class LightGbmNative
{
    public const int Float32 = 0;
    public const int PredictNormal = 0;
    public const int ImportanceGain = 1;

    private const string Library = "lib_lightgbm";

    // Runs before the first call, and so before the library is loaded.
    static LightGbmNative() => OpenMp.WaitAsleep();

    /// <summary>Throws with LightGBM's words where a call failed.</summary>
    public static void Check(int code)
    {
        if (code != 0)
        {
            throw new LightGbmException($"LightGBM: {Marshal.PtrToStringUTF8(LastError())}");
        }
    }

    /// <summary>What the user reads where the library is not there or lacks what it needs.</summary>
    public static UserFaultException DidNotLoad(DllNotFoundException fault) => new(
        $"LightGBM: its native library did not load ({fault.Message}) Run on linux-x64, win-x64 or osx, and on Linux install the package libgomp1.", fault);

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    public static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "LGBM_GetSampleCount", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SampleCount(int rows, string parameters, out int count);

    [LibraryImport(Library, EntryPoint = "LGBM_SampleIndices", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SampleIndices(int rows, string parameters, Span<int> indices, out int count);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromSampledColumn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DatasetCreateFromSample(
        ReadOnlySpan<nint> values, ReadOnlySpan<nint> places, int columns, ReadOnlySpan<int> counts, int sampledRows, int rows, long rowsOfAllMachines, string parameters, out nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateByReference")]
    public static partial int DatasetCreateByReference(LightGbmDataset reference, long rows, out nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetPushRows")]
    public static partial int DatasetPushRows(LightGbmDataset dataset, ReadOnlySpan<float> data, int dataType, int rows, int columns, int firstRow);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DatasetSetField(LightGbmDataset dataset, string field, ReadOnlySpan<float> data, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    public static partial int DatasetFree(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterCreate(LightGbmDataset training, string parameters, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    public static partial int BoosterFree(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterAddValidData")]
    public static partial int BoosterAddValidation(LightGbmBooster booster, LightGbmDataset validation);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    public static partial int BoosterUpdate(LightGbmBooster booster, out int isFinished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterGetEval")]
    public static partial int BoosterGetEvaluation(LightGbmBooster booster, int data, out int count, Span<double> results);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterPredict(LightGbmBooster booster, ReadOnlySpan<float> data, int dataType, int rows, int columns, int isRowMajor, int kind, int firstRound, int rounds, string parameters, out long count, Span<double> results);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterDumpModel")]
    public static partial int BoosterDump(LightGbmBooster booster, int firstRound, int rounds, int importance, long bufferLength, out long length, Span<byte> text);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFeatureImportance")]
    public static partial int BoosterImportance(LightGbmBooster booster, int rounds, int importance, Span<double> results);
}
