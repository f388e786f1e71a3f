using System.Runtime.InteropServices;
using System.Text.Json;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>A recommender on disk (<c>recommend.json</c>): all that a server needs but the histories of shoppers, which it has.</summary>
public static class RecommenderFile
{
    /// <summary>Name of the file in its folder.</summary>
    public const string Name = "recommend.json";

    private const int Schema = 1;
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes it.</summary>
    public static void Write(string path, Recommender recommender)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        var (counts, interest) = (recommender.Counts, recommender.Interest);
        var text = new FileText(
            Schema,
            recommender.Options,
            recommender.Weights,
            interest.Weights,
            counts.Items,
            counts.Touched,
            counts.Bought,
            counts.ByDevice.ToDictionary(d => d.Key, d => Bytes(d.Value), StringComparer.Ordinal),
            interest.Factors is not { } f ? null : new FactorText(f.Dimension, f.Regularization, f.Weights, f.Items, Bytes(f.Vectors)),
            [.. Enumerable.Range(0, interest.Sessions.Count).Select(s => interest.Sessions[s].ToArray())]);
        File.WriteAllText(path, JsonSerializer.Serialize(text, s_json));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UserFaultException">It is absent, damaged, or of another version.</exception>
    public static Recommender Read(string path)
    {
        try
        {
            var text = JsonSerializer.Deserialize<FileText>(File.ReadAllText(path), s_json)!;
            if (text.Schema != Schema)
            {
                throw new UserFaultException(path, FormattableString.Invariant($"it is of version {text.Schema}, and this build reads version {Schema}."), "Write it again by `foresale recommend`.");
            }

            var factors = text.Factors is not { } f ? null : new ItemFactors(f.Items, Floats(f.Vectors), f.Dimension, f.Regularization, f.Weights);
            var counts = new ItemCounts(text.Items, text.Touched, text.Bought, text.ByDevice.ToDictionary(d => d.Key, d => Floats(d.Value), StringComparer.Ordinal), factors);
            return new Recommender(counts, new InterestModel(counts, factors, ItemSessions.Of(text.Sessions, counts.Items.Count), text.Mixture), text.Ranking, text.Options);
        }
        catch (Exception fault) when (fault is JsonException or FileNotFoundException or DirectoryNotFoundException or ArgumentException or NullReferenceException)
        {
            throw new UserFaultException(path, $"the recommender cannot be read ({fault.Message})", "Write it again by `foresale recommend`.");
        }
    }

    // Base64 of little-endian floats: exact, and a fifth of the decimals.
    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private sealed record FileText(
        int Schema,
        RecommenderOptions Options,
        RankingWeights Ranking,
        IReadOnlyList<double> Mixture,
        IReadOnlyList<RecommendedItem> Items,
        IReadOnlyList<int> Touched,
        IReadOnlyList<int> Bought,
        IReadOnlyDictionary<string, byte[]> ByDevice,
        FactorText? Factors,
        IReadOnlyList<int[]> Sessions);

    private sealed record FactorText(int Dimension, double Regularization, InteractionWeights Weights, IReadOnlyList<string> Items, byte[] Vectors);
}
