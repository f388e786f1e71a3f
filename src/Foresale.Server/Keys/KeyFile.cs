using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;

namespace Foresale.Server.Keys;

/// <summary><c>keys.json</c> in the data folder: whole or as it was, for its owner alone.</summary>
internal sealed class KeyFile(DataFolder folder)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    private readonly string _path = folder.Combine("keys.json");

    /// <summary>The keys; none where there is no file yet.</summary>
    /// <exception cref="UserFaultException">The file is damaged, or others may read or change it.</exception>
    public IReadOnlyList<ApiKey> Read()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        RequireOwnerOnly();
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(_path), s_json)?.Keys ?? [];
        }
        catch (JsonException fault)
        {
            throw new UserFaultException($"{_path}({(fault.LineNumber ?? 0) + 1},{(fault.BytePositionInLine ?? 0) + 1})", "this is no list of keys.", "Restore it from a backup, or remove it: the next start makes a new admin key.");
        }
    }

    /// <summary>Puts the keys in the file's place, on the disk before the return.</summary>
    public void Write(IEnumerable<ApiKey> keys)
    {
        using var staged = new StagedFile(_path);
        using (var file = DataFolder.OpenPrivate(staged.Path, FileMode.Create))
        {
            JsonSerializer.Serialize(file, new Content(1, [.. keys.OrderBy(k => k.Created).ThenBy(k => k.Id, StringComparer.Ordinal)]), s_json);
            file.Flush(flushToDisk: true);
        }

        staged.Commit();
    }

    private void RequireOwnerOnly()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_path) | Owner) != Owner)
        {
            throw new UserFaultException(_path, "other users may read or change this file.", $"Run `chmod 600 {_path}`.");
        }
    }

    private sealed record Content(int Schema, IReadOnlyList<ApiKey> Keys);
}
