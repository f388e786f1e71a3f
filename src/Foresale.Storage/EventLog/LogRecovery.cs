using System.Globalization;
using Foresale.Events;

namespace Foresale.Storage.EventLog;

/// <summary>What was found when a log was opened.</summary>
/// <param name="Folder">Of the log.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Entries">Entries read and checked: those of the last file. Files before it were flushed whole before it was begun; a scan checks them.</param>
/// <param name="Tail">Address behind the last entry.</param>
/// <param name="Cut">The end that was no entry and was cut off; null where the end was whole.</param>
/// <param name="Gaps">Damaged stretches before sound entries; they stay where they are.</param>
public sealed record RecoveryReport(string Folder, int Files, long Entries, long Tail, LogGap? Cut, IReadOnlyList<LogGap> Gaps)
{
    /// <summary>The report in words.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Folder}: {Files} log files, {Entries} entries of the last one checked, the next has an address of at least {Tail}.");
        text += Cut is { } cut
            ? string.Create(CultureInfo.InvariantCulture, $" The last {cut.Bytes} bytes, from address {cut.Address}, were no whole entry and were cut off: a write was interrupted there, or its bytes were damaged since.")
            : " The end is whole.";
        return text + string.Concat(Gaps.Select(g => string.Create(CultureInfo.InvariantCulture, $" {g.Bytes} bytes at address {g.Address} are damaged: what they held is lost, entries behind them are kept. Restore the file from a backup.")));
    }
}

/// <summary>Opens the files of a log and cuts off an end that is no entry.</summary>
internal static class LogRecovery
{
    public static (Segments Segments, RecoveryReport Report) Open(string folder)
    {
        var files = new Segments(folder, Directory.GetFiles(folder, "*" + Segment.Ending).Order(StringComparer.Ordinal).Select(Segment.Open));
        try
        {
            return (files, Check(folder, files));
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static RecoveryReport Check(string folder, Segments files)
    {
        var (gaps, entries) = (new List<LogGap>(), 0L);
        var all = files.All;
        if (all is [])
        {
            return new RecoveryReport(folder, Files: 0, entries, Tail: 0, Cut: null, gaps);
        }

        foreach (var segment in all)
        {
            // The last file may have been begun and not written; one before it has its header, or is not ours.
            if (!segment.HasHeader() && segment != all[^1])
            {
                throw new UserFaultException(segment.FilePath, "The file does not begin as a log file.", "Restore it from a backup, or move it away.");
            }
        }

        var last = all[^1];
        var end = last.Address + last.Length;
        var reader = new SegmentReader(last, last.First, end);
        var sound = last.First;
        while (reader.Next(out _))
        {
            if (reader.Gap is { } gap)
            {
                gaps.Add(gap);
            }

            (entries, sound) = (entries + 1, reader.Address);
        }

        if (entries is 0)
        {
            // Its header is written anew with the next entry.
            LogGap? whole = end > last.First || !last.HasHeader() && end > last.Address ? new LogGap(last.Address, end - last.Address) : null;
            last.CutAt(last.Address);
            return new RecoveryReport(folder, all.Length, entries, last.Address, whole, gaps);
        }

        LogGap? cut = end > sound ? new LogGap(sound, end - sound) : null;
        if (cut is not null)
        {
            last.CutAt(sound);
        }

        return new RecoveryReport(folder, all.Length, entries, sound, cut, gaps);
    }
}
