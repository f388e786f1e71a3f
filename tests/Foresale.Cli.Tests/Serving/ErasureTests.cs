using System.Globalization;
using System.Net;
using Foresale.Storage;
using Microsoft.Data.Sqlite;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Erasure in the middle of everything: afterwards nothing on the disk knows the shopper.</summary>
public sealed class ErasureTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private const int Senders = 3;
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-erase-").FullName;
    private int _sent;
    private volatile bool _isOver;

    [Fact]
    public async Task A_shopper_erased_under_load_is_in_no_segment_snapshot_export_or_quarantine_and_does_not_come_back()
    {
        var (data, export, key) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "export"), "");
        await using (var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null, "--Foresale:Limits:RequestsPerSecond=0"))
        {
            key = server.Key;
            var load = Enumerable.Range(0, Senders).Select(_ => Task.Run(() => LoadAsync(server))).ToArray();
            await server.SendAsync([Line("m1", null, "cookie-mustermann"), Line("m2", "erika.mustermann", "cookie-mustermann"), Line("m3", "erika.mustermann", null)]);
            Assert.Equal(3, (await server.GetAsync("v1/intent/users/erika.mustermann")).GetProperty("events").GetInt32());
            await Cli.RunAsync("export", "--data", data, "--out", export); // while it runs
            Assert.Contains(Names(export), name => name == "erika.mustermann");
            var before = new DatasetFolder(export);

            await server.SendAsync(HttpMethod.Delete, "v1/users/cookie-mustermann", wanted: HttpStatusCode.NoContent);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            _isOver = true;
            await Task.WhenAll(load);

            Assert.Empty(FilesWith("mustermann"));
            Assert.DoesNotContain(Names(export), name => name.Contains("mustermann", StringComparison.Ordinal));
            Assert.Equal(before.Info.Events - 3, new DatasetFolder(export).Info.Events);
            Assert.Equal(before.Info.Events - 3, Names(export).Count);
            Assert.Empty(new DatasetFolder(export).ReadIdentities());
            Assert.Contains((await server.GetAsync("v1/audit")).EnumerateArray(), entry => entry.GetProperty("action").GetString() == "user_erased");
        }

        Assert.Empty(FilesWith("mustermann"));
        await using var again = await LiveServer.StartAsync(data, await shop.ModelAsync(), key);
        Assert.Null(again.Shop.Shards.Glance("erika.mustermann"));
        Assert.Null(again.Shop.Shards.Glance("cookie-mustermann"));
        Assert.NotNull(again.Shop.Shards.Glance("u1"));

        await Cli.RunAsync("export", "--data", data, "--out", export); // what items counted stays, without a name
        Assert.Equal(3, Names(export).Count(name => name.StartsWith("erased:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_two_who_shared_a_device_the_other_keeps_their_events_in_a_dataset_without_the_cookie()
    {
        var (data, export) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "export"));
        await using var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null);
        foreach (var line in (string[])[Line("d1", null, "cookie-mustermann"), Line("d2", "anna.mustermann", "cookie-mustermann"), Line("d3", "bea", "cookie-mustermann")])
        {
            await server.SendAsync([line]);
        }

        await Cli.RunAsync("export", "--data", data, "--out", export);
        await server.SendAsync(HttpMethod.Delete, "v1/users/anna.mustermann", wanted: HttpStatusCode.NoContent);

        Assert.Equal(["bea"], Names(export));
        await Cli.RunAsync("export", "--data", data, "--out", Path.Combine(_folder, "later"));
        Assert.Empty(FilesWith("mustermann"));
    }

    [Fact]
    public async Task A_profile_that_the_shop_began_with_is_erased_with_the_shopper_also_where_they_never_came()
    {
        var (side, log) = (Path.Combine(_folder, "side"), await shop.LogAsync());
        await Cli.RunAsync("import", log, "--users", Path.Combine(Path.GetDirectoryName(log)!, "users.csv"), "--map", "foresale", "--zone", "Europe/Paris", "--out", side);
        await using var server = await LiveServer.StartAsync(Path.Combine(_folder, "data"), await shop.ModelAsync(), key: null, $"--Foresale:Shop:Side={side}");
        string[] names = [.. new DatasetFolder(side).ReadUsers().Keys.Order(StringComparer.Ordinal).Take(2)];
        await server.SendAsync([Line("s1", names[1], null)]); // the other one never came

        foreach (var name in names)
        {
            Assert.Equal([name], server.Erasures.ReachOf(name).Names);
            await server.SendAsync(HttpMethod.Delete, $"v1/users/{name}", wanted: HttpStatusCode.NoContent);
            Assert.Empty(server.Erasures.ReachOf(name).Names);
            await server.SendAsync(HttpMethod.Delete, $"v1/users/{name}", wanted: HttpStatusCode.NotFound);
        }

        Assert.DoesNotContain(new DatasetFolder(side).ReadUsers().Keys, names.Contains);
    }

    [Fact]
    public async Task An_erasure_does_not_begin_where_datasets_were_reached_for_fewer_names_than_the_shopper_has_by_now()
    {
        await using var server = await LiveServer.StartAsync(Path.Combine(_folder, "data"), await shop.ModelAsync(), key: null);
        await server.SendAsync([Line("r1", "anna", null)]);
        var before = server.Erasures.ReachOf("anna");
        await server.SendAsync([Line("r2", null, "cookie"), Line("r3", "anna", "cookie")]);

        Assert.Null(await server.Erasures.BeginAsync("anna", before, isLast: false));
        Assert.Equal(3, server.Shop.Shards.Glance("anna")?.Events);
        Assert.Equal(["anna", "cookie"], (await server.Erasures.BeginAsync("anna", before, isLast: true))?.Erasure.Names); // who links cookies all the time does not keep anybody from being erased
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task An_erasure_that_could_not_end_is_done_and_audited_by_the_next_one()
    {
        var data = Path.Combine(_folder, "data");
        await using var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null);
        await server.SendAsync([Line("k1", "anna", null)]);
        var number = server.Shop.Keys.NumberOf("anna");
        await using (await HoldAsync(Path.Combine(data, "log-keys", "keys.db"), "BEGIN"))
        {
            await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.ServiceUnavailable);
        }

        await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);

        var entry = (await server.GetAsync("v1/audit")).EnumerateArray().Single(e => e.GetProperty("action").GetString() == "user_erased");
        Assert.Equal((string.Create(CultureInfo.InvariantCulture, $"{number}"), "done"), (entry.GetProperty("subject").GetString(), entry.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Events_are_taken_while_an_erasure_waits_for_the_disk()
    {
        var data = Path.Combine(_folder, "data");
        await using var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null);
        await server.SendAsync([Line("w1", "anna", null)]);
        await server.SendAsync([Line("w2", "bea", null)]);
        Task erased;
        await using (await HoldAsync(Path.Combine(data, "snapshots", "state.db"), "BEGIN IMMEDIATE")) // a snapshot waits for it
        {
            erased = server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);
            await LiveServer.UntilAsync(() => server.Shop.Keys.NumberOf("anna") is null);
            await server.SendAsync([Line("w3", "bea", null)]);
            Assert.Equal(2, server.Shop.Shards.Glance("bea")?.Events);
            Assert.Equal(["bea"], server.Active.Latest().Select(d => d.UserId)); // nothing remembers by name, though it goes on
            Assert.False(erased.IsCompleted);
        }

        await erased;
    }

    [Fact]
    public async Task Erasures_that_come_together_leave_no_name_in_a_dataset_and_lose_nobody_else()
    {
        var (data, export) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "export"));
        await using var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null);
        await server.SendAsync(Enumerable.Range(0, 40).Select(i => Line($"t{i}", $"shopper-{i}", null)));
        await Cli.RunAsync("export", "--data", data, "--out", export);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.SendAsync(HttpMethod.Delete, $"v1/users/shopper-{i}", wanted: HttpStatusCode.NoContent)));

        Assert.Equal(Enumerable.Range(8, 32).Select(i => $"shopper-{i}").Order(StringComparer.Ordinal), Names(export).Order(StringComparer.Ordinal));
        Assert.Equal(32, new DatasetFolder(export).Info.Events);
        Assert.Empty(Directory.GetFiles(export, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Who_comes_back_before_an_erasure_that_failed_is_repeated_is_erased_and_audited_with_all_their_numbers()
    {
        var data = Path.Combine(_folder, "data");
        await using var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null);
        await server.SendAsync([Line("c1", "anna", null)]);
        var first = server.Shop.Keys.NumberOf("anna");
        await using (await HoldAsync(Path.Combine(data, "snapshots", "state.db"), "BEGIN")) // its write-ahead log cannot be cut
        {
            await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.ServiceUnavailable);
        }

        await server.SendAsync([Line("c2", "anna", null)]);
        var second = server.Shop.Keys.NumberOf("anna");
        await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);

        var entry = (await server.GetAsync("v1/audit")).EnumerateArray().Single(e => e.GetProperty("action").GetString() == "user_erased");
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{first},{second}"), entry.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task An_export_is_refused_where_there_is_no_log_and_names_what_to_give()
    {
        var (code, _, error) = await Cli.CallAsync("export", "--data", _folder, "--out", Path.Combine(_folder, "out"));

        Assert.Equal(2, code);
        Assert.Contains($"{_folder}: there is no event log. Give the folder that `foresale serve --data` was given, once it has taken events.", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<string> Names(string export) => new DatasetFolder(export) is var dataset ? [.. dataset.Days.SelectMany(dataset.ReadDay).Select(e => e.UserId)] : [];

    private static string Line(string id, string? user, string? anonymous) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"event_id":"{{id}}","time":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},{{(user is null ? "" : $"\"user_id\":\"{user}\",")}}{{(anonymous is null ? "" : $"\"anonymous_id\":\"{anonymous}\",")}}"behavior":"view","item_id":"i1"}""");

    // In a transaction that goes on until it is disposed of.
    private static async Task<SqliteConnection> HoldAsync(string file, string begin)
    {
        var other = new SqliteConnection($"Data Source={file};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new SqliteCommand($"{begin}; SELECT COUNT(*) FROM sqlite_master", other);
        await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return other;
    }

    private async Task LoadAsync(LiveServer server)
    {
        while (!_isOver)
        {
            var first = Interlocked.Add(ref _sent, 20);
            await server.SendAsync(Enumerable.Range(first, 20).Select(n => Line($"e{n}", $"u{n % 50}", null)));
            await server.GetAsync($"v1/intent/users/u{first % 50}");
        }
    }

    private string[] FilesWith(string text) =>
        [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("lock", StringComparison.Ordinal) && File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0)];
}
