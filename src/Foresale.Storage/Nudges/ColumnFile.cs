using System.Globalization;
using Foresale.Events;
using Foresale.Storage.Reading;

namespace Foresale.Storage.Nudges;

/// <summary>A delimited file whose rows are all needed: the first that cannot be used stops the reading, with its place.</summary>
internal sealed class ColumnFile
{
    private readonly SourceFile _file;

    private ColumnFile(SourceFile file, string[] columns) => (_file, Columns) = (file, columns);

    /// <summary>What messages call it.</summary>
    public string Name => _file.Name;

    /// <summary>Names of columns, without blanks around them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Opens a file of delimited text with a header.</summary>
    /// <exception cref="UserFaultException">There is none, or a column stands there twice.</exception>
    public static ColumnFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = SourceFile.Open(path, new Mapping());
        if (file.Format is not SourceFormat.Text)
        {
            throw new UserFaultException(file.Name, "this is no delimited text.", "Give a .csv or .tsv with a header, packed as .gz or not.");
        }

        string[] columns = [.. file.Columns.Select(c => c.Trim())];
        if (columns.GroupBy(c => c, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UserFaultException($"{file.Name}(1)", FormattableString.Invariant($"the column '{twice.Key}' stands there {twice.Count()} times."), "Give each column its own name.");
        }

        return new ColumnFile(file, columns);
    }

    /// <summary>Place of a column among the fields; -1 where it is not there.</summary>
    public int Find(string column) => Columns.ToList().FindIndex(c => string.Equals(c, column, StringComparison.OrdinalIgnoreCase));

    /// <summary>Place of a column that has to be there.</summary>
    /// <exception cref="UserFaultException">It is not.</exception>
    public int Require(string column, string remedy) => Find(column) is >= 0 and var place
        ? place
        : throw new UserFaultException($"{Name}(1)", $"the column '{column}' is missing; there are {string.Join(", ", Columns)}.", remedy);

    /// <summary>All rows.</summary>
    /// <exception cref="UserFaultException">A row has too few or too many fields, there is none, or a .gz breaks off.</exception>
    public IEnumerable<Row> Rows()
    {
        using var reader = new StreamReader(_file.OpenRead());
        Next(reader);
        var some = false;
        for (var line = 2; Next(reader) is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            some = true;
            var fields = Csv.Fields(text, _file.Delimiter);
            if (fields.Length != Columns.Count)
            {
                throw new UserFaultException(FormattableString.Invariant($"{Name}({line})"), FormattableString.Invariant($"the row has {fields.Length} fields where the header has {Columns.Count}."), "Mend the row; a delimiter or a line break within a field stands in quotes or not at all.");
            }

            yield return new Row(this, line, text, fields);
        }

        if (!some)
        {
            throw new UserFaultException(Name, "the file has a header and no rows.", "Give a file with rows.");
        }
    }

    private string? Next(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException)
        {
            throw SourceFile.Damaged(Name);
        }
    }

    /// <summary>One row.</summary>
    /// <param name="File">Its file.</param>
    /// <param name="Line">Its line, from 1.</param>
    /// <param name="Text">As it stands there.</param>
    /// <param name="Fields">Unquoted.</param>
    internal sealed record Row(ColumnFile File, int Line, string Text, IReadOnlyList<string> Fields)
    {
        /// <summary>A name that has to be there.</summary>
        public string Name(int column) => Fields[column].Trim() is { Length: > 0 } name ? name : throw Fault(column, "the field is empty.", "Give each row a value.");

        /// <summary>A number from 0 on.</summary>
        public double Amount(int column) => Number(column) is >= 0 and var value
            ? value
            : throw Fault(column, $"{File.Columns[column]} is {Fields[column].Trim()}, below 0.", "Give what was ordered, paid or spent, from 0 on.");

        /// <summary>A number; below 0 where more was paid back than paid.</summary>
        public double Number(int column)
        {
            var text = Fields[column].Trim();
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : throw Fault(column, text.Length == 0 ? $"{File.Columns[column]} is empty." : $"'{text}' is no number for {File.Columns[column]}.", "Write it as 12.50, and 0 where there was nothing.");
        }

        /// <summary>0 or 1.</summary>
        public bool Flag(int column) => Fields[column].Trim() switch
        {
            "1" => true,
            "0" => false,
            var other => throw Fault(column, $"{File.Columns[column]} is '{other}'.", "Write 1 or 0."),
        };

        /// <summary>What is wrong with a field.</summary>
        public UserFaultException Fault(int column, string found, string remedy) =>
            new(FormattableString.Invariant($"{File.Name}({Line},{Csv.ColumnOf(Text, File._file.Delimiter, column)})"), found, remedy);
    }
}
