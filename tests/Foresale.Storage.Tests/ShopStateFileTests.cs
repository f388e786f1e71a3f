using System.Security.Cryptography;
using System.Text;
using Foresale.Storage.EventLog;
using Foresale.Storage.ShopStates;

namespace Foresale.Storage.Tests;

public sealed class ShopStateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-state-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "state.db");

    [Fact]
    public void A_change_comes_back_and_what_it_does_not_name_stays()
    {
        using (var file = ShopStateFile.Open(Path))
        {
            Assert.Null(file.Read());
            file.Write(Change("one", [(1, [1]), (2, [2])], gone: [], items: [(0, [10]), (1, [11])], seen: [(5, [5]), (6, [6])]));
            file.Write(Change("two", [(2, [3]), (3, [4])], gone: [1, 2], items: [(1, [12])], seen: [(6, [7])], firstSeenDay: 6));
        }

        using var again = ShopStateFile.Open(Path);
        var parts = again.Read()!;
        Assert.Equal("two", Encoding.UTF8.GetString(parts.Names.Span));
        Assert.Equal([(0, 10), (1, 12)], parts.Items.Select(i => (i.Part, (int)i.Value.Span[0])));
        Assert.Equal([(6, 6), (6, 7)], again.Seen().Select(s => (s.Day, (int)s.Keys.Span[0])));
        Assert.Null(again.Shopper(1));
        Assert.Equal([3], again.Shopper(2)!); // was forgotten, and came back
        Assert.Equal([4], again.Shopper(3)!);
    }

    [Fact]
    public void Names_that_were_replaced_stand_in_no_file()
    {
        using var file = ShopStateFile.Open(Path);
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            // Lengths that fill a page, several, or little of one.
            var names = string.Concat(Enumerable.Range(0, random.Next(1, 900)).Select(_ => "mustermann "));
            file.Write(Change(names, [.. Enumerable.Range(0, 50).Select(_ => ((long)random.Next(1, 200), RandomNumberGenerator.GetBytes(random.Next(10, 6_000)))).DistinctBy(s => s.Item1)], gone: [random.Next(1, 200)], items: [(0, new byte[random.Next(10, 9_000)])], seen: []));
            Assert.True(Holds("mustermann"));
            file.Write(Change("nobody", [], gone: [], items: [], seen: []));
            Assert.False(Holds("mustermann"));
        }
    }

    [Fact]
    public void A_large_part_is_written_over_the_one_before_in_the_memory_of_the_page_cache()
    {
        const int Part = 32 << 20;
        using var file = ShopStateFile.Open(Path);
        file.Write(Change("shop", [], gone: [], items: [(0, RandomNumberGenerator.GetBytes(Part))], seen: []));
        SQLitePCL.raw.sqlite3_memory_highwater(1); // from here on

        file.Write(Change("shop", [], gone: [], items: [(0, RandomNumberGenerator.GetBytes(Part + 1))], seen: [(1, RandomNumberGenerator.GetBytes(Part))]));

        Assert.InRange(SQLitePCL.raw.sqlite3_memory_highwater(0), 1, Part / 2); // of all files that tests have open; a copy alone would be twice that
    }

    [Fact]
    public void A_state_opens_with_the_key_and_number_that_it_was_sealed_with_and_no_others()
    {
        var key = new UserKey(7, RandomNumberGenerator.GetBytes(32));
        var sealedState = StateSeal.Close([1, 2, 3], key);

        Assert.Equal([1, 2, 3], StateSeal.Open(sealedState, key));
        Assert.ThrowsAny<CryptographicException>(() => StateSeal.Open(sealedState, key with { Number = 8 }));
        Assert.ThrowsAny<CryptographicException>(() => StateSeal.Open(sealedState, key with { Secret = RandomNumberGenerator.GetBytes(32) }));
        Assert.ThrowsAny<CryptographicException>(() => StateSeal.Open(sealedState.AsSpan(0, 9), key));
        sealedState[14] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => StateSeal.Open(sealedState, key));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ShopStateChange Change(string names, IReadOnlyList<(long, byte[])> shoppers, IReadOnlyList<long> gone, IReadOnlyList<(int, byte[])> items, IReadOnlyList<(int, byte[])> seen, int firstSeenDay = 0) => new()
    {
        Parts = new ShopStateParts { Head = new byte[] { 1 }, Names = Encoding.UTF8.GetBytes(names), Sessions = Encoding.UTF8.GetBytes(names), Held = default, Stock = default, Items = [.. items.Select(i => (i.Item1, (ReadOnlyMemory<byte>)i.Item2))] },
        Shoppers = shoppers,
        Gone = gone,
        Seen = [.. seen.Select(s => (s.Item1, (ReadOnlyMemory<byte>)s.Item2))],
        FirstSeenDay = firstSeenDay,
    };

    private bool Holds(string text) => Directory.GetFiles(_folder).Any(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });
}
