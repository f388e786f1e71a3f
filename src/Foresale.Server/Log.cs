namespace Foresale.Server;

/// <summary>All that the server logs. Event ids by hundred: 1 requests, 2 keys, 3 health, 4 the shop, 5 models and alarms.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "{Method} {Route} {Status} in {Milliseconds:F1} ms, key {Key}")]
    public static partial void Request(ILogger log, string method, string route, int status, double milliseconds, string key);

    [LoggerMessage(101, LogLevel.Error, "{Method} {Route} failed, trace {TraceId}")]
    public static partial void Unhandled(ILogger log, Exception fault, string method, string route, string traceId);

    [LoggerMessage(102, LogLevel.Warning, "Not available: {Place}: {Reason}")]
    public static partial void Unavailable(ILogger log, string place, string reason);

    [LoggerMessage(103, LogLevel.Warning, "A request from {Address} came with X-Forwarded-For, and Foresale:Proxies:Trusted names no proxy. Where a proxy of yours sends it, name it there: all who come by it share the limits of one address")]
    public static partial void UnnamedProxy(ILogger log, System.Net.IPAddress? address);

    [LoggerMessage(EventId = 400, Message = "{Shoppers} shoppers are followed, {Entries} entries of the log were replayed. {Recovery}")]
    public static partial void ShopReady(ILogger log, LogLevel level, int shoppers, long entries, string recovery);

    [LoggerMessage(401, LogLevel.Warning, "The log is damaged at address {Address}: {Bytes} bytes are passed over")]
    public static partial void LogGap(ILogger log, long address, long bytes);

    [LoggerMessage(402, LogLevel.Warning, "The snapshot cannot be used; the log is replayed from its begin")]
    public static partial void SnapshotUnread(ILogger log, Exception fault);

    [LoggerMessage(403, LogLevel.Error, "A shopper's state on the disk is damaged, and they count as new. Restart the server: the log is then replayed, and gives it back")]
    public static partial void ShopperUnread(ILogger log, Exception fault);

    [LoggerMessage(409, LogLevel.Error, "A shopper's state on the disk is damaged, and they count as new from here on: with retention no log gives it back. Look at the disk; the whole data folder of a backup has it")]
    public static partial void ShopperLost(ILogger log, Exception fault);

    [LoggerMessage(406, LogLevel.Information, "A snapshot of {Shoppers} shoppers who changed: taken in {Taken} s, written in {Written} s")]
    public static partial void SnapshotWritten(ILogger log, int shoppers, double taken, double written);

    [LoggerMessage(405, LogLevel.Warning, "A snapshot cannot be written; the next start replays more of the log")]
    public static partial void SnapshotNotWritten(ILogger log, Exception fault);

    [LoggerMessage(404, LogLevel.Error, "The log cannot be written; requests are refused until it can")]
    public static partial void LogNotWritten(ILogger log, Exception fault);

    [LoggerMessage(408, LogLevel.Error, "An entry of the log cannot be folded; it is left out of every state")]
    public static partial void EntryNotFolded(ILogger log, Exception fault);

    [LoggerMessage(407, LogLevel.Warning, "The clock went back by {Seconds:F0} s: events are taken to arrive at {LastArrival:O} until it is there again")]
    public static partial void ClockWentBack(ILogger log, double seconds, DateTimeOffset lastArrival);

    [LoggerMessage(410, LogLevel.Warning, "No model is given: no shop is followed, and the routes of events and scores are not there. Give one by --model, or as Foresale:Model")]
    public static partial void NoModel(ILogger log);

    [LoggerMessage(500, LogLevel.Warning, "A model that is not shown could not score")]
    public static partial void RivalFailed(ILogger log, Exception fault);

    [LoggerMessage(501, LogLevel.Warning, "Alarm {Alarm}: {Found}")]
    public static partial void AlarmFires(ILogger log, string alarm, string found);

    [LoggerMessage(502, LogLevel.Information, "Alarm {Alarm} is over")]
    public static partial void AlarmOver(ILogger log, string alarm);

    [LoggerMessage(503, LogLevel.Warning, "What alarms learnt could not be {Done}; they learn it anew after a restart")]
    public static partial void AlarmsNotKept(ILogger log, Exception fault, string done);

    [LoggerMessage(504, LogLevel.Warning, "{Path} cannot be read: decisions go on by the one before")]
    public static partial void DecisionsNotRead(ILogger log, Exception fault, string path);

    [LoggerMessage(200, LogLevel.Warning, "The days on which keys were used could not be written")]
    public static partial void KeyUseNotWritten(ILogger log, Exception fault);
}
