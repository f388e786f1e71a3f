using Foresale.Events;

namespace Foresale.Quality;

/// <summary>Where the public data sets lie: <c>FORESALE_DATA</c>, or <c>../shared/data</c> seen from the repository.</summary>
internal static class DataFolder
{
    /// <summary>The place of a file.</summary>
    /// <exception cref="UserFaultException">It is not there.</exception>
    public static string Find(string name)
    {
        var folder = Environment.GetEnvironmentVariable("FORESALE_DATA") ?? Path.Combine(Repository(), "..", "shared", "data");
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? path
            : throw new UserFaultException(path, "the data set is not there.", "Set FORESALE_DATA to the folder that holds it.");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(Environment.CurrentDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Foresale.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
