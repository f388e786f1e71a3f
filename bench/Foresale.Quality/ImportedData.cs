using Foresale.Storage;

namespace Foresale.Quality;

/// <summary>A public data set, imported into a folder that is gone when its reader returns.</summary>
internal static class ImportedData
{
    /// <summary>Imports one file and hands it over.</summary>
    /// <param name="file">Under <see cref="DataFolder"/>.</param>
    /// <param name="map">A preset, or the text of a mapping file.</param>
    /// <param name="context">Threads and progress.</param>
    /// <param name="use">Reads what it needs.</param>
    /// <param name="cancellationToken">Looked at while rows are read.</param>
    public static T Use<T>(string file, string map, StudyContext context, Func<DatasetFolder, T> use, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("foresale-quality-");
        try
        {
            var options = new ImportOptions
            {
                Paths = [DataFolder.Find(file)],
                Mapping = Presets.Resolve(map.StartsWith('{') ? Written(map, folder.FullName) : map),
                Out = Path.Combine(folder.FullName, "data"),
                Threads = context.Threads,
            };
            EventImport.Run(options, context.Progress, cancellationToken);
            return use(DatasetFolder.Open(options.Out));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Written(string map, string folder)
    {
        var path = Path.Combine(folder, "mapping.json");
        File.WriteAllText(path, map);
        return path;
    }
}
