namespace Foresale.Storage.EventLog;

/// <summary>The log could not be written: a full disk, most often. Nothing was acknowledged; the log tries again by itself.</summary>
public sealed class LogWriteException : IOException
{
    internal LogWriteException(string place, Exception cause)
        : base($"{place}: the log cannot be written: {cause.Message} Nothing new is acknowledged; see to the disk, the log goes on by itself.", cause)
    {
    }
}

/// <summary>Bytes on disk are no entry, though entries stood there.</summary>
public sealed class LogDamageException : IOException
{
    internal LogDamageException(string place, LogGap gap)
        : base(FormattableString.Invariant($"{place}: {gap.Bytes} bytes at address {gap.Address} are damaged. Restore the file from a backup, or scan with a handler of gaps to go on without them.")) => Gap = gap;

    /// <summary>Where, and how many bytes.</summary>
    public LogGap Gap { get; }
}
