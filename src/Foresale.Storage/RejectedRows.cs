using System.Globalization;
using Foresale.Events;
using Foresale.Storage.Writing;

namespace Foresale.Storage;

/// <summary>The end of an import with too many faulty rows: only they are written.</summary>
internal static class RejectedRows
{
    /// <summary>Writes the quarantine beside the folder that is not to be.</summary>
    /// <returns>Its path; null for a dry run.</returns>
    public static string? Keep(Quarantine quarantine, string? output)
    {
        if (output is null)
        {
            return null;
        }

        var path = PathOf(output);
        using var staged = new StagedFile(path);
        quarantine.Write(staged.Path);
        staged.Commit();
        return path;
    }

    /// <summary>Removes what an earlier import of the same place left: this one has its own quarantine in its folder.</summary>
    public static void Forget(string output) => File.Delete(PathOf(output));

    /// <summary>What to tell the user.</summary>
    public static UserFaultException Fault(string place, long rejected, long rows, double maxRejected, RowFault first, string? where) => new(
        place,
        string.Create(CultureInfo.InvariantCulture, $"{rejected} of {rows} rows cannot be used, more than --max-rejected {maxRejected} allows; the first: {first}"),
        $"{(where is null ? "" : $"They are in {where}; nothing else was written. `foresale describe {where} --quarantine` prints them. ")}Mend the source or the mapping, or raise --max-rejected.");

    private static string PathOf(string output) => $"{Path.TrimEndingDirectorySeparator(output)}.{DatasetFiles.Quarantine}";
}
