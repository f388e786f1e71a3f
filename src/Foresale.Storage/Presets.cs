using Foresale.Events;

namespace Foresale.Storage;

/// <summary>Mappings that come with Foresale, by name.</summary>
public static class Presets
{
    private const string Prefix = "Foresale.Storage.Presets.";

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Presets).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a preset, as <c>--show-map</c> prints it.</summary>
    /// <exception cref="UserFaultException">There is no such preset.</exception>
    public static string Text(string name)
    {
        using var stream = typeof(Presets).Assembly.GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new UserFaultException("--map", $"'{name}' is no preset.", $"Use {string.Join(", ", Names)}, or a mapping file.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The preset of that name, else the mapping file at that path.</summary>
    /// <exception cref="UserFaultException">There is neither, or the file is no mapping.</exception>
    public static Mapping Resolve(string presetOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(presetOrFile);
        if (Names.Contains(presetOrFile, StringComparer.Ordinal))
        {
            return MappingFile.Parse(Text(presetOrFile), presetOrFile);
        }

        return File.Exists(presetOrFile)
            ? MappingFile.Read(presetOrFile)
            : throw new UserFaultException("--map", $"'{presetOrFile}' is no preset and no file.", $"Use {string.Join(", ", Names)}, or the path of a mapping file.");
    }
}
