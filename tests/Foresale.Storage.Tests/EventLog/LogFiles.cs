using System.Text;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Tests.EventLog;

/// <summary>A folder with a log that is gone after the test.</summary>
public sealed class LogFiles : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("foresale-log-").FullName;

    public IEnumerable<string> Files => Directory.GetFiles(Root, "*.log").Order(StringComparer.Ordinal);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static byte[] Bytes(int i) => Encoding.UTF8.GetBytes($"entry {i} {new string('x', i % 50)}");

    public static string Text(byte[] payload) => Encoding.UTF8.GetString(payload);

    public DurableLog Open(long segmentBytes = 1 << 20) => DurableLog.Open(Root, new LogOptions { SegmentBytes = segmentBytes });

    /// <summary>Writes entries 0 to <paramref name="count"/> - 1.</summary>
    public async Task<List<long>> Write(int count, long segmentBytes = 1 << 20)
    {
        using var log = Open(segmentBytes);
        var addresses = Enumerable.Range(0, count).Select(i => log.Append(Bytes(i))).ToList();
        await log.CommitAsync(Token);
        return addresses;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
