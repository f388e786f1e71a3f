using DuckDB.NET.Data;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;
using Foresale.Storage.Writing;

namespace Foresale.Storage;

/// <summary>From a shop's files to a dataset folder: one read and one sort in DuckDB, then cleaning while the sorted rows stream by.</summary>
public static class EventImport
{
    private const string Stage = "import";

    /// <summary>Imports a log, or a table where the mapping describes one.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="progress">Receives the share done; null for none.</param>
    /// <param name="cancellationToken">Stops the work; nothing half-written stays.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="UserFaultException">A file, the mapping or too many rows are at fault.</exception>
    public static ImportReport Run(ImportOptions options, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Paths.Count == 0 && options.Sql?.Rows is null)
        {
            throw new UserFaultException("import", "there is no file to read.", "Give one or more.");
        }

        if (options.Paths.Count > 0 && options.Sql?.Rows is { } rows)
        {
            throw new UserFaultException(rows.Place, "files and a query both give the rows.", "Give one of the two; import them one by one.");
        }

        if (options.MaxRejected is not (>= 0 and <= 1))
        {
            throw new UserFaultException("--max-rejected", "this is no share.", "Give 0 to 1, such as .05.");
        }

        var zone = ZoneOf(options);
        List<SourceFile> given = [.. options.Paths.Select(p => SourceFile.Open(p, options.Mapping))]; // before a folder is made: their faults come first
        var temp = options.Out is null
            ? Path.Combine(Path.GetTempPath(), $"foresale-{Environment.ProcessId}-{Guid.NewGuid():N}")
            : $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Out))}.sorting-{Environment.ProcessId}";
        using var folder = options.Out is null ? null : new StagedFolder(options.Out, DatasetFiles.Names);
        using var database = new Database(temp, options.Threads, options.MemoryMegabytes);
        var (files, sides) = Sources(options, given, temp, progress, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scan = Task.Run(() => SourceScan.Of(files, options.Mapping, stop.Token), CancellationToken.None);
        try
        {
            var report = options.Mapping.Kind is MappingKind.Table
                ? new TableImport(options, files, database, folder).Run(scan, zone, cancellationToken)
                : new LogImport(options, files, sides, database, folder, zone).Run(scan, progress, cancellationToken);
            if (options.Out is not null)
            {
                RejectedRows.Forget(options.Out);
            }

            progress?.Report(new StageProgress(Stage, 1, 1));
            return report;
        }
        catch (DuckDBException fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Database.Translate(fault, files) ?? (Exception)fault;
        }
        finally
        {
            stop.Cancel();
            try
            {
                scan.Wait(CancellationToken.None);
            }
            catch (AggregateException)
            {
                // Its fault, if any, is thrown where the scan is asked for.
            }
        }
    }

    private static (List<SourceFile> Files, SideSources Sides) Sources(ImportOptions options, List<SourceFile> given, string temp, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var queried = options.Sql is { } sql ? Queries(sql, options.Mapping, temp, progress, cancellationToken) : default;
        var files = queried.Rows is null ? given : [queried.Rows];
        SourceFile? Side(SourceFile? query, string? path) => query ?? (path is null ? null : SourceFile.Open(path, new Mapping()));
        return (files, new SideSources(Side(queried.Users, options.Users), Side(queried.Items, options.Items), Side(queried.Identities, options.Identities)));
    }

    private static (SourceFile? Rows, SourceFile? Users, SourceFile? Items, SourceFile? Identities) Queries(SqlSource sql, Mapping mapping, string temp, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new StageProgress(Stage, 0, 0, "asking the database"));
        using var session = SqlSession.Open(sql, cancellationToken);
        var query = new QueryFile(session, sql.TimeoutSeconds, temp);
        SourceFile? Read(SqlStatement? statement, IReadOnlyCollection<string>? columns = null) => statement is null ? null : query.Read(statement, columns, progress, cancellationToken);
        // A table and expressions may name any column; a log has those of the mapping.
        var all = mapping.Kind is MappingKind.Table || mapping.Nested || mapping.Select.Count > 0;
        return (Read(sql.Rows, all ? null : [.. mapping.Columns.Keys]), Read(sql.Users), Read(sql.Items), Read(sql.Identities));
    }

    private static TimeZoneInfo ZoneOf(ImportOptions options)
    {
        var name = options.Zone ?? options.Mapping.Time.Zone ?? "UTC";
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new UserFaultException("--zone", $"'{name}' is no time zone.", "Use an IANA name such as Europe/Paris.");
    }
}
