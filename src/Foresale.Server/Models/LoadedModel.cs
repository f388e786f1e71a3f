using System.Globalization;
using System.IO.Hashing;
using Foresale.Scoring;

namespace Foresale.Server.Models;

/// <summary>
/// A model in memory. Whoever scores with it enters before and leaves after; once it serves no more and the last one has left, its native session is freed. Disposing it under a
/// request would crash the process, and the collector does not see how much memory hangs on it.
/// </summary>
internal sealed class LoadedModel
{
    private readonly Action _freed;
    private int _users = 1; // the line-up that it stands in

    /// <summary>Loads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="folder">What it holds.</param>
    /// <param name="version">Counts the models that this process loaded; remembered answers are known by it.</param>
    /// <param name="freed">Is called once its native session is freed.</param>
    public LoadedModel(string path, ModelFolder folder, int version, Action freed)
    {
        // The session has read the graph: outcomes that are waited for hold a model for hours, and would hold megabytes of it.
        (Path, Folder, Version, _freed) = (path, folder with { Graph = [] }, version, freed);
        Scorer = new IntentScorer(folder);
        Stake = new Stake(folder.Manifest.Features);
        var graph = XxHash64.HashToUInt64(folder.Graph).ToString("x16", CultureInfo.InvariantCulture);
        Name = $"{folder.Manifest.Version}-{folder.Manifest.DataHash[..Math.Min(8, folder.Manifest.DataHash.Length)]}-{graph[..4]}";
    }

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <summary>What the folder holds, without the graph.</summary>
    public ModelFolder Folder { get; }

    /// <summary>1 for the one that the server began with.</summary>
    public int Version { get; }

    /// <summary>Scores with it; only between entering and leaving.</summary>
    public IntentScorer Scorer { get; }

    /// <summary>Reads what is at stake from its states.</summary>
    public Stake Stake { get; }

    /// <summary>Names it in answers: version of Foresale, hash of the data, hash of the graph. A challenger is often trained on the champion's data.</summary>
    public string Name { get; }

    /// <summary>Begins to use it.</summary>
    /// <returns>False where it serves no more and is freed: look up what serves now.</returns>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends a use; the line-up's is ended by it when it drops the model.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Scorer.Dispose();
            _freed();
        }
    }
}
