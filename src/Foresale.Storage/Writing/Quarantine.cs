using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Writing;

/// <summary>Collects faulty rows and writes them with reason, remedy and place, so that nothing is lost.</summary>
/// <param name="files">The source.</param>
/// <param name="mapping">How it was read.</param>
internal sealed class Quarantine(IReadOnlyList<SourceFile> files, Mapping mapping)
{
    private static readonly Schema s_schema = new(
        [
            new Field("reason", StringType.Default, nullable: true), new Field("found", StringType.Default, nullable: true), new Field("remedy", StringType.Default, nullable: true),
            new Field("file", StringType.Default, nullable: true), new Field("line", Int64Type.Default, nullable: true), new Field("column", Int64Type.Default, nullable: true),
            new Field("raw", StringType.Default, nullable: true),
        ],
        null);

    private readonly List<(int File, long Record, string Reason, CleaningFault Fault)> _rows = [];
    private readonly List<(int File, long Record, string Found, string Raw, long Lines)> _rejects = [];
    private readonly List<(int File, long Record, string Found, long Lines)> _garbled = [];
    private readonly long[] _swallowed = new long[files.Count];
    private readonly List<SourceFile> _files = [.. files];
    private readonly List<long> _first = [.. files.Select(_ => long.MaxValue)];

    /// <summary>Rows of the source so far; those of side files count apart.</summary>
    public long Count => _rows.Count(r => r.File < files.Count) + Rejected;

    /// <summary>Lines of the source that were no rows.</summary>
    public long Rejected => _rejects.Count(r => r.File < files.Count) + _swallowed.Sum();

    /// <summary>Broken lines of the first file, as records from 0 in their order, the header being record 0 where there is one.</summary>
    public IReadOnlyList<long> RejectedRecords => [.. _rejects.Where(r => r.File == 0).Select(r => r.Record).Order()];

    /// <summary>Takes note of a side file: delimited text with a header.</summary>
    /// <returns>Its number.</returns>
    public int AddSide(SourceFile file)
    {
        _files.Add(file);
        _first.Add(0);
        return _files.Count - 1;
    }

    /// <summary>Rows and broken lines of one file so far.</summary>
    public long CountOf(int file) => _rows.Count(r => r.File == file) + RejectedOf(file);

    /// <summary>Broken lines of one file.</summary>
    public long RejectedOf(int file) => _rejects.Count(r => r.File == file);

    /// <summary>Takes note of a row's place; the first record of a file says where its rows begin.</summary>
    public void Saw(int file, long record) => _first[file] = Math.Min(_first[file], record);

    /// <summary>Adds a faulty row.</summary>
    public void Add(int file, long record, string reason, in CleaningFault fault) => _rows.Add((file, record, reason, fault));

    /// <summary>Adds the lines that DuckDB's reader set aside, of the source and of side files.</summary>
    public void AddRejects(Database database)
    {
        if (_files.TrueForAll(f => f.Format is SourceFormat.Parquet))
        {
            return;
        }

        foreach (var row in database.Rows(Sql.Query("rejected_lines")))
        {
            var file = _files.FindIndex(f => string.Equals(f.Path, (string)row[0]!, StringComparison.Ordinal));
            var record = Convert.ToInt64(row[1], CultureInfo.InvariantCulture) - 1;
            var found = (string)row[2]! switch
            {
                "TOO MANY COLUMNS" => "the line has too many fields.",
                "MISSING COLUMNS" => "the line has too few fields.",
                "UNQUOTED VALUE" => "the line has a quote that does not end.",
                "INVALID ENCODING" => "the line is not UTF-8.",
                "LINE SIZE OVER MAXIMUM" => "the line is too long.",
                var other => $"the line cannot be read ({other}).",
            };
            _rejects.Add((file, record, found, (string?)row[3] ?? "", 1));
        }
    }

    /// <summary>Adds the lines that a quote without an end took in; after <see cref="AddRejects"/>, which may hold their beginning.</summary>
    public void AddSwallowed(IReadOnlyList<SwallowedLines> swallowed)
    {
        foreach (var (index, first, last, ends) in swallowed)
        {
            var record = TextRecords.RecordAt(files[index], first);
            var found = string.Create(CultureInfo.InvariantCulture, $"a quote opens on line {first:N0} and its field does not end before line {last:N0}: {last - first + 1:N0} lines were read as one.");
            _swallowed[index] += last - first;
            if (ends)
            {
                _garbled.Add((index, record, found, last - first + 1)); // DuckDB took it for a row, which is counted with the others
                continue;
            }

            _rejects.RemoveAll(r => r.File == index && r.Record == record);
            _rejects.Add((index, record, found, "", last - first + 1));
        }
    }

