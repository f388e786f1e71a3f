using System.Globalization;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;
using Foresale.Storage.Writing;

namespace Foresale.Storage;

/// <summary>Side files of users, items and identities: checked, and written into the dataset folder as Parquet, every column as text.</summary>
internal sealed class SideTables(Database database, StagedFolder? folder, TimeZoneInfo zone, Quarantine quarantine)
{
    private const int LongText = 60;
    private const string Row = "\"#\"";
    private const string UnreadTime = "\"#unread\"";
    private readonly List<(int File, string Name, long Rows)> _files = [];
    private long _doubled;

    /// <summary>What was left out; empty where there are no side files.</summary>
    public IReadOnlyList<RuleCount> Counts => _files.Count == 0 ? [] :
    [
        new RuleCount("side_row", "quarantined", _files.Sum(f => quarantine.CountOf(f.File)), "The row of a side file is broken or names nobody."),
        new RuleCount("doubled_side_row", "dropped", _doubled, "A later row of the side file has the same key; the last one holds."),
    ];

    /// <summary>The first file of which too much cannot be used; null where there is none. Asked after the broken lines are known.</summary>
    /// <param name="maxRejected">Highest share, 0..1.</param>
    public (int File, string Name, long Rejected, long Rows)? TooManyRejected(double maxRejected)
    {
        foreach (var (file, name, rows) in _files)
        {
            var (rejected, all) = (quarantine.CountOf(file), rows + quarantine.RejectedOf(file));
            if (rejected > maxRejected * all)
            {
                return (file, name, rejected, all);
            }
        }

        return null;
    }

    /// <summary>Writes <c>users.parquet</c>.</summary>
    /// <returns>Its columns but user_id.</returns>
    public IReadOnlyList<SideColumn> WriteUsers(SourceFile file)
    {
        Require(file, "user_id");
        return Write(file, "user_id", DatasetFiles.Users, extra: "", keys: "user_id", dated: false);
    }

    /// <summary>Writes <c>items.parquet</c>, with <c>valid_from</c> as an instant, null from the beginning.</summary>
    /// <returns>Its columns but item_id and valid_from.</returns>
    public IReadOnlyList<SideColumn> WriteItems(SourceFile file)
    {
        Require(file, "item_id");
        var dated = file.Columns.Contains("valid_from", StringComparer.Ordinal);
        var from = dated ? $"make_timestamptz({Instant("valid_from")}) AS valid_from, {Unread("valid_from")} AS {UnreadTime}, " : "CAST(NULL AS TIMESTAMPTZ) AS valid_from, ";
        return Write(file, "item_id", DatasetFiles.Items, from, "item_id, valid_from", dated);
    }

    /// <summary>Reads <c>anonymous_id,user_id,time</c> and, where it is there, <c>seq</c> into the table <c>identities</c> and writes <c>identities.parquet</c>.</summary>
    /// <returns>True.</returns>
    public bool ReadIdentities(SourceFile file)
    {
        Require(file, "anonymous_id", "user_id", "time");
        var seq = file.Columns.Contains("seq", StringComparer.Ordinal) ? "TRY_CAST(seq AS BIGINT)" : "CAST(NULL AS BIGINT)";
        database.Execute($"CREATE TABLE identities AS SELECT anonymous_id, user_id AS known_id, {Instant("time")} AS merged_us, {seq} AS seq FROM {Source(file)}");
        Note(file, "identities");
        var bad = database.Rows("SELECT count(*) FROM identities WHERE anonymous_id IS NULL OR known_id IS NULL OR merged_us IS NULL")[0][0];
        if (Convert.ToInt64(bad, CultureInfo.InvariantCulture) is > 0 and var rows)
        {
            throw new UserFaultException(file.Name, $"{rows.ToString(CultureInfo.InvariantCulture)} rows lack a name or a time that can be read.", "Write anonymous_id,user_id,time, the time as 2024-05-01T10:00:00Z.");
        }

        if (folder is not null)
        {
            database.Execute($"COPY (SELECT anonymous_id, known_id AS user_id, make_timestamptz(merged_us) AS time, seq FROM identities ORDER BY merged_us, seq, anonymous_id, known_id) TO {Sql.Text(Path.Combine(folder.Path, DatasetFiles.Identities))} (FORMAT parquet)");
        }

        return true;
    }

    private string Instant(string column) => Sql.Microseconds(column, "VARCHAR", new TimeMapping(), new ZoneOffsets(zone));

