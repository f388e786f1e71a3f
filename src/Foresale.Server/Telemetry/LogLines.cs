using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Foresale.Server.Telemetry;

/// <summary>One line an entry, JSON for machines or text for a terminal, without secrets and without line breaks that a caller has sent.</summary>
internal sealed class LogLines(string name, bool isJson, TimeProvider clock) : ConsoleFormatter(name)
{
    public const string Json = "foresale-json";
    public const string Text = "foresale-text";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (isJson)
        {
            textWriter.WriteLine(JsonLine(logEntry, message));
            return;
        }

        var line = $"{clock.GetUtcNow():HH:mm:ss} {Level(logEntry.LogLevel),-5} {logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..]}: {message}";
        textWriter.WriteLine(OneLine(Redaction.Of(line)));
        if (logEntry.Exception is { } fault)
        {
            textWriter.WriteLine(Redaction.Of(fault.ToString()));
        }
    }

    private string JsonLine<TState>(in LogEntry<TState> entry, string message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", Level(entry.LogLevel));
            json.WriteString("category", entry.Category);
            json.WriteNumber("event", entry.EventId.Id);
            json.WriteString("message", Redaction.Of(message));
            if (entry.Exception is { } fault)
            {
                json.WriteString("exception", Redaction.Of(fault.ToString()));
            }

            if (Activity.Current is { } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
            }

            if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> fields)
            {
                json.WriteStartObject("fields");
                foreach (var (field, value) in fields.Where(f => !string.Equals(f.Key, "{OriginalFormat}", StringComparison.Ordinal)))
                {
                    json.WriteString(field, Redaction.Of(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
