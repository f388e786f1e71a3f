using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Server.Keys;
using Foresale.Server.Telemetry;

namespace Foresale.Server.Audit;

/// <summary>One action that somebody may have to answer for.</summary>
/// <param name="Time">When.</param>
/// <param name="Key">The id of the key that it came with, or <see cref="AuditLog.Server"/>.</param>
/// <param name="Action">What, one of <see cref="AuditActions"/>.</param>
/// <param name="Subject">On what: a key's id, a model's version, a shopper's surrogate.</param>
/// <param name="Outcome">What became of it, in words.</param>
public sealed record AuditEntry(DateTimeOffset Time, string Key, string Action, string Subject, string Outcome);

/// <summary>The words of the audit log.</summary>
public static class AuditActions
{
    /// <summary>A key was made.</summary>
    public const string KeyMade = "key_made";

    /// <summary>A key was revoked.</summary>
    public const string KeyRevoked = "key_revoked";

    /// <summary>A shopper was erased.</summary>
    public const string UserErased = "user_erased";

    /// <summary>A shopper's events were read out of the log.</summary>
    public const string UserRead = "user_read";

    /// <summary>Items of the catalogue were put.</summary>
    public const string ItemsPut = "items_put";

    /// <summary>Another model serves.</summary>
    public const string ModelSwapped = "model_swapped";

    /// <summary>A challenger or a shadow serves, or another share of shoppers sees the challenger.</summary>
    public const string ModelPlaced = "model_placed";

    /// <summary>A challenger or a shadow serves no more.</summary>
    public const string ModelRemoved = "model_removed";

    /// <summary>A challenger or a shadow became the champion.</summary>
    public const string ModelPromoted = "model_promoted";

    /// <summary>The log was written out as a dataset.</summary>
    public const string Export = "export";

    /// <summary>A backup was made.</summary>
    public const string Backup = "backup";
}

/// <summary>Who did what, when, with what outcome: <c>audit/yyyy-MM.jsonl</c> in the data folder. Lines are added and never changed; each is on the disk before the action is answered.</summary>
public sealed class AuditLog : IDisposable
{
    /// <summary>The key of what the server did by itself.</summary>
    public const string Server = "server";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly DataFolder _folder;
    private readonly TimeProvider _clock;
    private readonly ServerMeter _meter;

    /// <summary>A log in a data folder.</summary>
    public AuditLog(DataFolder folder, TimeProvider clock, ServerMeter meter)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        _clock = clock;
        _meter = meter;
        DataFolder.MakeFolder(folder.Combine("audit"));
    }

    /// <summary>Writes down what a request did. A caller who hangs up does not keep the line from being written.</summary>
    public Task WriteAsync(HttpContext context, string action, string subject, string outcome)
    {
        ArgumentNullException.ThrowIfNull(context);
        return WriteAsync(context.KeyId() ?? Server, action, subject, outcome, CancellationToken.None);
    }

    /// <summary>Writes down what was done.</summary>
    /// <param name="key">The id of a key, or <see cref="Server"/>.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="subject">On what.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="cancellationToken">Gives up before the line is written, never within it.</param>
    public async Task WriteAsync(string key, string action, string subject, string outcome, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var entry = new AuditEntry(_clock.GetUtcNow(), key, action, subject, outcome);
            Append(PathOf(entry.Time.ToString("yyyy-MM", CultureInfo.InvariantCulture)), JsonSerializer.SerializeToUtf8Bytes(entry, s_json));
        }
        finally
        {
            _writing.Release();
        }

        _meter.Audited(action);
    }

    /// <summary>The entries of a month, oldest first; a line that a crash tore is left out.</summary>
    /// <param name="month">Its first day.</param>
    public IEnumerable<AuditEntry> Read(DateOnly month)
    {
        var path = PathOf(month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        return File.Exists(path) ? File.ReadLines(path).Select(Parse).OfType<AuditEntry>() : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private static AuditEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditEntry>(line, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Append(string path, byte[] entry)
    {
        var isTorn = IsTorn(path);
        using var file = DataFolder.OpenPrivate(path, FileMode.Append);
        byte[] line = isTorn ? [(byte)'\n', .. entry, (byte)'\n'] : [.. entry, (byte)'\n'];
        file.Write(line);
        file.Flush(flushToDisk: true);
    }

    private static bool IsTorn(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private string PathOf(string month) => _folder.Combine("audit", $"{month}.jsonl");
}
