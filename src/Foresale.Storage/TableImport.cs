using System.Globalization;
using Foresale.Events;
using Foresale.Storage.Reading;
using Foresale.Storage.Writing;

namespace Foresale.Storage;

/// <summary>The import of a table: its rows stay as they are, in their order; rows without an answer go to quarantine.</summary>
internal sealed class TableImport(ImportOptions options, IReadOnlyList<SourceFile> files, Database database, StagedFolder? folder)
{
    /// <summary>Runs it.</summary>
    public ImportReport Run(Task<SourceScan> scan, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var mapping = options.Mapping;
        if (files.Count != 1 || files[0].Format is SourceFormat.JsonLines)
        {
            throw new UserFaultException("import", "a table is one file of delimited text or Parquet.", "Join the files into one.");
        }

        var file = files[0];
        var source = file.Format is SourceFormat.Parquet ? $"read_parquet({Sql.Text(file.Path)})" : EventQuery.TextSource(file, mapping);
        IReadOnlyList<string> there = file.Format is SourceFormat.Parquet && file.Query is null ? [.. database.Rows($"DESCRIBE SELECT * FROM {source}").Select(r => (string)r[0]!)] : file.Columns;
        var (label, answer) = mapping.Table.First(c => c.Value.Role is TableRoles.Label);
        foreach (var column in mapping.Table.Keys.Where(c => !options.ForScoring || !string.Equals(c, label, StringComparison.Ordinal)))
        {
            if (!there.Contains(column, StringComparer.Ordinal))
            {
                throw new UserFaultException($"{file.Name}(1)", $"the column '{column}' is missing; there are {string.Join(", ", there)}.", "Add it, or take it out of the mapping file.");
            }
        }

        var list = string.Join(", ", there.Select(c => $"CAST({Sql.Name(c)} AS VARCHAR) AS {Sql.Name(c)}"));
        database.Execute($"CREATE TEMP TABLE source_rows AS SELECT row_number() OVER () - 1 AS \"#\", {list} FROM {source}");
        cancellationToken.ThrowIfCancellationRequested();

        // Rows to be scored need no answer, and it may have no column.
        var answered = options.ForScoring ? "true" : $"coalesce({Sql.Name(label)}, '') <> ''";
        var quarantine = new Quarantine(files, mapping);
        quarantine.Saw(0, 0);
        foreach (var row in database.Rows($"SELECT \"#\" FROM source_rows WHERE NOT ({answered}) ORDER BY 1"))
        {
            quarantine.Add(0, (long)row[0]!, "missing_label", new Cleaning.CleaningFault(label, $"the label '{label}' is missing.", "Give it, or leave the row out."));
        }

        quarantine.AddRejects(database);
        quarantine.AddSwallowed(scan.GetAwaiter().GetResult().Swallowed);

        var counts = database.Rows($"SELECT count(*), count(*) FILTER (WHERE {(options.ForScoring ? "true" : $"{Sql.Name(label)} = {Sql.Text(answer.Positive!)}")}) FROM source_rows WHERE {answered}")[0];
        var (kept, positives) = (Convert.ToInt64(counts[0], CultureInfo.InvariantCulture), Convert.ToInt64(counts[1], CultureInfo.InvariantCulture));
        if (kept == 0)
        {
            throw new UserFaultException(file.Name, options.ForScoring ? "the file has no rows." : "the file has no rows with a label.", "Give a file with rows.");
        }

        if (positives == 0)
        {
            throw new UserFaultException(file.Name, $"no row of the column '{label}' says '{answer.Positive}'.", "Check \"positive\" in the mapping file.");
        }

        var info = new DatasetInfo
        {
            Version = typeof(ShopEvent).Assembly.GetName().Version?.ToString(3) ?? "0",
            SourceHash = scan.GetAwaiter().GetResult().Hash,
            Kind = "table",
            TableColumns = [.. there.Select(c => mapping.Table.TryGetValue(c, out var m) ? new TableColumnInfo(c, m.Role, m.Positive) : new TableColumnInfo(c, Guess(c)))],
            Mapping = mapping.Name,
            Zone = zone.Id,
            Events = kept,
            Behaviors = new Dictionary<string, long>(StringComparer.Ordinal),
            RowsRead = kept + quarantine.Count,
            Quarantined = quarantine.Count,
            Cleaning =
            [
                new RuleCount("broken_line", "quarantined", quarantine.Rejected, "The line has too few or too many fields, or is not UTF-8."),
                new RuleCount("missing_label", "quarantined", quarantine.Count - quarantine.Rejected, "The label is missing."),
            ],
            Missing = there.ToDictionary(c => c, c => Convert.ToDouble(database.Rows($"SELECT avg(CASE WHEN {Sql.Name(c)} IS NULL THEN 1.0 ELSE 0.0 END) FROM source_rows")[0][0], CultureInfo.InvariantCulture), StringComparer.Ordinal),
        };
        if (info.Quarantined > options.MaxRejected * info.RowsRead)
        {
            throw TooManyRejected(quarantine, info);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (folder is not null)
        {
            database.Execute($"COPY (SELECT {Number(quarantine, file)} AS \"{DatasetFiles.RowNumber}\", * EXCLUDE (\"#\") FROM source_rows WHERE {answered} ORDER BY source_rows. \"#\") TO {Sql.Text(Path.Combine(folder.Path, DatasetFiles.Table))} (FORMAT parquet)");
            quarantine.Write(Path.Combine(folder.Path, DatasetFiles.Quarantine));
            DatasetJson.Write(Path.Combine(folder.Path, DatasetFiles.Info), info);
            File.WriteAllText(Path.Combine(folder.Path, DatasetFiles.Mapping), MappingFile.Write(mapping));
            folder.Commit();
        }

        return new ImportReport(info, options.Out, [], quarantine.First(10));
    }

    // The row's number in the source, from 1 and without the header: broken lines have no place among the rows read, and are counted back in.
    private string Number(Quarantine quarantine, SourceFile file)
    {
        var header = file.Format is SourceFormat.Text && options.Mapping.Header ? 1 : 0;
        var gaps = quarantine.RejectedRecords.Select((record, before) => $"({Sql.Number(record - header - before)})").ToList();
        if (gaps.Count == 0)
        {
            return "\"#\" + 1";
        }

        database.Execute($"CREATE TEMP TABLE gaps AS SELECT * FROM (VALUES {string.Join(", ", gaps)}) AS list(before_row)");
        return "\"#\" + 1 + (SELECT count(*) FROM gaps WHERE before_row <= source_rows.\"#\")";
    }

    private UserFaultException TooManyRejected(Quarantine quarantine, DatasetInfo info)
    {
        var where = RejectedRows.Keep(quarantine, options.Out);
        return RejectedRows.Fault("import", info.Quarantined, info.RowsRead, options.MaxRejected, quarantine.First(1)[0], where);
    }

    private string Guess(string column)
    {
        var name = Sql.Name(column);
        var row = database.Rows($"SELECT count({name}), count(TRY_CAST({name} AS DOUBLE)) FROM source_rows")[0];
        return Equals(row[0], row[1]) && Convert.ToInt64(row[0], CultureInfo.InvariantCulture) > 0 ? TableRoles.Numeric : TableRoles.Categorical;
    }
}
