using System.IO.Hashing;
using System.Text;
using Foresale.Events;
using Foresale.Storage.Reading;

namespace Foresale.Storage.Export;

/// <summary>Takes erased shoppers out of a dataset folder: their events, their cookies in events of others on the same device, their rows of side files, and quarantined rows that name them. Files without them stay as they are.</summary>
public static class DatasetErasure
{
    private const int MemoryMegabytes = 512;
    private static readonly string[] s_names = ["user_id", "anonymous_id", "seen_as"];

    /// <summary>Erases shoppers.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="names">All names of the shoppers.</param>
    /// <returns>Events that were taken out.</returns>
    /// <exception cref="UserFaultException">The folder is no dataset.</exception>
    public static long Erase(string folder, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var dataset = new DatasetFolder(folder);
        var gone = names.ToHashSet(StringComparer.Ordinal);
        using var database = new Database(Path.Combine(Path.GetTempPath(), $"foresale-erase-{Environment.ProcessId}-{Guid.NewGuid():N}"), threads: 1, MemoryMegabytes);
        var list = string.Join(", ", gone.Select(Sql.Text));
        var (events, cookies) = (0L, 0L);
        foreach (var path in FilesWith(database, folder, list))
        {
            var (taken, unnamed) = Rewrite(path, dataset.Info, gone);
            (events, cookies) = (events + taken, cookies + unnamed);
        }

        foreach (var (file, column) in ((string, string[])[])[(DatasetFiles.Users, ["user_id"]), (DatasetFiles.Identities, ["anonymous_id", "user_id"])])
        {
            Filter(database, Path.Combine(folder, file), string.Join(" OR ", column.Select(c => $"{c} IN ({list})")));
        }

        Filter(database, Path.Combine(folder, DatasetFiles.Quarantine), string.Join(" OR ", gone.SelectMany(n => (string[])["raw", "found"], (n, c) => $"contains({c}, {Sql.Text(n)})")));
        if (events + cookies > 0)
        {
            // Another content has another name.
            var hash = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{dataset.Info.SourceHash} less {events} and {cookies}"))));
            var beside = Beside(Path.Combine(folder, DatasetFiles.Info));
            DatasetJson.Write(beside, dataset.Info with { Events = dataset.Info.Events - events, SourceHash = hash });
            File.Move(beside, Path.Combine(folder, DatasetFiles.Info), overwrite: true);
        }

        return events;
    }

    private static IEnumerable<string> FilesWith(Database database, string folder, string list)
    {
        var files = Path.Combine(folder, DatasetFiles.Events, "*", "*.parquet");
        var columns = database.Rows($"SELECT DISTINCT name FROM parquet_schema({Sql.Text(files)})").Select(r => (string)r[0]!).ToHashSet(StringComparer.Ordinal);
        var there = s_names.Where(columns.Contains); // a dataset of an earlier version lacks some
        return [.. database.Rows($"SELECT DISTINCT filename FROM read_parquet({Sql.Text(files)}, filename = true, hive_partitioning = false) WHERE {string.Join(" OR ", there.Select(c => $"{c} IN ({list})"))}").Select(r => (string)r[0]!)];
    }

    private static (long Taken, long Unnamed) Rewrite(string path, DatasetInfo info, HashSet<string> gone)
    {
        var (beside, taken, unnamed) = (Beside(path), 0L, 0L);
        using (var rows = new EventRows(beside, isDataset: true))
        {
            foreach (var shopEvent in new EventReader(info).Read(path))
            {
                if (gone.Contains(shopEvent.UserId) || (shopEvent.SeenAs is { } name && gone.Contains(name)))
                {
                    taken++;
                }
                else if (shopEvent.AnonymousId is { } cookie && gone.Contains(cookie))
                {
                    unnamed++;
                    rows.Add(shopEvent with { AnonymousId = null }); // somebody else's, on the same device
                }
                else
                {
                    rows.Add(shopEvent);
                }
            }

            rows.Finish();
        }

        File.Move(beside, path, overwrite: true);
        return (taken, unnamed);
    }

    private static void Filter(Database database, string path, string where)
    {
        if (!File.Exists(path) || Convert.ToInt64(database.Rows($"SELECT count(*) FROM read_parquet({Sql.Text(path)}) WHERE {where}")[0][0], System.Globalization.CultureInfo.InvariantCulture) == 0)
        {
            return;
        }

        var beside = Beside(path);
        database.Execute($"COPY (SELECT * FROM read_parquet({Sql.Text(path)}) WHERE NOT coalesce({where}, false)) TO {Sql.Text(beside)} (FORMAT parquet)");
        File.Move(beside, path, overwrite: true);
    }

    // A server and an export may both be at it.
    private static string Beside(string path) => $"{path}.{Guid.NewGuid():N}.partial";
}
