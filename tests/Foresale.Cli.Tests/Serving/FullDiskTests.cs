using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Foresale.Cli.Tests.Serving;

/// <summary>A disk that is full, and has room again: a file system of eight megabytes.</summary>
public sealed class FullDiskTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("foresale-full-").FullName;
    private bool _mounted;

    [Fact]
    public async Task On_a_full_disk_nothing_is_acknowledged_and_with_room_again_all_goes_on()
    {
        _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", _disk) == 0;
        Assert.SkipUnless(_mounted, "No file system can be mounted here: that takes root on Linux.");
        var data = Path.Combine(_disk, "data");
        var (key, known) = ("", 0);
        await using (var server = await LiveServer.StartAsync(data, await shop.ModelAsync(), key: null))
        {
            key = server.Key;
            Assert.Equal(100, Accepted(await server.SendAsync(Lines(0, 100))));
            Fill();

            JsonElement refused = default;
            var sent = 100;
            for (; refused.ValueKind is JsonValueKind.Undefined && sent < 20_000; sent += 100)
            {
                using var content = new StringContent(string.Join('\n', Lines(sent, 100)), System.Text.Encoding.UTF8, "application/x-ndjson");
                using var answer = await server.Client.PostAsync(new Uri("v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken);
                if (answer.StatusCode is not HttpStatusCode.OK)
                {
                    Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.StatusCode, answer.Headers.RetryAfter is not null));
                    refused = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
                }
            }

            Assert.StartsWith("log: it cannot be written: a full disk, most often. Nothing was acknowledged.", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
            File.Delete(Path.Combine(_disk, "filler"));
            await UntilWrittenAsync(server, sent);

            // Whatever was refused can be sent again: it is there once, with the one event that tried whether there is room.
            await server.SendAsync(Lines(0, sent));
            Assert.Equal(sent + 1, Known(server));
            Assert.Equal(0, Accepted(await server.SendAsync(Lines(0, sent))));
            known = Known(server);
        }

        await using var again = await LiveServer.StartAsync(data, await shop.ModelAsync(), key);
        Assert.Equal(known, Known(again));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_written_is_not_tried_again_at_once()
    {
        await using var server = await LiveServer.StartAsync(_disk, await shop.ModelAsync(), key: null, "--Foresale:Shop:StateMegabytes=1");
        async Task<string> FailedAsync() =>
            (await server.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n').FirstOrDefault(line => line.StartsWith("foresale_snapshot_failed", StringComparison.Ordinal))?.Split(' ')[1] ?? "0";
        await using var other = new SqliteConnection($"Data Source={Path.Combine(_disk, "snapshots", "state.db")};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var hold = new SqliteCommand("BEGIN; SELECT COUNT(*) FROM sqlite_master", other);
        await hold.ExecuteScalarAsync(TestContext.Current.CancellationToken); // so that the write-ahead log cannot be cut

        await server.SendAsync(Lines(0, 1_000, shoppers: 1_000)); // more than a third of the megabyte
        for (var patience = 500; await FailedAsync() is "0"; patience--)
        {
            Assert.True(patience > 0, "No snapshot was tried.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        for (var i = 0; i < 20; i++)
        {
            await server.SendAsync(Lines(1_000 + i, 1));
            await Task.Delay(50, TestContext.Current.CancellationToken); // an answer of /metrics is kept for a third of a second
        }

        Assert.Equal("1", await FailedAsync());
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", "-l", _disk);
        }

        Directory.Delete(_disk, recursive: true);
    }

    private static async Task UntilWrittenAsync(LiveServer server, int from)
    {
        for (var patience = 100; ; patience--)
        {
            using var content = new StringContent(string.Join('\n', Lines(from, 1)), System.Text.Encoding.UTF8, "application/x-ndjson");
            using var answer = await server.Client.PostAsync(new Uri("v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken);
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                return;
            }

            Assert.True(patience > 0, "With room again it never wrote.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static int Accepted(JsonElement answer) => answer.GetProperty("accepted").GetInt32();

    private static int Known(LiveServer server) => Enumerable.Range(0, 10).Sum(u => server.Shop.Shards.Glance($"u{u}")?.Events ?? 0);

    private static IEnumerable<string> Lines(int from, int count, int shoppers = 10)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Enumerable.Range(from, count).Select(n => FormattableString.Invariant($$"""{"event_id":"e{{n}}","time":{{now}},"user_id":"u{{n % shoppers}}","behavior":"view","item_id":"i1","query":"{{new string('q', 300)}}"}"""));
    }

    private void Fill()
    {
        using var file = new FileStream(Path.Combine(_disk, "filler"), FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // full
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
