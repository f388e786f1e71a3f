using System.Diagnostics;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Tests.EventLog;

public class KillTests
{
    private const string Folder = "FORESALE_TEST_LOG";
    private const int Writers = 16;
    private const int Batch = 100;

    /// <summary>Not a test: what the other one starts and kills.</summary>
    [Fact(Explicit = true)]
    public async Task Writes_until_killed()
    {
        var folder = Environment.GetEnvironmentVariable(Folder)!;
        using var log = DurableLog.Open(folder, new LogOptions { SegmentBytes = 1 << 20 });
        using var acknowledged = File.OpenHandle(Path.Combine(folder, "acknowledged"), FileMode.OpenOrCreate, FileAccess.Write);
        async Task Write(int writer)
        {
            var payload = new byte[160];
            payload[0] = (byte)writer;
            for (var count = 0L; ; count++)
            {
                BitConverter.TryWriteBytes(payload.AsSpan(1), count);
                log.Append(payload);
                if (count % Batch is Batch - 1)
                {
                    await log.CommitAsync(CancellationToken.None);
                    RandomAccess.Write(acknowledged, BitConverter.GetBytes(count + 1), writer * sizeof(long));
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => Write(w))));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Killed_twenty_times_a_log_has_every_acknowledged_entry_once_and_in_order()
    {
        var (random, total) = (new Random(1), 0L);
        for (var round = 0; round < 20; round++)
        {
            using var files = new LogFiles();
            await WriteAndKill(files.Root, TimeSpan.FromMilliseconds(random.Next(20, 400)));
            using var log = files.Open();
            var counts = new long[Writers];
            foreach (var record in log.Scan())
            {
                var payload = record.Payload.Span;
                Assert.Equal(counts[payload[0]]++, BitConverter.ToInt64(payload[1..]));
            }

            var acknowledged = await File.ReadAllBytesAsync(Path.Combine(files.Root, "acknowledged"), LogFiles.Token);
            Assert.Empty(log.Recovery.Gaps);
            for (var writer = 0; writer < acknowledged.Length / sizeof(long); writer++)
            {
                var promised = BitConverter.ToInt64(acknowledged, writer * sizeof(long));
                Assert.True(counts[writer] >= promised, $"round {round}, writer {writer}: {promised} acknowledged, {counts[writer]} found");
                total += promised;
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0} acknowledged entries, none lost", total);
        Assert.True(total > 20 * Batch, $"only {total} entries were acknowledged");
    }

    private static async Task WriteAndKill(string folder, TimeSpan after)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", "*Writes_until_killed"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [Folder] = folder },
        };
        using var child = Process.Start(start)!;
        var acknowledged = new FileInfo(Path.Combine(folder, "acknowledged"));
        for (var tries = 0; (!acknowledged.Exists || acknowledged.Length is 0) && tries < 6_000; tries++)
        {
            await Task.Delay(10, LogFiles.Token);
            acknowledged.Refresh();
        }

        await Task.Delay(after, LogFiles.Token);
        child.Kill();
        await child.WaitForExitAsync(LogFiles.Token);
    }
}
