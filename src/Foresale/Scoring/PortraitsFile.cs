using System.Runtime.InteropServices;
using System.Text.Json;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.Scoring;

/// <summary>The portraits of a model on disk (<c>portraits.json</c>): all snapshots, so that a log is read as it was in training, row by row.</summary>
internal static class PortraitsFile
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the file.</summary>
    public static void Write(string path, IReadOnlyList<PortraitSnapshot> portraits) => File.WriteAllText(path, TextOf(portraits));

    /// <summary>What stands in it.</summary>
    public static string TextOf(IReadOnlyList<PortraitSnapshot> portraits) => JsonSerializer.Serialize(portraits.Select(p => new SnapshotText(
        p.FromMs,
        p.Factors is not { } f ? null : new FactorsText(f.Dimension, f.Regularization, f.Weights, f.Items, Bytes(f.Vectors)),
        p.Segments is not { } s ? null : new SegmentsText(s.Traits, Bytes(s.Centres), s.Names))), s_json);

    /// <summary>Reads the file.</summary>
    /// <exception cref="UserFaultException">It is absent or damaged.</exception>
    public static IReadOnlyList<PortraitSnapshot> Read(string path)
    {
        try
        {
            return [.. JsonSerializer.Deserialize<SnapshotText[]>(File.ReadAllText(path), s_json)!.Select(p => new PortraitSnapshot(
                p.FromMs,
                p.Factors is not { } f ? null : new ItemFactors(f.Items, Floats(f.Vectors), f.Dimension, f.Regularization, f.Weights),
                p.Segments is not { } s ? null : new SegmentModel(s.Traits, Floats(s.Centres), s.Names)))];
        }
        catch (Exception fault) when (fault is JsonException or FileNotFoundException or ArgumentException)
        {
            throw new UserFaultException(path, $"the model's portraits cannot be read ({fault.Message})", "Restore the folder, or train the model again.");
        }
    }

    // Base64 of little-endian floats: as exact as a binary file, and a fifth of the decimals.
    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private sealed record SnapshotText(long FromMs, FactorsText? Factors, SegmentsText? Segments);

    private sealed record FactorsText(int Dimension, double Regularization, InteractionWeights Weights, IReadOnlyList<string> Items, byte[] Vectors);

    private sealed record SegmentsText(IReadOnlyList<TraitScale> Traits, byte[] Centres, IReadOnlyList<SegmentName> Names);
}
