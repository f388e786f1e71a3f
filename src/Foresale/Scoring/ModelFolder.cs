using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;

namespace Foresale.Scoring;

/// <summary>A trained model on disk: <c>model.onnx</c> and <c>model.json</c>, beside <c>weights/</c>, <c>metrics.json</c> and <c>report.html</c>.</summary>
/// <param name="Manifest">What the model says of itself.</param>
/// <param name="Graph">The ONNX graph from raw features and tokens to intent.</param>
public sealed record ModelFolder(ModelManifest Manifest, byte[] Graph)
{
    /// <summary>Name of the graph's file.</summary>
    public const string GraphFile = "model.onnx";

    /// <summary>Name of the manifest's file.</summary>
    public const string ManifestFile = "model.json";

    /// <summary>Segments and factors that the fold reads; only in models that were trained with portraits.</summary>
    public const string PortraitsFile = "portraits.json";

    /// <summary>The networks' weights.</summary>
    public const string WeightsFolder = "weights";

    /// <summary>All figures of the evaluation.</summary>
    public const string MetricsFile = "metrics.json";

    /// <summary>The same for people.</summary>
    public const string ReportFile = "report.html";

    /// <summary>All that a model folder may hold, at its top.</summary>
    public static IReadOnlyList<string> Names { get; } = [ManifestFile, GraphFile, PortraitsFile, WeightsFolder, MetricsFile, ReportFile];

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Reads a model folder.</summary>
    /// <exception cref="UserFaultException">It is no model folder, is damaged, or has another schema version.</exception>
    public static ModelFolder Open(string path)
    {
        var manifestPath = Path.Combine(path, ManifestFile);
        var graphPath = Path.Combine(path, GraphFile);
        if (!File.Exists(manifestPath) || !File.Exists(graphPath))
        {
            throw new UserFaultException(path, $"no model is here: {ManifestFile} or {GraphFile} is missing.", "Give a folder that 'foresale train' wrote.");
        }

        var text = File.ReadAllText(manifestPath);
        try
        {
            // The version first: a folder of another version may hold fields that this build cannot read.
            using (var document = JsonDocument.Parse(text))
            {
                var schema = document.RootElement.TryGetProperty("schema", out var value) && value.TryGetInt32(out var number) ? number : 0;
                if (schema != ModelManifest.CurrentSchema)
                {
                    throw new UserFaultException(
                        manifestPath,
                        $"schema version {schema}; this build reads version {ModelManifest.CurrentSchema}.",
                        schema > ModelManifest.CurrentSchema ? "Update Foresale." : "Train the model again with this version.");
                }
            }

            var manifest = JsonSerializer.Deserialize<ModelManifest>(text, s_json)
                ?? throw new UserFaultException(manifestPath, "it is empty.", "Train the model again.");
            manifest = HasPortraits(manifest) ? manifest with { Fold = manifest.Fold! with { Portraits = Scoring.PortraitsFile.Read(Path.Combine(path, PortraitsFile)) } } : manifest;
            return new ModelFolder(manifest, File.ReadAllBytes(graphPath));
        }
        catch (JsonException fault)
        {
            throw new UserFaultException(manifestPath, $"it is no valid manifest ({fault.Message})", "Restore the folder, or train the model again.");
        }
    }

    /// <summary>Writes both files into a folder that exists.</summary>
    public void WriteTo(string path)
    {
        File.WriteAllBytes(Path.Combine(path, GraphFile), Graph);
        File.WriteAllText(Path.Combine(path, ManifestFile), JsonSerializer.Serialize(Manifest, s_json));
        if (HasPortraits(Manifest))
        {
            Scoring.PortraitsFile.Write(Path.Combine(path, PortraitsFile), Manifest.Fold!.Portraits!);
        }
    }

    private static bool HasPortraits(ModelManifest manifest) =>
        manifest.Fold is not null && manifest.Features.Any(f => f.Name is "segment_known" or "pair_affinity_known");
}
