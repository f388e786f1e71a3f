using System.Text.Json;
using Foresale.Events;

namespace Foresale.Storage;

/// <summary>Reads and writes <c>dataset.json</c>.</summary>
internal static class DatasetJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    public static void Write(string path, DatasetInfo info) => File.WriteAllText(path, JsonSerializer.Serialize(info, s_options) + "\n");

    /// <summary>Reads it.</summary>
    /// <exception cref="UserFaultException">It is none, or of another schema version.</exception>
    public static DatasetInfo Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            using var document = JsonDocument.Parse(text);
            var schema = document.RootElement.TryGetProperty("schema", out var version) && version.TryGetInt32(out var number) ? number : 0;
            if (schema != DatasetInfo.CurrentSchema)
            {
                throw new UserFaultException(path, $"the dataset has schema version {schema}, and this build reads version {DatasetInfo.CurrentSchema}.", "Import the source again.");
            }

            return JsonSerializer.Deserialize<DatasetInfo>(text, s_options)!;
        }
        catch (JsonException)
        {
            throw new UserFaultException(path, "this is no dataset.json.", "Import the source again.");
        }
    }
}
