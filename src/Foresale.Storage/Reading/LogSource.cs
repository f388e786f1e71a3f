using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>The source files of a log: whether they fit the mapping, and the query that reads them.</summary>
internal sealed class LogSource(ImportOptions options, IReadOnlyList<SourceFile> files, Database database, TimeZoneInfo zone)
{
    /// <summary>The query of the whole import.</summary>
    /// <param name="identities">True where a table of identities stands in the database.</param>
    /// <exception cref="UserFaultException">Times have no time zone and none is named.</exception>
    public string Query(bool identities)
    {
        var localZone = options.Zone ?? options.Mapping.Time.Zone;
        var offsets = new ZoneOffsets(zone);
        if (localZone is null && options.Mapping.Time is { HasOffset: false, Format: not TimeMapping.Iso })
        {
            throw new UserFaultException($"{options.Mapping.Name} $.time.zone", $"times of the format {options.Mapping.Time.Format} have no time zone.", "Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\", or give --zone.");
        }

        var types = files[0].Query is { } query ? query.Types
            : files[0].Format is SourceFormat.Parquet
            ? database.Rows($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(files[0].Path)})").ToDictionary(r => (string)r[0]!, r => (string)r[1]!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
        return new EventQuery(options.Mapping, files, offsets, localZone is null ? null : offsets, identities) { Types = types }.Build();
    }

    /// <summary>Checks that the files are of one kind and have what the mapping names.</summary>
    /// <exception cref="UserFaultException">They do not.</exception>
    public void CheckColumns()
    {
        if (files.Any(f => f.Format != files[0].Format))
        {
            throw new UserFaultException(files.First(f => f.Format != files[0].Format).Name, "the files of one import have one format.", "Import them one by one.");
        }

        if (options.Mapping.Nested && files[0].Format is SourceFormat.Text)
        {
            throw new UserFaultException(files[0].Name, $"the mapping {options.Mapping.Name} reads nested rows.", "Give JSON Lines or Parquet.");
        }

        if (options.Mapping.Nested || files[0].Format is SourceFormat.JsonLines)
        {
            return;
        }

        foreach (var file in files)
        {
            var there = file.Format is SourceFormat.Parquet && file.Query is null
                ? [.. database.Rows($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(file.Path)})").Select(r => (string)r[0]!)]
                : file.Columns;
            var missing = options.Mapping.Columns.FirstOrDefault(c => !there.Contains(c.Key, StringComparer.Ordinal) && !options.Mapping.Optional.Contains(c.Value, StringComparer.Ordinal));
            if (missing.Key is not null && file.Query is not null)
            {
                throw new UserFaultException(file.Name, $"the query gives no column '{missing.Key}' ({missing.Value}); it gives {string.Join(", ", there)}.", $"Name one so in the query, by AS \"{missing.Key}\", or map another column.");
            }

            if (missing.Key is not null)
            {
                throw new UserFaultException($"{file.Name}(1)", $"the column '{missing.Key}' ({missing.Value}) is missing; there are {string.Join(", ", there)}.", "Add it, or map another column.");
            }

            if (file.Format is SourceFormat.Text && !file.Columns.SequenceEqual(files[0].Columns, StringComparer.Ordinal))
            {
                throw new UserFaultException($"{file.Name}(1)", $"its columns differ from those of {files[0].Name}.", "Give files with one header, or import them one by one.");
            }
        }
    }
}
