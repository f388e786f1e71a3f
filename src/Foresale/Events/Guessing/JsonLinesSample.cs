using System.Text.Json;

namespace Foresale.Events.Guessing;

/// <summary>Flattens JSON Lines: a nested object gives columns by path, a list is left out.</summary>
public static class JsonLinesSample
{
    /// <summary>Reads a sample.</summary>
    /// <param name="name">What messages call the source.</param>
    /// <param name="text">The beginning of the file.</param>
    /// <param name="whole">True where it is all of the file; else the last line may be cut off and is left out.</param>
    /// <exception cref="UserFaultException">A line is no JSON object, or there is none.</exception>
    public static SourceSample Read(string name, string text, bool whole)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (columns, rows) = (new List<string>(), new List<Dictionary<string, string>>());
        var lines = text.TrimStart('\uFEFF').Split('\n');
        for (var i = 0; i < lines.Length - (whole ? 0 : 1); i++)
        {
            if (lines[i].AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(lines[i]);
                var row = new Dictionary<string, string>(StringComparer.Ordinal);
                Flatten(document.RootElement, "", row, columns);
                rows.Add(row);
            }
            catch (JsonException)
            {
                throw new UserFaultException($"{name}({(i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)})", "the line is no JSON object.", "Give JSON Lines: one object a line.");
            }
        }

        return rows.Count == 0
            ? throw new UserFaultException(name, "the file has no rows.", "Give JSON Lines: one object a line.")
            : new SourceSample(name, columns, [.. rows.Select(r => columns.Select(c => r.GetValueOrDefault(c, "")).ToArray())], Delimiter: null, Header: true, whole);
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> row, List<string> columns)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", row, columns);
            }

            return;
        }

        if (path.Length == 0)
        {
            throw new JsonException();
        }

        if (element.ValueKind is JsonValueKind.Array)
        {
            return;
        }

        if (!columns.Contains(path, StringComparer.Ordinal))
        {
            columns.Add(path);
        }

        row[path] = element.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => element.GetString()!,
            _ => element.GetRawText(),
        };
    }
}
