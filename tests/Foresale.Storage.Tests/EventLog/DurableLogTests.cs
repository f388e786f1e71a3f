using Foresale.Events;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Tests.EventLog;

public sealed class DurableLogTests : IDisposable
{
    private readonly LogFiles _files = new();

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(300)]
    [InlineData(1)]
    public async Task Entries_come_back_in_order_and_by_address_over_any_number_of_files(long segmentBytes)
    {
        var addresses = await _files.Write(100, segmentBytes);
        using var log = _files.Open(segmentBytes);

        Assert.Equal(addresses.Order().Distinct(), addresses);
        Assert.Equal(addresses, log.Scan().Select(r => r.Address));
        Assert.Equal(Enumerable.Range(0, 100).Select(LogFiles.Bytes), log.Scan().Select(r => r.Payload.ToArray()));
        Assert.Equal(Enumerable.Range(0, 100).Select(LogFiles.Bytes), addresses.Select(log.Read));
        Assert.Equal(addresses[40..], log.Scan(addresses[40]).Select(r => r.Address));
        Assert.Equal(segmentBytes is 1 ? 100 : log.Recovery.Files, _files.Files.Count());
    }

    [Fact]
    public async Task An_entry_is_read_from_memory_before_it_is_durable_and_scanned_after()
    {
        using var log = _files.Open();
        var address = log.Append("first"u8);

        Assert.Equal("first", LogFiles.Text(log.Read(address)));
        Assert.Empty(log.Scan());
        await log.CommitAsync(LogFiles.Token);
        Assert.Equal("first", LogFiles.Text(log.Read(address)));
        Assert.Equal(address, Assert.Single(log.Scan()).Address);
        Assert.Equal(log.Tail, log.Durable);
    }

    [Fact]
    public async Task A_log_that_is_opened_again_goes_on_behind_its_last_entry()
    {
        var before = await _files.Write(3);
        using (var log = _files.Open())
        {
            Assert.True(log.Append("more"u8) > before[^1]);
            await log.CommitAsync(LogFiles.Token);
        }

        using var again = _files.Open();
        Assert.Equal(["entry 0 ", "entry 1 x", "entry 2 xx", "more"], again.Scan().Select(r => LogFiles.Text(r.Payload.ToArray())));
    }

    [Fact]
    public async Task An_entry_longer_than_a_read_or_a_file_comes_back()
    {
        var payload = new byte[3 << 20];
        new Random(1).NextBytes(payload);
        using var log = _files.Open(segmentBytes: 1 << 20);
        log.Append("small"u8);
        var address = log.Append(payload);
        await log.CommitAsync(LogFiles.Token);

        Assert.Equal(payload, log.Read(address));
        Assert.Equal(payload, log.Scan(address).Single().Payload.ToArray());
    }

    [Fact]
    public async Task Old_files_go_whole_and_the_last_stays()
    {
        var addresses = await _files.Write(100, segmentBytes: 300);
        using var log = _files.Open(segmentBytes: 300);
        var files = _files.Files.Count();

        Assert.Equal(0, log.TruncateBefore(addresses[0]));
        Assert.True(log.TruncateBefore(addresses[50]) > 0);
        Assert.True(log.Begin <= addresses[50]);
        Assert.Equal(addresses.Where(a => a >= log.Begin), log.Scan().Select(r => r.Address));
        Assert.True(log.TruncateBefore(long.MaxValue) < files);
        Assert.Single(_files.Files);
        var gone = Assert.Throws<ArgumentOutOfRangeException>(() => log.Read(addresses[0]));
        Assert.StartsWith(FormattableString.Invariant($"The log keeps addresses from {log.Begin} to {log.Tail}."), gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixteen_writers_and_readers_share_a_log()
    {
        using var log = DurableLog.Open(_files.Root, new LogOptions { SegmentBytes = 10_000, PendingBytes = 5_000 });
        async Task Write(int writer)
        {
            for (var i = 0; i < 200; i++)
            {
                var address = log.Append(LogFiles.Bytes(writer * 1000 + i));
                Assert.Equal(LogFiles.Bytes(writer * 1000 + i), log.Read(address));
                if (i % 10 is 9) await log.CommitAsync(LogFiles.Token);
                Assert.Equal(LogFiles.Bytes(writer * 1000 + i), log.Read(address));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(() => Write(w), LogFiles.Token)));

        var expected = Enumerable.Range(0, 16).SelectMany(w => Enumerable.Range(0, 200).Select(i => LogFiles.Text(LogFiles.Bytes(w * 1000 + i))));
        Assert.Equal(expected.Order(StringComparer.Ordinal), log.Scan().Select(r => LogFiles.Text(r.Payload.ToArray())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_process_has_the_log()
    {
        using var log = _files.Open();

        var fault = Assert.Throws<UserFaultException>(() => _files.Open());

        Assert.StartsWith($"{_files.Root}: The log cannot be locked: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Stop the other process that uses it.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_none_of_the_log_is_refused()
    {
        await _files.Write(1);
        var path = Path.Combine(_files.Root, "notes.log");
        await File.WriteAllTextAsync(path, "notes", LogFiles.Token);

        var fault = Assert.Throws<UserFaultException>(() => _files.Open());

        Assert.Equal($"{path}: The name is no address. Move the file out of the log's folder.", fault.Message);
    }

    [Fact]
    public async Task A_file_that_was_ended_can_be_dropped_as_a_whole()
    {
        using var log = _files.Open();
        var first = log.Append("monday"u8);
        log.EndFile();
        log.EndFile();
        var second = log.Append("tuesday"u8);
        log.Append("tuesday"u8);
        await log.CommitAsync(LogFiles.Token);

        Assert.Equal(2, _files.Files.Count());
        Assert.Equal(1, log.TruncateBefore(second));
        Assert.True(log.Begin > first);
        Assert.Equal(2, log.Scan().Count());
    }

    [Fact]
    public void Closing_writes_what_was_appended()
    {
        using (var log = _files.Open())
        {
            log.Append("kept"u8);
        }

        using var again = _files.Open();
        Assert.Single(again.Scan());
    }

    public void Dispose() => _files.Dispose();
}
