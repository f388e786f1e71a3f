using System.Globalization;
using System.Text.Json;

namespace Foresale.Events;

/// <summary>A JSON value with the file and path that messages name.</summary>
internal sealed record MappingNode(string File, string Path, JsonElement Value)
{
    /// <summary>Where mapping files are described.</summary>
    public static readonly string DescribedIn = $"{Documentation.PathOf("event-format.md")} describes it";

    /// <summary>A fault at this place.</summary>
    public UserFaultException Fault(string found, string remedy) => new($"{File} {Path}", found, remedy);

    /// <summary>Refuses keys that are not known.</summary>
    public void AllowOnly(string[] keys)
    {
        foreach (var (key, value) in Members())
        {
            if (!keys.Contains(key, StringComparer.Ordinal))
            {
                throw value.Fault("the key is not known.", $"Use one of {string.Join(", ", keys)}.");
            }
        }
    }

    /// <summary>Members of an object.</summary>
    public IEnumerable<(string Key, MappingNode Value)> Members() => Value.ValueKind is JsonValueKind.Object
        ? Value.EnumerateObject().Select(p => (p.Name, new MappingNode(File, $"{Path}.{p.Name}", p.Value)))
        : throw Fault("this must be an object.", $"Write {{...}}; {DescribedIn}.");

    /// <summary>Items of a list.</summary>
    public IEnumerable<MappingNode> Items() => Value.ValueKind is JsonValueKind.Array
        ? Value.EnumerateArray().Select((e, i) => new MappingNode(File, string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]"), e))
        : throw Fault("this must be a list.", $"Write [...]; {DescribedIn}.");

    /// <summary>A member; null where it is absent.</summary>
    public MappingNode? Get(string key) => Value.ValueKind is JsonValueKind.Object && Value.TryGetProperty(key, out var value)
        ? new MappingNode(File, $"{Path}.{key}", value)
        : null;

    /// <summary>A member that must be there.</summary>
    public MappingNode Require(string key) => Get(key) ?? throw Fault($"'{key}' is missing.", $"Add it; {DescribedIn}.");

    /// <summary>Its text.</summary>
    public string Text() => Value.ValueKind is JsonValueKind.String ? Value.GetString()! : throw Fault($"{Value.GetRawText()} is no text.", "Put it in quotes.");

    /// <summary>Its whole number.</summary>
    public int Integer() => Value.ValueKind is JsonValueKind.Number && Value.TryGetInt32(out var number) ? number : throw Fault($"{Value.GetRawText()} is no whole number.", "Give one.");

    /// <summary>Its truth value.</summary>
    public bool Boolean() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Fault($"{Value.GetRawText()} is neither true nor false.", "Give one of them.");

    /// <summary>Its text, which must be one of some words.</summary>
    public string OneOf(params string[] words) => words.Contains(Text(), StringComparer.Ordinal) ? Text() : throw Fault($"'{Text()}' is not known.", $"Use one of {string.Join(", ", words)}.");

    /// <summary>Its text, which must name a field of an event.</summary>
    public string Field()
    {
        FieldName(Text());
        return Text();
    }

    /// <summary>Refuses a word that names no field of an event.</summary>
    public void FieldName(string field)
    {
        if (!EventFields.Mappable.Contains(field, StringComparer.Ordinal))
        {
            throw Fault($"'{field}' is no field of an event.", $"Use one of {string.Join(", ", EventFields.Mappable)}.");
        }
    }
}
