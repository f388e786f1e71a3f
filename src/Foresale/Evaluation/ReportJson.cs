using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foresale.Evaluation;

/// <summary>Reports as JSON: camel case, enumerations as words, undefined figures as null.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = null,
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new UndefinedAsNull() },
    };

    /// <summary>The report as text.</summary>
    public static string Write(EvaluationReport report) => JsonSerializer.Serialize(report, s_options);

    /// <summary>Writes <c>metrics.json</c>.</summary>
    public static void Write(EvaluationReport report, Stream stream) => JsonSerializer.Serialize(stream, report, s_options);

    /// <summary>Reads what <see cref="Write(EvaluationReport)"/> gave.</summary>
    /// <exception cref="Events.UserFaultException">The text is no report, or one of another schema version.</exception>
    public static EvaluationReport Read(string json, string place)
    {
        EvaluationReport? report;
        try
        {
            report = JsonSerializer.Deserialize<EvaluationReport>(json, s_options);
        }
        catch (JsonException error)
        {
            throw new Events.UserFaultException($"{place}: the file is no evaluation report ({error.Path ?? "$"}). Write it again with `foresale evaluate`.", error);
        }

        return report is { Schema: EvaluationReport.CurrentSchema }
            ? report
            : throw new Events.UserFaultException(place, $"The report has schema version {report?.Schema ?? 0}; this build reads {EvaluationReport.CurrentSchema}.", "Write it again with `foresale evaluate`.");
    }

    /// <summary>JSON has no NaN: an undefined or unbounded figure is null.</summary>
    private sealed class UndefinedAsNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
