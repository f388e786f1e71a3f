using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Foresale.Storage.EventLog;

/// <summary>Names, numbers and secrets of all shoppers in memory: bytes one behind the other in large blocks, and an open hash table of numbers.</summary>
/// <remarks>A record: length of the name (4 bytes), name (UTF-8), secret. For a name of 36 bytes 72 + 8 (place) + 5 to 11 (hash table).</remarks>
internal sealed class UserTable
{
    public const int SecretBytes = 32;
    private const int BlockBytes = 1 << 20;
    private readonly List<byte[]> _blocks = [];
    private readonly long _seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
    private long[] _places = new long[1024];
    private int[] _slots = new int[2048];
    private int _used = BlockBytes;
    private int _filled;

    /// <summary>Shoppers that are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Number of a name; 0 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var slot = SlotOf(name); _slots[slot] is not 0 and var number; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_places[number] is not 0 && Name(number).SequenceEqual(name))
            {
                return number;
            }
        }

        return 0;
    }

    public bool Has(long number) => number > 0 && number < _places.Length && _places[number] is not 0;

    public ReadOnlySpan<byte> Name(int number) => Record(number)[sizeof(int)..^SecretBytes];

    public string Text(int number) => Encoding.UTF8.GetString(Name(number));

    /// <summary>A copy: the bytes in the table are wiped on erasure, and nothing may be sealed with zeros.</summary>
    public byte[] Secret(int number) => Record(number)[^SecretBytes..].ToArray();

    public void Add(int number, ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret)
    {
        var size = sizeof(int) + name.Length + SecretBytes;
        if (_used + size > BlockBytes)
        {
            _blocks.Add(new byte[Math.Max(BlockBytes, size)]);
            _used = 0;
        }

        var record = _blocks[^1].AsSpan(_used, size);
        BinaryPrimitives.WriteInt32LittleEndian(record, name.Length);
        name.CopyTo(record[sizeof(int)..]);
        secret.CopyTo(record[^SecretBytes..]);
        if (number >= _places.Length)
        {
            // By a quarter: half empty arrays would weigh 8 bytes a shopper.
            Array.Resize(ref _places, Math.Max(number + 1, _places.Length + _places.Length / 4));
        }

        _places[number] = ((long)_blocks.Count << 32) | (uint)_used;
        _used = size > BlockBytes ? BlockBytes : _used + size;
        Count++;
        if (++_filled * 4L > _slots.Length * 3L)
        {
            Grow();
        }
        else
        {
            Put(number);
        }
    }

    public void Remove(int number)
    {
        Record(number).Clear();
        _places[number] = 0;
        Count--;
    }

    private Span<byte> Record(int number)
    {
        var place = _places[number];
        var record = _blocks[(int)(place >> 32) - 1].AsSpan((int)place);
        return record[..(sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(record) + SecretBytes)];
    }

    private int SlotOf(ReadOnlySpan<byte> name) => (int)XxHash3.HashToUInt64(name, _seed) & (_slots.Length - 1);

    private void Put(int number)
    {
        var slot = SlotOf(Name(number));
        while (_slots[slot] is not 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = number;
    }

    /// <summary>Makes room; numbers that were removed go.</summary>
    private void Grow()
    {
        _slots = new int[Count * 2L > _slots.Length ? _slots.Length * 2 : _slots.Length];
        _filled = 0;
        for (var number = 1; number < _places.Length; number++)
        {
            if (_places[number] is not 0)
            {
                Put(number);
                _filled++;
            }
        }
    }
}
