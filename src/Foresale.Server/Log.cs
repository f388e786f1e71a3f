namespace Foresale.Server;

/// <summary>All that the server logs. Event ids by hundred: 1 requests, 2 keys, 3 health.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "{Method} {Route} {Status} in {Milliseconds:F1} ms, key {Key}")]
    public static partial void Request(ILogger log, string method, string route, int status, double milliseconds, string key);

    [LoggerMessage(101, LogLevel.Error, "{Method} {Route} failed, trace {TraceId}")]
    public static partial void Unhandled(ILogger log, Exception fault, string method, string route, string traceId);

    [LoggerMessage(102, LogLevel.Warning, "Not available: {Place}: {Reason}")]
    public static partial void Unavailable(ILogger log, string place, string reason);

    [LoggerMessage(200, LogLevel.Warning, "The days on which keys were used could not be written")]
    public static partial void KeyUseNotWritten(ILogger log, Exception fault);
}
