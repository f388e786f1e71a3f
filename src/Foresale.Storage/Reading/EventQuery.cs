using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>Builds the one query of an import from the mapping and the files.</summary>
/// <param name="mapping">How the source is read.</param>
/// <param name="files">In the order of arguments.</param>
/// <param name="zone">The shop's zone.</param>
/// <param name="localZone">Zone of times without an offset; null where none is known.</param>
/// <param name="identities">True where a table of identities stands in the database.</param>
internal sealed class EventQuery(Mapping mapping, IReadOnlyList<SourceFile> files, ZoneOffsets zone, ZoneOffsets? localZone, bool identities)
{
    private static readonly string[] s_fields = [.. EventFields.Mappable, "seen_as"]; // a log that is exported knows it
    private static readonly string[] s_parsedFields = ["time", "received_at", "behavior", "price", "quantity", "consent"];

    /// <summary>The column types of a Parquet source, by name; empty for text.</summary>
    public IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Which column a field comes from, as messages name it; null where it comes from none.</summary>
    public static string? ColumnOf(Mapping mapping, string field) =>
        mapping.Columns.FirstOrDefault(c => string.Equals(c.Value, field, StringComparison.Ordinal)).Key;

    /// <summary>The fields that the source gives, in the order of <see cref="EventFields.All"/>.</summary>
    public IReadOnlyList<string> Fields => [.. s_fields.Where(f => Expression(f) is not null)];

    /// <summary>The whole query.</summary>
    public string Build()
    {
        var has = new HashSet<string>(Fields, StringComparer.Ordinal);
        var nested = mapping.Nested || files.Any(f => f.Format is SourceFormat.JsonLines);
        var source = string.Join(" UNION ALL ", files.Select(SourceOf));
        var numbered = $"SELECT *, row_number() OVER () - 1 AS seq FROM ({source}) AS source";
        if (nested)
        {
            var each = mapping.Each is null
                ? "CAST(NULL AS JSON)"
                : $"unnest(CASE WHEN json_array_length(row, {Sql.Text(mapping.Each)}) > 0 THEN CAST(json_extract(row, {Sql.Text(mapping.Each)}) AS JSON[]) ELSE [CAST(NULL AS JSON)] END)";
            numbered = $"SELECT *, row_number() OVER () - 1 AS seq FROM (SELECT *, {each} AS each FROM (SELECT *, row_number() OVER () - 1 AS record FROM ({source}) AS source) AS rows) AS events";
        }

        var fields = $"SELECT seq, file, {(nested ? "record" : "seq")} AS record, {string.Join(", ", Fields.Select(f => $"{Expression(f)} AS {f}"))}{(nested ? ", row_text, row IS NULL AS broken" : "")} FROM ({numbered}) AS numbered";
        var item = has.Contains("item_id") ? "item_id, " : "";
        return Sql.Query("sorted_events")
            .Replace("{fields}", fields, StringComparison.Ordinal)
            .Replace("{parsed}", Parsed(has, nested), StringComparison.Ordinal)
            .Replace("{arrival}", "coalesce(received_us, time_us)", StringComparison.Ordinal)
            .Replace("{offset}", zone.Of("coalesce(received_us, time_us)"), StringComparison.Ordinal)
            .Replace("{out}", Out(has), StringComparison.Ordinal)
            .Replace("{fault}", Fault(has, nested), StringComparison.Ordinal)
            .Replace("{identities}", identities && has.Contains("anonymous_id") ? Sql.Query("identities") : "", StringComparison.Ordinal)
            .Replace("{order}", mapping.Time.IsDayResolution ? $"behavior, {item}seq" : "coalesce(received_us, time_us), seq", StringComparison.Ordinal);
    }

    /// <summary>The rows of a file as SQL, with its place among the arguments.</summary>
    internal string SourceOf(SourceFile file)
    {
        var index = Sql.Number(files.ToList().IndexOf(file));
        var path = Sql.Text(file.Path);
        return file.Format switch
        {
            SourceFormat.Parquet when mapping.Nested => $"SELECT to_json(t) AS row, CAST(NULL AS VARCHAR) AS row_text, {index} AS file FROM read_parquet({path}) AS t",
            SourceFormat.Parquet => $"SELECT {ColumnList()}, {index} AS file FROM read_parquet({path})",
            SourceFormat.JsonLines => $"SELECT TRY_CAST(line AS JSON) AS row, line AS row_text, {index} AS file FROM {Csv(file, "{'line': 'VARCHAR'}", "chr(1)", "''", header: false)}",
            _ => $"SELECT {ColumnList()}, {index} AS file FROM {TextSource(file, mapping)}",
        };
    }

    /// <summary>DuckDB's reader of a delimited file, every column as text and faulty lines set aside.</summary>
    internal static string TextSource(SourceFile file, Mapping mapping) => Csv(
        file,
        $"{{{string.Join(", ", file.Columns.Select(c => $"{Sql.Text(c)}: 'VARCHAR'"))}}}",
        Sql.Text(file.Delimiter.ToString()),
        "'\"'",
        mapping.Header);

    private static string Csv(SourceFile file, string columns, string delimiter, string quote, bool header) =>
        $"read_csv({Sql.Text(file.Path)}, auto_detect = false, header = {(header ? "true" : "false")}, delim = {delimiter}, quote = {quote}, escape = {quote}, columns = {columns}, compression = '{(file.Compressed ? "gzip" : "none")}', store_rejects = true, rejects_limit = 0)";

    // A union of files must name the columns; an expression may name any.
    private string ColumnList()
    {
        if (mapping.Select.Count > 0)
        {
            var all = files[0].Format is SourceFormat.Parquet ? [.. Types.Keys] : files[0].Columns;
            return string.Join(", ", all.Select(Sql.Name));
        }

        return string.Join(", ", mapping.Columns.Keys.Where(c => Fields.Contains(mapping.Columns[c], StringComparer.Ordinal)).Select(Sql.Name));
    }

