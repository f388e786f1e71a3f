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
    private const string Remedy = "Write it again by `foresale recommend`.";
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

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
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such file.", "Give recommend.json of a folder that `foresale recommend --out` wrote.");
        }

        try
        {
            var text = Parse(path);
            var factors = text.Factors is not { } f ? null : new ItemFactors(f.Items, Floats(f.Vectors), f.Dimension, f.Regularization, f.Weights);
            var counts = new ItemCounts(text.Items, text.Touched, text.Bought, text.ByDevice.ToDictionary(d => d.Key, d => Floats(d.Value), StringComparer.Ordinal), factors);
            return new Recommender(counts, new InterestModel(counts, factors, ItemSessions.Of(text.Sessions, counts.Items.Count), text.Mixture), text.Ranking, text.Options);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new UserFaultException(fault is JsonException { LineNumber: { } line } ? FormattableString.Invariant($"{path}({line + 1})") : path, $"the recommender cannot be read ({fault.Message.TrimEnd('.')}).", Remedy);
        }
    }

    private static FileText Parse(string path)
    {
        var json = File.ReadAllText(path);
        if (JsonSerializer.Deserialize<FileVersion>(json, s_json) is { } version && version.Schema != Schema)
        {
            throw new UserFaultException(path, FormattableString.Invariant($"it is of version {version.Schema}, and this build reads version {Schema}."), Remedy);
        }

        var text = JsonSerializer.Deserialize<FileText>(json, s_json) ?? throw new JsonException("The file says null.");
        var items = text.Items.Count;
        var fault = text switch
        {
            { Items.Count: 0 } => "it knows no item.",
            _ when text.Touched.Count != items || text.Bought.Count != items => FormattableString.Invariant($"{items} items, counts of {text.Touched.Count} touched and {text.Bought.Count} bought."),
            _ when text.Touched.Concat(text.Bought).Any(n => n < 0) => "a count is below 0.",
            _ when text.ByDevice.FirstOrDefault(d => d.Value.Length != sizeof(float) * items || !Floats(d.Value).All(w => w is >= 0 and < float.PositiveInfinity)) is { Value: not null } device =>
                FormattableString.Invariant($"the weights of device '{device.Key}' are not {items} numbers of 0 or more."),
            _ when text.Mixture.Count != InterestModel.Sources.Count || !text.Mixture.All(w => w >= 0) => FormattableString.Invariant($"the mixture has {text.Mixture.Count} weights or one below 0; it takes {InterestModel.Sources.Count} of 0 or more."),
            { Factors: { } f } when !Floats(f.Vectors).All(float.IsFinite) => "a factor is not finite.",
            _ => null,
        };
        return fault is null ? text : throw new UserFaultException(path, fault, Remedy);
    }

    // Base64 of little-endian floats: exact, and a fifth of the decimals.
    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private sealed record FileVersion(int Schema);

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
