using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;

namespace Foresale.Quality.Planted;

/// <summary>What a run found.</summary>
/// <param name="Learners">Closeness by learner, in the order of the tables.</param>
/// <param name="Fusion">The fusion's weights, as a sentence.</param>
/// <param name="MeanTruth">Mean truth of the test rows, 0..1.</param>
internal sealed record KeptRun(IReadOnlyDictionary<string, Closeness> Learners, string Fusion, double MeanTruth);

/// <summary>Finished runs in a folder, so that a study that was stopped, or is given more seeds, does not do them again.</summary>
internal static class KeptRuns
{
    /// <summary>The run of a name and settings: read where it is kept, else done and kept.</summary>
    /// <param name="folder">Null keeps nothing.</param>
    /// <param name="name">Study, row and seed: names the file.</param>
    /// <param name="settings">All else that the run depends on; another value is another run.</param>
    /// <param name="run">Does it.</param>
    public static T Get<T>(string? folder, string name, object settings, Func<T> run)
    {
        if (folder is null)
        {
            return run();
        }

        var hash = XxHash64.HashToUInt64(JsonSerializer.SerializeToUtf8Bytes(settings)).ToString("x16", CultureInfo.InvariantCulture);
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}-{hash}.json");
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path))!;
        }

        var done = run();
        File.WriteAllText(path, JsonSerializer.Serialize(done));
        return done;
    }
}
