using Microsoft.Extensions.Logging;

namespace Foresale.Client;

/// <summary>Every line that the client logs. No line is written in a page's own call, and none holds a key.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "Events wait: {Reason} They are sent again until {RetryFor} have passed; {Queued} of {Capacity} places are taken.")]
    public static partial void Waiting(ILogger logger, string reason, TimeSpan retryFor, int queued, int capacity);

    [LoggerMessage(101, LogLevel.Information, "The server takes events again after {Seconds:F1} s; {Dropped} events were dropped meanwhile.")]
    public static partial void Recovered(ILogger logger, double seconds, long dropped);

    [LoggerMessage(102, LogLevel.Error, "{Count} events were refused: {Reason} This is said once until a batch is taken; foresale.client.events.rejected goes on counting.")]
    public static partial void Refused(ILogger logger, int count, string reason);

    [LoggerMessage(103, LogLevel.Warning, "{Count} of {Total} events were rejected, the first: {Fault}")]
    public static partial void Rejected(ILogger logger, int count, int total, string fault);

    [LoggerMessage(104, LogLevel.Error, "{Count} events were dropped: the server took none for {RetryFor}, the last time because {Reason}")]
    public static partial void GivenUp(ILogger logger, int count, TimeSpan retryFor, string reason);

    [LoggerMessage(105, LogLevel.Error, "{Count} events were dropped: they could not be sent within {DrainTimeout} of the host's stop. Raise Foresale:DrainTimeout, or look why the server is slow.")]
    public static partial void Undrained(ILogger logger, long count, TimeSpan drainTimeout);

    [LoggerMessage(106, LogLevel.Error, "{Count} events were dropped by a fault of the client itself; it goes on with the next.")]
    public static partial void Faulted(ILogger logger, Exception exception, int count);

    [LoggerMessage(107, LogLevel.Warning, "An event of behavior {Behavior} was rejected: it cannot be written as JSON. {Reason}")]
    public static partial void Unwritable(ILogger logger, ShopperBehavior behavior, string reason);

    [LoggerMessage(200, LogLevel.Warning, "Readings of intent failed {Count} times in a row and fail at once for {Seconds:F1} s: {Reason}")]
    public static partial void Broken(ILogger logger, int count, double seconds, string reason);

    [LoggerMessage(201, LogLevel.Information, "Readings of intent work again.")]
    public static partial void Mended(ILogger logger);
}
