using System.Buffers.Binary;
using System.IO.Hashing;
using Foresale.Events;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Tests.EventLog;

public sealed class DamageTests : IDisposable
{
    private readonly LogFiles _files = new();

    [Fact]
    public async Task Cut_at_any_byte_a_log_opens_with_the_entries_before_it_and_goes_on()
    {
        var addresses = await _files.Write(12);
        var (path, whole) = (_files.Files.Single(), await File.ReadAllBytesAsync(_files.Files.Single(), LogFiles.Token));

        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length], LogFiles.Token);
            var kept = addresses.Count(a => a + 12 + LogFiles.Bytes(addresses.IndexOf(a)).Length <= length);
            using (var log = _files.Open())
            {
                Assert.Equal(addresses[..kept], log.Scan().Select(r => r.Address));
                var clean = kept is 0 ? length is 0 or 24 : log.Recovery.Tail == length;
                Assert.Equal(clean, log.Recovery.Cut is null);
                log.Append("more"u8);
            }

            using var again = _files.Open();
            Assert.Equal(kept + 1, again.Scan().Count());
            Assert.Null(again.Recovery.Cut);
        }
    }

    [Fact]
    public async Task A_flipped_byte_costs_its_entry_and_no_other()
    {
        var addresses = await _files.Write(12);
        var (path, whole) = (_files.Files.Single(), await File.ReadAllBytesAsync(_files.Files.Single(), LogFiles.Token));

        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x40;
            await File.WriteAllBytesAsync(path, damaged, LogFiles.Token);
            var lost = addresses.FindLastIndex(a => a <= at);
            using var log = _files.Open();

            Assert.Equal(addresses.Where((_, i) => i != lost), log.Scan(onGap: _ => { }).Select(r => r.Address));
            Assert.Equal(lost is 11, log.Recovery.Cut is not null);
            Assert.Equal(lost is >= 0 and < 11 ? [addresses[lost]] : [], log.Recovery.Gaps.Select(g => g.Address));
        }
    }

    [Fact]
    public async Task The_report_says_what_was_cut()
    {
        var addresses = await _files.Write(3);
        using (var whole = _files.Open())
        {
            Assert.Equal($"{_files.Root}: 1 log files, 3 entries of the last one checked, the next has an address of at least {whole.Tail}. The end is whole.", whole.Recovery.ToString());
        }

        await using (var file = File.OpenWrite(_files.Files.Single()))
        {
            file.SetLength(addresses[2] + 5);
        }

        using var log = _files.Open();
        Assert.Equal(
            $"{_files.Root}: 1 log files, 2 entries of the last one checked, the next has an address of at least 65. The last 5 bytes, from address 65, were no whole entry and were cut off: "
            + "a write was interrupted there, or its bytes were damaged since.",
            log.Recovery.ToString());
    }

    [Fact]
    public async Task Damage_is_told_on_opening_on_reading_and_on_scanning()
    {
        var addresses = await _files.Write(3);
        Flip(_files.Files.Single(), addresses[1] + 15);
        using var log = _files.Open();

        const string Found = "21 bytes at address 44 are damaged.";
        const string Remedy = "Restore the file from a backup, or scan with a handler of gaps to go on without them.";
        Assert.EndsWith($" {Found[..^1]}: what they held is lost, entries behind them are kept. Restore the file from a backup.", log.Recovery.ToString(), StringComparison.Ordinal);
        Assert.Equal($"{_files.Files.Single()}: {Found} {Remedy}", Assert.Throws<LogDamageException>(() => log.Read(addresses[1])).Message);
        Assert.Equal($"{_files.Files.Single()}: {Found} {Remedy}", Assert.Throws<LogDamageException>(() => log.Scan().Count()).Message);
        Assert.Equal("entry 2 xx", LogFiles.Text(log.Read(addresses[2])));
    }

    [Fact]
    public async Task What_is_missing_at_the_end_of_an_older_file_is_told()
    {
        await _files.Write(100, segmentBytes: 300);
        await using (var file = File.OpenWrite(_files.Files.First()))
        {
            file.SetLength(file.Length - 1);
        }

        using var log = _files.Open(segmentBytes: 300);
        var gaps = new List<LogGap>();

        Assert.Equal(99, log.Scan(onGap: gaps.Add).Count());
        Assert.Single(gaps);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        await _files.Write(1);
        var (path, bytes) = (_files.Files.Single(), await File.ReadAllBytesAsync(_files.Files.Single(), LogFiles.Token));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Crc32.HashToUInt32(bytes.AsSpan(0, 20)));
        await File.WriteAllBytesAsync(path, bytes, LogFiles.Token);

        var fault = Assert.Throws<UserFaultException>(() => _files.Open());

        Assert.Equal($"{path}: The file has format 2; this version reads up to 1. Start the version of Foresale that wrote it, or a newer one.", fault.Message);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, LogFiles.Token));
    }

    public void Dispose() => _files.Dispose();

    private static void Flip(string path, long at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