    private static void Require(SourceFile file, params string[] keys)
    {
        if (file.Query is null && file.Format is not SourceFormat.Text)
        {
            throw new UserFaultException(file.Name, "side files are delimited text.", "Save it as CSV.");
        }

        foreach (var key in keys)
        {
            if (!file.Columns.Contains(key, StringComparer.Ordinal))
            {
                throw new UserFaultException(file.Query is null ? $"{file.Name}(1)" : file.Name, $"the column '{key}' is missing; there are {string.Join(", ", file.Columns)}.", "Name the column so.");
            }
        }
    }

    private static string Source(SourceFile file) => file.Query is null
        ? EventQuery.TextSource(file, new Mapping())
        : $"(SELECT {string.Join(", ", file.Columns.Select(c => $"CAST({Sql.Name(c)} AS VARCHAR) AS {Sql.Name(c)}"))} FROM read_parquet({Sql.Text(file.Path)}))";

    private IReadOnlyList<SideColumn> Write(SourceFile file, string key, string name, string extra, string keys, bool dated)
    {
        var columns = file.Columns.Where(c => c is not "valid_from" && !string.Equals(c, key, StringComparison.Ordinal)).ToList();
        var list = string.Concat(columns.Select(c => $", {Sql.Name(c)}"));
        database.Execute($"CREATE OR REPLACE TEMP TABLE side AS SELECT row_number() OVER () - 1 AS {Row}, {extra}{key}{list} FROM {Source(file)}");
        var number = Note(file, "side");
        foreach (var row in database.Rows($"SELECT {Row} FROM side WHERE {key} IS NULL ORDER BY 1"))
        {
            quarantine.Add(number, (long)row[0]!, "side_row", new CleaningFault(key, $"the {key} is missing.", "Give it, or leave the row out."));
        }

        database.Execute($"DELETE FROM side WHERE {key} IS NULL");
        if (dated)
        {
            RequireTimes(file);
        }

        _doubled += database.Execute($"DELETE FROM side WHERE {Row} NOT IN (SELECT max({Row}) FROM side GROUP BY {keys})");
        if (folder is not null)
        {
            database.Execute($"COPY (SELECT * EXCLUDE ({Row}) FROM side ORDER BY {keys} NULLS FIRST) TO {Sql.Text(Path.Combine(folder.Path, name))} (FORMAT parquet)");
        }

        return [.. columns.Select(c => new SideColumn(c, KindOf(c)))];
    }

    private string Unread(string column) => $"CASE WHEN trim({column}) <> '' AND {Instant(column)} IS NULL THEN {column} END";

    // A row whose time was taken for empty would hold from the beginning: it would tell the past what came later.
    private void RequireTimes(SourceFile file)
    {
        var row = database.Rows($"SELECT count({UnreadTime}), first({UnreadTime} ORDER BY {Row}) FILTER (WHERE {UnreadTime} IS NOT NULL) FROM side")[0];
        if (Convert.ToInt64(row[0], CultureInfo.InvariantCulture) is > 0 and var bad)
        {
            throw new UserFaultException(file.Name, $"{bad.ToString(CultureInfo.InvariantCulture)} {(bad == 1 ? "row has" : "rows have")} a valid_from that cannot be read, the first '{row[1]}'.", "Write it as 2024-05-01 or 2024-05-01T10:00:00Z, or leave it empty where the row holds from the beginning.");
        }

        database.Execute($"ALTER TABLE side DROP COLUMN {UnreadTime}");
    }

    private int Note(SourceFile file, string table)
    {
        var number = quarantine.AddSide(file);
        _files.Add((number, file.Name, Convert.ToInt64(database.Rows($"SELECT count(*) FROM {table}")[0][0], CultureInfo.InvariantCulture)));
        return number;
    }

    private string KindOf(string column)
    {
        var name = Sql.Name(column);
        var row = database.Rows($"SELECT count({name}), count(TRY_CAST({name} AS DOUBLE)), coalesce(avg(length({name})), 0) FROM side")[0];
        var (known, numbers, length) = (Convert.ToInt64(row[0], CultureInfo.InvariantCulture), Convert.ToInt64(row[1], CultureInfo.InvariantCulture), Convert.ToDouble(row[2], CultureInfo.InvariantCulture));
        return known > 0 && known == numbers ? "numeric" : length > LongText ? "text" : "categorical";
    }
}
