using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Foresale.Storage.Reading;

/// <summary>A column of whole numbers, instants, amounts or truth values of one batch, copied out of Arrow: a value then costs a look into an array.</summary>
internal sealed class NumberColumn
{
    private long[] _values = [];
    private byte[] _valid = [];
    private Nulls _nulls = Nulls.All;

    private enum Nulls
    {
        None,
        Some,
        All,
    }

    /// <summary>The value of a row; null where it is missing, and in a column that the source lacks.</summary>
    public long? this[int row] => _nulls switch
    {
        Nulls.None => _values[row],
        Nulls.All => null,
        _ => (_valid[row >> 3] >> (row & 7) & 1) != 0 ? _values[row] : null,
    };

    /// <summary>The value of a row in a column without missing values.</summary>
    public long Known(int row) => _values[row];

    /// <summary>Turns to a batch's column; null where it has none.</summary>
    public void Open(IArrowArray? array)
    {
        _nulls = array is null || array.NullCount == array.Length ? Nulls.All : array.NullCount == 0 ? Nulls.None : Nulls.Some;
        if (_nulls is Nulls.All)
        {
            return;
        }

        if (_values.Length < array!.Length)
        {
            _values = new long[array.Length];
            _valid = new byte[(array.Length + 7) / 8];
        }

        switch (array)
        {
            case Int64Array longs: longs.Values.CopyTo(_values); break;
            case Int32Array ints: Widen(ints.Values); break;
            case Int8Array bytes: Widen(bytes.Values); break;
            case BooleanArray bits: Widen(bits); break;
            case TimestampArray times: times.Values.CopyTo(_values); break;
            case Decimal128Array decimals: LowHalves(decimals); break;
            default: throw new ArgumentException($"A column of the type {array.Data.DataType.Name} holds no whole numbers.", nameof(array));
        }

        if (_nulls is Nulls.Some)
        {
            for (var row = 0; row < array.Length; row++)
            {
                var bit = (byte)(1 << (row & 7));
                _valid[row >> 3] = array.IsValid(row) ? (byte)(_valid[row >> 3] | bit) : (byte)(_valid[row >> 3] & ~bit);
            }
        }
    }

    private void Widen(ReadOnlySpan<int> values)
    {
        for (var row = 0; row < values.Length; row++)
        {
            _values[row] = values[row];
        }
    }

    private void Widen(ReadOnlySpan<sbyte> values)
    {
        for (var row = 0; row < values.Length; row++)
        {
            _values[row] = values[row];
        }
    }

    // 16-byte decimals: what import writes fits into the low half.
    private void LowHalves(Decimal128Array decimals)
    {
        var halves = MemoryMarshal.Cast<byte, long>(decimals.ValueBuffer.Span)[(2 * decimals.Offset)..];
        for (var row = 0; row < decimals.Length; row++)
        {
            _values[row] = halves[2 * row];
        }
    }

    private void Widen(BooleanArray bits)
    {
        for (var row = 0; row < bits.Length; row++)
        {
            _values[row] = bits.GetValue(row) is true ? 1 : 0;
        }
    }
}