    private string? Expression(string field)
    {
        if (mapping.Select.TryGetValue(field, out var expression))
        {
            return $"({expression})";
        }

        if (mapping.Constants.TryGetValue(field, out var constant))
        {
            return Sql.Text(constant);
        }

        if (ColumnOf(mapping, field) is not { } column)
        {
            return null;
        }

        if (mapping.Nested || files.Any(f => f.Format is SourceFormat.JsonLines))
        {
            return $"(row->>{Sql.Text("$" + string.Concat(column.Split('.').Select(p => $".\"{p}\"")))})";
        }

        // A column that the mapping calls optional may be absent.
        var there = files[0].Format is SourceFormat.Parquet ? Types.ContainsKey(column) : files[0].Columns.Contains(column, StringComparer.Ordinal);
        return there ? Sql.Name(column) : null;
    }

    private string Parsed(HashSet<string> has, bool nested)
    {
        string TypeOf(string field) => ColumnOf(mapping, field) is { } column && Types.TryGetValue(column, out var type) ? type : "VARCHAR";
        string Time(string field) => has.Contains(field) ? Sql.Microseconds(field, TypeOf(field), mapping.Time, localZone) : "CAST(NULL AS BIGINT)";
        string Word(string field) => $"CAST({field} AS VARCHAR)";
        string Amount(string field) => Sql.Amount(Word(field), TypeOf(field) is "VARCHAR" ? mapping.DecimalMark : ".");
        var parts = new List<string>
        {
            "seq", "file", "record",
            $"{Time("time")} AS time_us", $"{Time("received_at")} AS received_us",
            $"{Sql.BehaviorCode(Word("behavior"), mapping)} AS behavior",
            "CAST(time AS VARCHAR) AS time_text", "CAST(behavior AS VARCHAR) AS behavior_text",
        };
        if (has.Contains("received_at"))
        {
            parts.Add("CAST(received_at AS VARCHAR) AS received_text");
        }

        if (has.Contains("price"))
        {
            parts.Add($"{Amount("price")} AS price");
            parts.Add("CAST(price AS VARCHAR) AS price_text");
        }

        if (has.Contains("quantity"))
        {
            parts.Add($"{Amount("quantity")} AS quantity");
            parts.Add("CAST(quantity AS VARCHAR) AS quantity_text");
        }

        if (has.Contains("consent"))
        {
            parts.Add("TRY_CAST(consent AS BOOLEAN) AS consent");
            parts.Add("CAST(consent AS VARCHAR) AS consent_text");
        }

        parts.AddRange(Texts(has).Select(f => $"{Word(f)} AS {f}"));
        if (has.Contains("price") && !has.Contains("currency"))
        {
            parts.Add($"{Sql.CurrencyOf(Word("price"))} AS currency");
        }

        if (nested)
        {
            parts.Add("row_text");
            parts.Add("broken");
        }

        return string.Join(", ", parts);
    }

    private string Out(HashSet<string> has)
    {
        var parts = new List<string> { "behavior" };
        parts.AddRange(((string[])["price", "quantity", "consent"]).Where(has.Contains));
        parts.AddRange(Texts(has).Where(f => f is not ("user_id" or "anonymous_id")).Concat(has.Contains("price") && !has.Contains("currency") ? ["currency"] : []));
        var user = has.Contains("user_id") ? "nullif(user_id, '')" : "NULL";
        if (!has.Contains("anonymous_id"))
        {
            parts.Add($"{user} AS user_id");
        }
        else
        {
            var known = identities ? ", earlier.known_id, later.known_id" : "";
            parts.Add($"parsed.anonymous_id AS anonymous_id, coalesce({user}{known}, nullif(parsed.anonymous_id, '')) AS user_id");
            parts.Add(identities ? $"{user} IS NULL AND coalesce(later.known_id, earlier.known_id) IS NOT NULL AS merged" : "false AS merged");
            parts.Add(identities && !has.Contains("seen_as") ? $"CASE WHEN {user} IS NULL AND coalesce(later.known_id, earlier.known_id) IS NOT NULL THEN parsed.anonymous_id END AS seen_as" : "");
        }

        return string.Join(", ", parts.Where(p => p.Length > 0)) + ",";
    }

    private string Fault(HashSet<string> has, bool nested)
    {
        var whens = new List<string>();
        if (nested)
        {
            whens.Add("WHEN broken THEN 'row:' || coalesce(row_text, '')");
        }

        whens.Add("WHEN behavior = -1 THEN 'behavior:' || coalesce(behavior_text, '')");
        if (localZone is null && mapping.Time is { HasOffset: false })
        {
            whens.Add("WHEN time_us IS NULL AND TRY_CAST(time_text AS TIMESTAMP) IS NOT NULL THEN 'zone:' || time_text");
        }

        whens.Add("WHEN time_us IS NULL THEN 'time:' || coalesce(time_text, '')");
        foreach (var (field, text, value) in ((string, string, string)[])[("received_at", "received_text", "received_us"), ("price", "price_text", "price"), ("quantity", "quantity_text", "quantity"), ("consent", "consent_text", "consent")])
        {
            if (has.Contains(field))
            {
                whens.Add($"WHEN {value} IS NULL AND {text} <> '' THEN '{field}:' || {text}");
            }
        }

        return $"CASE {string.Join(" ", whens)} END";
    }

    private static IEnumerable<string> Texts(HashSet<string> has) => s_fields.Where(f => has.Contains(f) && !s_parsedFields.Contains(f, StringComparer.Ordinal));
}
