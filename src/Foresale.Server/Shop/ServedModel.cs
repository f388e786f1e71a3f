using Foresale.Events;
using Foresale.Scoring;
using Foresale.Server.Settings;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>The model that scores. Another one takes its place while requests run: each finishes with the one that it began with.</summary>
internal sealed class ServedModel : IDisposable
{
    private volatile Served _served;

    public ServedModel(IOptions<ServerOptions> options)
    {
        if (options.Value.Model is not { Length: > 0 } path)
        {
            throw new UserFaultException("--model", "no model is given.", "Give the folder that `foresale train` wrote.");
        }

        _served = new Served(path, ModelFolder.Open(path), 1);
    }

    /// <summary>The folder that serves now.</summary>
    public ModelFolder Folder => _served.Folder;

    /// <summary>What serves now.</summary>
    public Served Now => _served;

    /// <summary>Lets another model serve.</summary>
    /// <exception cref="UserFaultException">It is none, or reads other states than the one that serves: shoppers would have to be followed anew.</exception>
    public Served Swap(string path)
    {
        var folder = ModelFolder.Open(path);
        if (!string.Equals(folder.Manifest.FeatureHash, Folder.Manifest.FeatureHash, StringComparison.Ordinal) || folder.Manifest.Target != Folder.Manifest.Target || !SameFold(folder.Manifest, Folder.Manifest))
        {
            throw new UserFaultException(path, "the model reads other states than the one that serves.", "Start the server with it by --model: the log is then replayed with its settings.");
        }

        // The old graph is left to its last request and then to the collector: disposing it under a request would crash the process.
        return _served = new Served(path, folder, _served.Version + 1);
    }

    public void Dispose() => _served.Scorer.Dispose();

    private static bool SameFold(ModelManifest one, ModelManifest other) =>
        string.Equals(System.Text.Json.JsonSerializer.Serialize(one.Fold), System.Text.Json.JsonSerializer.Serialize(other.Fold), StringComparison.Ordinal);

    /// <summary>A model that serves.</summary>
    /// <param name="Path">Its folder.</param>
    /// <param name="Folder">What the folder holds.</param>
    /// <param name="Version">1 for the one that the server began with.</param>
    public sealed record Served(string Path, ModelFolder Folder, int Version)
    {
        /// <summary>Scores with it.</summary>
        public IntentScorer Scorer { get; } = new(Folder);

        /// <summary>Names it in answers: version of Foresale, hash of the data.</summary>
        public string Name { get; } = $"{Folder.Manifest.Version}-{Folder.Manifest.DataHash[..Math.Min(8, Folder.Manifest.DataHash.Length)]}";
    }
}
