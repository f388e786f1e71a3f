using System.Diagnostics;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Tests.EventLog;

public sealed class FullDiskTests : IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("foresale-disk-").FullName;
    private bool _mounted;

    [Fact]
    public async Task On_a_full_disk_nothing_is_acknowledged_and_with_space_the_log_goes_on()
    {
        _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _disk) is 0;
        Assert.SkipUnless(_mounted, "Only root mounts a small disk.");
        var (filler, folder) = (Path.Combine(_disk, "filler"), Path.Combine(_disk, "log"));
        await File.WriteAllBytesAsync(filler, new byte[1 << 20], LogFiles.Token);
        var (taken, acknowledged) = (new List<long>(), 0);
        using (var log = DurableLog.Open(folder, new LogOptions { SegmentBytes = 200_000 }))
        {
            var fault = await Assert.ThrowsAsync<LogWriteException>(async () =>
            {
                while (true)
                {
                    taken.Add(log.Append(new byte[10_000]));
                    await log.CommitAsync(LogFiles.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), LogFiles.Token);
                    acknowledged = taken.Count;
                }
            });
            Assert.Equal($"{folder}: the log cannot be written: {fault.InnerException!.Message} Nothing new is acknowledged; see to the disk, the log goes on by itself.", fault.Message);
            Assert.InRange(acknowledged, 50, 104);
            Assert.Throws<LogWriteException>(() => log.Append("no"u8));
            await Assert.ThrowsAsync<LogWriteException>(async () => await log.CommitAsync(LogFiles.Token));

            File.Delete(filler);
            for (var tries = 0; log.Durable < log.Tail && tries < 100; tries++) await Task.Delay(50, LogFiles.Token);
            taken.Add(log.Append("after"u8));
            await log.CommitAsync(LogFiles.Token);
            Assert.Equal(taken, log.Scan().Select(r => r.Address));
        }

        using var again = DurableLog.Open(folder);
        Assert.Equal(taken, again.Scan().Select(r => r.Address));
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", _disk);
        }

        Directory.Delete(_disk, recursive: true);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