    /// <summary>Faults in words, those that took in further lines before all, then in the order of the source and of the side files; at most <paramref name="count"/>.</summary>
    public IReadOnlyList<RowFault> First(int count, int fromFile = 0) => [.. WorstFirst(Placed(fromFile)).Take(count).Select(r => new RowFault($"{r.File}({r.Line},{r.Column})", r.Fault.Found, r.Fault.Remedy))];

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        var (reason, found, remedy, file, raw) = (new TextBuilder(), new TextBuilder(), new TextBuilder(), new TextBuilder(), new TextBuilder());
        var (line, column) = (new NumberBuilder(), new NumberBuilder());
        foreach (var row in Placed(fromFile: 0))
        {
            foreach (var (builder, text) in ((TextBuilder, string)[])[(reason, row.Reason), (found, row.Fault.Found), (remedy, row.Fault.Remedy), (file, row.File), (raw, row.Raw)])
            {
                builder.Add(System.Text.Encoding.UTF8.GetBytes(text));
            }

            line.Add(row.Line);
            column.Add(row.Column);
        }

        var length = line.Count;
        IArrowArray Numbers(NumberBuilder builder)
        {
            var (valid, values, rows, nulls) = builder.View();
            return new Int64Array(values, valid, rows, nulls, 0);
        }

        using var batch = new RecordBatch(s_schema, [reason.View(), found.View(), remedy.View(), file.View(), Numbers(line), Numbers(column), raw.View()], length);
        using var writer = new FileWriter(path, s_schema);
        if (length > 0)
        {
            writer.WriteRecordBatch(batch);
        }

        writer.Close();
    }

    // Whoever reads of one fault only must read of the quote that lost half the file.
    private IEnumerable<PlacedFault> WorstFirst(IEnumerable<PlacedFault> faults) =>
        _swallowed.Any(s => s > 0) ? faults.OrderByDescending(f => f.Lines) : faults;

    private IEnumerable<PlacedFault> Placed(int fromFile)
    {
        for (var index = fromFile; index < _files.Count; index++)
        {
            var file = _files[index];
            var header = file.Format is SourceFormat.Text && (index >= files.Count || mapping.Header) ? 1 : 0;
            var rejects = _rejects.Where(r => r.File == index).ToDictionary(r => r.Record, r => r);
            var rejected = rejects.Keys.Order().ToArray();
            var rows = _rows.Where(r => r.File == index).ToLookup(r => InFile(r.Record - _first[index] + header, rejected), r => r);
            var garbled = _garbled.Where(r => r.File == index).ToLookup(r => r.Record, r => (r.Found, r.Lines));
            var wanted = rejects.Keys.Concat(rows.Select(g => g.Key)).Concat(garbled.Select(g => g.Key)).ToHashSet();
            var located = wanted.Count == 0 ? [] : file.Query is not null ? QueryRows.Locate(file, wanted) : file.Format is SourceFormat.Parquet ? [] : TextRecords.Locate(file, wanted);
            foreach (var record in wanted.Order())
            {
                var (line, raw) = located.TryGetValue(record, out var place) ? place : (record + 1, "");
                var reject = rejects.GetValueOrDefault(record);
                foreach (var (found, lines) in garbled[record].Concat(reject.Found is null ? [] : [(reject.Found, reject.Lines)]))
                {
                    yield return new PlacedFault(file.Name, line, 1, "broken_line", new CleaningFault("", found, "Mend the line, or check the delimiter and the quotes."), raw.Length > 0 ? raw : reject.Raw ?? "", lines);
                }

                foreach (var row in rows[record])
                {
                    yield return new PlacedFault(file.Name, line, ColumnOf(file, isSide: index >= files.Count, raw, row.Fault.Field), row.Reason, row.Fault, raw, Lines: 1);
                }
            }
        }
    }

    // Rejected lines have no place among the rows: they are counted back in.
    private static long InFile(long record, long[] rejected)
    {
        foreach (var reject in rejected)
        {
            if (reject > record)
            {
                break;
            }

            record++;
        }

        return record;
    }

    private int ColumnOf(SourceFile file, bool isSide, string raw, string field)
    {
        var column = (isSide ? field : EventQuery.ColumnOf(mapping, field)) is { } name ? file.Columns.ToList().IndexOf(name) : -1;
        if (file.Query is not null)
        {
            return column + 1; // the column's place in the query, from 1
        }

        return column < 1 ? 1 : Csv.ColumnOf(raw, file.Delimiter, column);
    }

    private sealed record PlacedFault(string File, long Line, int Column, string Reason, CleaningFault Fault, string Raw, long Lines);
}
