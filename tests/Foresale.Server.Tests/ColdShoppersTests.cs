using Foresale.Server.Shop;
using Foresale.Storage.EventLog;
using Foresale.Storage.ShopStates;

namespace Foresale.Server.Tests;

public sealed class ColdShoppersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("foresale-cold-");
    private readonly UserKeys _keys;
    private readonly ShopStateFile _file;
    private readonly ColdShoppers _cold;

    public ColdShoppersTests()
    {
        _keys = UserKeys.Open(Path.Combine(_folder.FullName, "keys"));
        _file = ShopStateFile.Open(Path.Combine(_folder.FullName, "state.db"));
        _cold = new ColdShoppers(_file, _keys, fault => Assert.Fail(fault.Message));
        foreach (var name in (string[])["a", "b"])
        {
            _keys.KeyOf(name);
        }

        _keys.Commit();
    }

    public void Dispose()
    {
        _file.Dispose();
        _keys.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Who_is_let_go_of_while_a_snapshot_is_handed_over_stands_in_it_and_not_in_the_next()
    {
        Assert.Equal(("ab", "ab"), Snapshot(() => { _cold.Keep("a", [1]); _cold.Keep("b", [2]); }));
        Assert.Equal(("ab", "b"), Snapshot(() =>
        {
            _cold.Keep("a", [3]); // as they stood when it began
            Assert.True(_cold.Forget("a"));
        }));
        Assert.Null(_cold.Read("a"));
        Assert.Equal(1, _cold.Count);

        Assert.Equal(("b", "b"), Snapshot(() => { }));
        Assert.Equal([2], _cold.Read("b"));
    }

    [Fact]
    public void Who_was_let_go_of_and_could_not_be_written_is_let_go_of_by_the_next()
    {
        Snapshot(() => { _cold.Keep("a", [1]); _cold.Keep("b", [2]); });
        _cold.Forget("a");
        _cold.BeginHandOver();
        Assert.Equal([_keys.NumberOf("a")!.Value], _cold.HandOver().Gone);
        _cold.Saved(isWritten: false); // the disk was full

        Assert.Equal(("b", "b"), Snapshot(() => { }));
    }

    // Who stands in the file afterwards, and who is held by then.
    private (string Written, string Held) Snapshot(Action meanwhile)
    {
        _cold.BeginHandOver();
        meanwhile();
        var (changed, _, gone, held) = _cold.HandOver();
        _file.Write(new ShopStateChange
        {
            Parts = new ShopStateParts { Head = new byte[1], Names = new byte[1], Sessions = new byte[1], Held = held, Stock = default, Items = [] },
            Shoppers = changed,
            Gone = gone,
            Seen = [],
            FirstSeenDay = 0,
        });
        _cold.Saved(isWritten: true);

        var loaded = new ColdShoppers(_file, _keys, fault => Assert.Fail(fault.Message));
        loaded.Load(_file.Read()!.Held.Span);
        string[] names = ["a", "b"];
        return (string.Concat(names.Where(n => loaded.Read(n) is not null)), string.Concat(names.Where(n => _cold.Read(n) is not null)));
    }
}
