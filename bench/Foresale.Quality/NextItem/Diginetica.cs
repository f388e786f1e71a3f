using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using Foresale.Decisions.Recommendation;

namespace Foresale.Quality.NextItem;

/// <summary>Diginetica as session-based recommendation splits it: the last week is the test, asked after each click of its sessions.</summary>
/// <param name="Train">Training sessions, oldest first.</param>
/// <param name="Test">Test cases in the order of the file.</param>
/// <param name="DataHash">Of both files, in hex.</param>
internal sealed record Diginetica(ItemSessions Train, NextItemCases Test, string DataHash)
{
    private const string TrainFile = "diginetica.train_sessions.txt.gz", TestFile = "diginetica.test.tsv.gz";

    /// <summary>Reads both files; item numbers there are 1..N, here 0..N-1.</summary>
    public static Diginetica Read()
    {
        var sessions = Lines(TrainFile).Select(Items).ToList();
        var itemCount = sessions.Max(s => s.Max()) + 1;
        var (contexts, next, session) = (new List<int[]>(), new List<int>(), new List<int>());
        foreach (var line in Lines(TestFile))
        {
            var parts = line.Split('\t');
            var context = Items(parts[0]);
            // The file asks the longest context of a session first and then takes click by click away; else a new session begins.
            var goesOn = contexts.Count > 0 && context.AsSpan().SequenceEqual(contexts[^1].AsSpan()[..^1]);
            session.Add(session.Count == 0 ? 0 : session[^1] + (goesOn ? 0 : 1));
            contexts.Add(context);
            next.Add(Items(parts[1]).Single());
        }

        return new Diginetica(ItemSessions.Of(sessions, itemCount), new NextItemCases(ItemSessions.Of(contexts, itemCount), [.. next], [.. session]), Hash());
    }

    private static int[] Items(string text) => [.. text.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture) - 1)];

    private static string Hash()
    {
        var hash = new XxHash128();
        foreach (var file in new[] { TrainFile, TestFile })
        {
            using var stream = File.OpenRead(Find(file));
            hash.Append(stream);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static string Find(string file) => DataFolder.Find(Path.Combine("session-rec", file));

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Find(file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
