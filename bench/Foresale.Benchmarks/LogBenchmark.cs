using System.Diagnostics;
using Foresale.Events;
using Foresale.Storage.EventLog;
using Google.Protobuf;

namespace Foresale.Benchmarks;

/// <summary><c>log FOLDER</c>: the event log and the keys on the disk of a folder, which is made and deleted.</summary>
internal static class LogBenchmark
{
    private const int EntryBytes = 160;
    private const int Batch = 100;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(5);

    public static int Run(string[] args)
    {
        var folder = Path.Combine(args is [var given, ..] ? given : Path.GetTempPath(), "foresale-log-benchmark");
        Console.WriteLine(Machine.Here(typeof(DurableLog)));
        foreach (var (writers, batch) in ((int, int)[])[(16, Batch), (1, Batch), (16, 1), (1, 1)])
        {
            var rates = Enumerable.Range(0, 3).Select(_ => In(folder, () => Commits(folder, writers, batch))).Order().ToList();
            Say($"{writers} writers, each commits {batch} entries of {EntryBytes} bytes before going on: {rates[1]:N0} entries/s (median of 3; {rates[0]:N0} to {rates[2]:N0})");
        }

        In(folder, () => Opening(folder, entries: 5_000_000));
        In(folder, () => Sealing(events: 200_000));
        In(folder, () => Keys(folder, users: 1_000_000));
        return 0;
    }

    private static double Commits(string folder, int writers, int batch)
    {
        using var log = DurableLog.Open(folder);
        var (payload, clock, total) = (new byte[EntryBytes], Stopwatch.StartNew(), 0L);
        async Task Write()
        {
            var count = 0L;
            for (; clock.Elapsed < s_long; count += batch)
            {
                for (var i = 0; i < batch; i++)
                {
                    log.Append(payload);
                }

                await log.CommitAsync(CancellationToken.None);
            }

            Interlocked.Add(ref total, count);
        }

        Task.WaitAll([.. Enumerable.Range(0, writers).Select(_ => Task.Run(Write))]);
        return total / clock.Elapsed.TotalSeconds;
    }

    private static double Opening(string folder, int entries)
    {
        var (payload, clock) = (new byte[EntryBytes], Stopwatch.StartNew());
        using (var log = DurableLog.Open(folder))
        {
            for (var i = 0; i < entries; i++)
            {
                log.Append(payload);
            }
        }

        Say($"{entries:N0} entries appended and closed: {clock.Elapsed.TotalSeconds:F2} s");
        clock.Restart();
        using var again = DurableLog.Open(folder);
        Say($"opened: {clock.Elapsed.TotalSeconds:F3} s ({again.Recovery.Files} files, {again.Recovery.Entries:N0} entries checked)");
        clock.Restart();
        var all = again.Scan().Select(r => r.Address).ToList();
        Say($"scanned, every checksum: {clock.Elapsed.TotalSeconds:F2} s");
        var random = new Random(1);
        clock.Restart();
        for (var i = 0; i < 200_000; i++)
        {
            again.Read(all[random.Next(all.Count)]);
        }

        Say($"read at a drawn address (in the system's cache): {clock.Elapsed.TotalMicroseconds / 200_000:F1} us");
        return 0;
    }

    private static double Sealing(int events)
    {
        var key = new UserKey(1, new byte[32]);
        var shopEvent = new ShopEvent { EventId = "0123456789abcdef", UserId = "u", Behavior = Behavior.View, Time = DateTimeOffset.UnixEpoch, ReceivedAt = DateTimeOffset.UnixEpoch, ItemId = "item-12345", Category = "shoes", Price = 12.5m, Currency = "EUR", SessionId = "session-123", Device = "mobile", Consent = true };
        var clock = Stopwatch.StartNew();
        var entries = Enumerable.Range(0, events).Select(_ => LoggedEvents.ToEntry(shopEvent, key, late: false, previous: 1).ToByteArray()).ToList();
        Say($"an event sealed into an entry of {entries[0].Length} bytes: {clock.Elapsed.TotalMicroseconds / events:F2} us");
        clock.Restart();
        foreach (var entry in entries)
        {
            LoggedEvents.ToEvent(LogEntry.Parser.ParseFrom(entry), 1, "u", key);
        }

        Say($"and read back: {clock.Elapsed.TotalMicroseconds / events:F2} us");
        return 0;
    }

    private static double Keys(string folder, int users)
    {
        var clock = Stopwatch.StartNew();
        using (var keys = UserKeys.Open(folder))
        {
            for (var i = 0; i < users; i++)
            {
                keys.KeyOf(Name(i));
                if (i % 1_000 is 999) keys.Commit();
            }

            Say($"{users:N0} keys made, a commit each 1,000: {clock.Elapsed.TotalSeconds:F1} s, {new FileInfo(Path.Combine(folder, "keys.db")).Length >> 20} MB");
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        clock.Restart();
        using var again = UserKeys.Open(folder);
        Say($"opened: {clock.Elapsed.TotalSeconds:F2} s");
        Say($"memory: {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)users:F0} bytes a user with a name of {Name(0).Length} bytes");
        clock.Restart();
        for (var i = 0; i < users; i++)
        {
            again.KeyOf(Name(i));
        }

        Say($"a key looked up: {clock.Elapsed.TotalMicroseconds / users:F2} us");
        clock.Restart();
        for (var i = 0; i < 20; i++)
        {
            again.Erase(Name(i * 1_000));
        }

        Say($"a user erased: {clock.Elapsed.TotalMilliseconds / 20:F1} ms");
        return 0;
    }

    private static string Name(int i) => FormattableString.Invariant($"7c9e6679-7425-40de-944b-{i:D12}");

    private static double In(string folder, Func<double> measure)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return measure();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
