using System.Text;
using Apache.Arrow;

namespace Foresale.Storage.Reading;

/// <summary>A text column of one batch: the words in it, and which one each row has.</summary>
/// <param name="pool">Gives the one string of a text; null where texts hardly come again.</param>
internal sealed class TextWords(Func<string, string>? pool)
{
    private string?[] _words = [null];
    private int[] _rows = [];
    private int _count;
    private bool _empty;

    /// <summary>The words of the batch; a missing value is one of them, null.</summary>
    public IEnumerable<string?> Words => _words.Take(_count);

    /// <summary>The text of a row; null for a missing value.</summary>
    public string? this[int row] => _empty ? null : _words[_rows[row]];

    /// <summary>Place of a row's word in <see cref="Words"/>.</summary>
    public int WordOf(int row) => _empty ? 0 : _rows[row];

    /// <summary>Turns to a batch's column; null where it has none.</summary>
    public void Open(IArrowArray? array, int rows)
    {
        var dictionary = array as DictionaryArray;
        _empty = array is null || (dictionary?.Indices.NullCount ?? array.NullCount) == rows;
        if (_empty)
        {
            (_words[0], _count) = (null, 1);
            return;
        }

        if (_rows.Length < rows)
        {
            _rows = new int[rows];
        }

        if (dictionary is not null)
        {
            OpenDictionary((Int32Array)dictionary.Indices, (StringArray)dictionary.Dictionary);
        }
        else
        {
            OpenPlain((StringArray)array!);
        }
    }

    private void OpenDictionary(Int32Array indices, StringArray words)
    {
        Reserve(words.Length + 1);
        for (var w = 0; w < words.Length; w++)
        {
            var text = Encoding.UTF8.GetString(words.GetBytes(w));
            _words[w] = pool is null ? text : pool(text);
        }

        (_words[words.Length], _count) = (null, words.Length + 1);
        indices.Values.CopyTo(_rows);
        if (indices.NullCount > 0)
        {
            var valid = indices.NullBitmapBuffer.Span;
            for (var row = 0; row < indices.Length; row++)
            {
                var bit = row + indices.Offset;
                _rows[row] = (valid[bit >> 3] >> (bit & 7) & 1) != 0 ? _rows[row] : words.Length;
            }
        }
    }

    // Sessions, orders and queries are many, and repeat in a row where they repeat.
    private void OpenPlain(StringArray array)
    {
        var starts = array.ValueOffsets;
        var bytes = array.Values;
        var last = default(ReadOnlySpan<byte>);
        _count = 0;
        for (var row = 0; row < array.Length; row++)
        {
            var text = bytes[starts[row]..starts[row + 1]];
            if (_count == 0 || !text.SequenceEqual(last))
            {
                Reserve(_count + 1);
                _words[_count++] = text.IsEmpty ? null : Encoding.UTF8.GetString(text);
                last = text;
            }

            _rows[row] = _count - 1;
        }
    }

    private void Reserve(int words)
    {
        if (_words.Length < words)
        {
            System.Array.Resize(ref _words, Math.Max(words, _words.Length * 2));
        }
    }
}
