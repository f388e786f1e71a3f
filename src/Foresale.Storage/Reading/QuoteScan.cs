namespace Foresale.Storage.Reading;

/// <summary>Lines of a file that one quoted field took in.</summary>
/// <param name="File">Place of the file among the sources.</param>
/// <param name="First">The line where the quote opens, from 1.</param>
/// <param name="Last">The line where the field ends, or the file.</param>
/// <param name="Ends">True where a quote ends the field as one should: DuckDB's reader then takes the lines for one sound row.</param>
internal readonly record struct SwallowedLines(int File, long First, long Last, bool Ends);

/// <summary>
/// Looks for quotes that open and do not close while the bytes of a file pass by: DuckDB's reader takes all lines up to the next
/// quote, or to the end of the file, for one field, and tells of no fault. A text of some lines is no such field: its lines look like no rows.
/// </summary>
/// <param name="file">Place of the file among the sources.</param>
/// <param name="delimiter">Between fields.</param>
/// <param name="columns">Fields of a row.</param>
internal sealed class QuoteScan(int file, byte delimiter, int columns)
{
    // A text may hold a line with as many delimiters as a row by chance, of three in one field most lines hardly do.
    private const int FewestRows = 3;
    private readonly List<SwallowedLines> _found = [];
    private State _state = State.FieldStart;
    private long _line = 1;
    private bool _atLineStart;
    private long _opened;
    private int _delimiters;
    private long _rows;

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }

    private long Inside => _line - _opened - 1; // whole lines between that of the opening and the one at hand

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = _state switch
            {
                State.Quoted => InQuotes(bytes),
                State.QuoteInQuoted => AfterQuote(bytes),
                _ => OutOfQuotes(bytes),
            };
        }
    }

    /// <summary>What was found in the file.</summary>
    public IReadOnlyList<SwallowedLines> Finish()
    {
        if (_state is State.Quoted)
        {
            _found.Add(new SwallowedLines(file, _opened, _atLineStart ? _line - 1 : _line, Ends: false));
        }
        else if (_state is State.QuoteInQuoted)
        {
            End(isSound: true);
        }

        return _found;
    }

    private ReadOnlySpan<byte> OutOfQuotes(ReadOnlySpan<byte> bytes)
    {
        var quote = bytes.IndexOf((byte)'"');
        var before = quote < 0 ? bytes : bytes[..quote];
        _line += before.Count((byte)'\n');
        if (before.TrimEnd((byte)' ') is [.., var last])
        {
            _state = IsEnd(last) ? State.FieldStart : State.Plain;
        }

        if (quote < 0)
        {
            return [];
        }

        if (_state is State.FieldStart) // a quote within a field, such as that of 15" screens, opens nothing
        {
            (_state, _opened, _delimiters, _rows, _atLineStart) = (State.Quoted, _line, 0, 0, false);
        }

        return bytes[(quote + 1)..];
    }

    private ReadOnlySpan<byte> InQuotes(ReadOnlySpan<byte> bytes)
    {
        var next = bytes.IndexOfAny((byte)'"', (byte)'\n', delimiter);
        _atLineStart &= next == 0 || bytes.IsEmpty;
        if (next < 0)
        {
            return [];
        }

        _atLineStart = bytes[next] == '\n';
        if (bytes[next] == '"')
        {
            _state = State.QuoteInQuoted;
        }
        else if (_atLineStart)
        {
            _rows += _line > _opened && _delimiters == columns - 1 ? 1 : 0;
            _delimiters = 0;
            _line++;
        }
        else
        {
            _delimiters++;
        }

        return bytes[(next + 1)..];
    }

    private ReadOnlySpan<byte> AfterQuote(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == '"')
        {
            _state = State.Quoted; // "" is a quote of the text
            return bytes[1..];
        }

        End(isSound: IsEnd(bytes[0]) || bytes[0] == ' ');
        _state = State.Plain;
        return bytes; // a delimiter or a line end is looked at again
    }

    private void End(bool isSound)
    {
        if (_line > _opened && (!isSound || (_rows >= FewestRows && _rows * 2 > Inside)))
        {
            _found.Add(new SwallowedLines(file, _opened, _line, isSound));
        }
    }

    private bool IsEnd(byte value) => value == delimiter || value is (byte)'\n' or (byte)'\r';
}
