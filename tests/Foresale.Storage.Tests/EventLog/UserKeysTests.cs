using System.Text;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Tests.EventLog;

public sealed class UserKeysTests : IDisposable
{
    private readonly LogFiles _folder = new();

    [Fact]
    public void A_shopper_has_one_key_which_is_durable_after_a_commit()
    {
        UserKey ada;
        using (var keys = UserKeys.Open(_folder.Root))
        {
            ada = keys.KeyOf("ada");
            keys.Commit();
            keys.KeyOf("never committed");
        }

        using var again = UserKeys.Open(_folder.Root);
        Assert.Equal(Hex(ada), Hex(again.KeyOf("ada")));
        Assert.Equal("ada", again.Find(ada.Number)!.Value.UserId);
        Assert.Equal(1, again.Count);
        Assert.Null(again.NumberOf("never committed"));
        Assert.Null(again.Find(99));
    }

    [Fact]
    public void Keys_are_random_and_numbers_ascend()
    {
        using var keys = UserKeys.Open(_folder.Root);

        var all = Enumerable.Range(0, 5_000).Select(i => keys.KeyOf($"user {i}")).ToList();

        Assert.Equal(Enumerable.Range(1, 5_000).Select(i => (long)i), all.Select(k => k.Number));
        Assert.Equal(5_000, all.Select(Hex).Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, k => Assert.Equal(32, k.Secret.Length));
        Assert.All(Enumerable.Range(0, 5_000), i => Assert.Equal(Hex(all[i]), Hex(keys.KeyOf($"user {i}"))));
    }

    [Fact]
    public void After_an_erasure_neither_names_nor_keys_stand_in_any_file()
    {
        using var keys = UserKeys.Open(_folder.Root);
        var all = Enumerable.Range(0, 4_000).Select(i => (Name: $"shopper-{i:D5}-of-the-shop", Key: keys.KeyOf($"shopper-{i:D5}-of-the-shop"))).ToList();
        keys.Commit();
        Assert.True(Holds(all[17].Name) && Holds(all[17].Key.Secret.ToArray()));
        var random = new Random(1);
        var erased = all.Where(_ => random.Next(2) is 0).ToList();

        foreach (var (name, _) in erased)
        {
            keys.Erase(name);
        }

        keys.Wipe();
        var bytes = Files();
        Assert.DoesNotContain(erased, e => Contains(bytes, Encoding.UTF8.GetBytes(e.Name)) || Contains(bytes, e.Key.Secret.ToArray()));
        Assert.All(all.Except(erased), e => Assert.Equal(Hex(e.Key), Hex(keys.KeyOf(e.Name))));
        Assert.All(erased, e => Assert.Null(keys.Find(e.Key.Number)));
    }

    [Fact]
    public void Erasing_one_name_reaches_every_name_linked_to_it_also_after_a_restart()
    {
        using (var first = UserKeys.Open(_folder.Root))
        {
            first.Link("cookie-one", "known-ada");
            first.Link("cookie-two", "known-ada");
            first.Link("cookie-three", "known-bob");
            first.Commit();
        }

        using var keys = UserKeys.Open(_folder.Root);
        var erased = keys.Erase("cookie-two");
        keys.Wipe();

        Assert.Equal(3, erased.Count);
        Assert.False(Holds("cookie-one") || Holds("cookie-two") || Holds("known-ada"));
        Assert.True(Holds("cookie-three") && Holds("known-bob"));
        Assert.Empty(keys.Erase("known-ada"));
    }

    [Fact]
    public void An_erased_name_that_comes_back_is_a_new_shopper_also_after_a_restart()
    {
        UserKey before;
        using (var first = UserKeys.Open(_folder.Root))
        {
            before = first.KeyOf("ada");
            first.Erase("ada");
        }

        using var keys = UserKeys.Open(_folder.Root);
        var after = keys.KeyOf("ada");

        Assert.True(after.Number > before.Number);
        Assert.NotEqual(Hex(before), Hex(after));
        Assert.Null(keys.Find(before.Number));
    }

    [Fact]
    [Trait("Speed", "slow")] // it waits ten seconds for the reader
    public void A_key_that_is_gone_from_the_disk_seals_nothing_more_also_where_the_erasure_could_not_end()
    {
        using var keys = UserKeys.Open(_folder.Root);
        var number = keys.KeyOf("ada").Number;
        keys.Commit();
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder.Root, "keys.db")};Pooling=False");
        other.Open();
        using (other.BeginTransaction(deferred: true))
        {
            using var read = other.CreateCommand();
            read.CommandText = "SELECT count(*) FROM users";
            read.ExecuteScalar();

            Assert.Equal([number], keys.Erase("ada"));
            Assert.Null(keys.NumberOf("ada"));
            Assert.Throws<IOException>(keys.Wipe);
        }

        keys.Wipe();
        Assert.False(Holds("ada"));
    }

    [Fact]
    public void An_event_sealed_before_an_erasure_is_open_to_nobody_afterwards()
    {
        using var keys = UserKeys.Open(_folder.Root);
        var entry = LoggedEvents.ToEntry(LoggedEventsTests.Personal(), keys.KeyOf("ada"), late: false, previous: -1);

        keys.Erase("ada");

        Assert.Null(keys.Find(entry.Event.Shopper));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => LoggedEvents.ToEvent(entry, 0, "ada", keys.KeyOf("ada")));
    }

    [Fact]
    public void Keys_are_given_to_many_threads_at_once()
    {
        using var keys = UserKeys.Open(_folder.Root);

        Parallel.For(0, 8_000, i =>
        {
            keys.KeyOf($"user {i % 2_000}");
            if (i % 100 is 0) keys.Commit();
        });

        Assert.Equal(2_000, keys.Count);
        Assert.Equal(2_000, Enumerable.Range(0, 2_000).Select(i => keys.KeyOf($"user {i}").Number).Distinct().Count());
    }

    public void Dispose() => _folder.Dispose();

    private static string Hex(UserKey key) => $"{key.Number} {Convert.ToHexString(key.Secret.Span)}";

    private static bool Contains(byte[] files, byte[] bytes) => files.AsSpan().IndexOf(bytes) >= 0;

    private bool Holds(string text) => Holds(Encoding.UTF8.GetBytes(text));

    private bool Holds(byte[] bytes) => Contains(Files(), bytes);

    private byte[] Files() => [.. Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories).SelectMany(Bytes)];

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
