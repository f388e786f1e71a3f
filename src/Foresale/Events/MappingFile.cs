using System.Text.Json;

namespace Foresale.Events;

/// <summary>Reads and writes mapping files. Every key is known or an error: a misspelt key must not pass in silence.</summary>
public static class MappingFile
{
    private static readonly JsonDocumentOptions s_reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="UserFaultException">It is no mapping; the place has the JSON path.</exception>
    public static Mapping Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such mapping file.", "Give a file, or a preset: foresale import --show-map lists them.");
        }

        return Parse(File.ReadAllText(path), Path.GetFileName(path));
    }

    /// <summary>Reads a mapping from its JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UserFaultException">It is no mapping; the place has the JSON path.</exception>
    public static Mapping Parse(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, s_reading);
            return MappingParser.Read(new MappingNode(name, "$", document.RootElement));
        }
        catch (JsonException fault)
        {
            throw new UserFaultException($"{name}({fault.LineNumber + 1},{fault.BytePositionInLine + 1})", "this is not JSON.", "Mend the text there.");
        }
    }

    /// <summary>The mapping as JSON text that <see cref="Parse"/> reads back; keys at their defaults are left out.</summary>
    public static string Write(Mapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return MappingWriter.Write(mapping);
    }
}
