using System.Globalization;
using System.Text.Json;

namespace Foresale.Events;

/// <summary>Reads and writes mapping files. Every key is known or an error: a misspelt key must not pass in silence.</summary>
public static class MappingFile
{
    private const string DescribedIn = "docs/event-format.md describes it";
    private static readonly string[] s_keys =
    [
        "schema", "kind", "columns", "select", "constants", "each", "nested", "optional", "behaviors", "ignoreBehaviors", "time",
        "delimiter", "header", "decimal", "dedup",
    ];

    private static readonly string[] s_timeKeys = ["format", "zone", "year"];
    private static readonly string[] s_columnKeys = ["role", "positive"];
    private static readonly JsonDocumentOptions s_reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
            return Read(new Node(name, "$", document.RootElement));
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
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_writing))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Mapping.CurrentSchema);
            json.WriteString("kind", mapping.Kind is MappingKind.Table ? "table" : "events");
            if (mapping.Kind is MappingKind.Table)
            {
                WriteTable(json, mapping.Table);
            }
            else
            {
                WriteEvents(json, mapping);
            }

            WriteText(json, "delimiter", mapping.Delimiter);
            if (!mapping.Header)
            {
                json.WriteBoolean("header", false);
            }

            WriteText(json, "decimal", mapping.DecimalMark is "." ? null : mapping.DecimalMark);
            if (mapping.Kind is MappingKind.Events)
            {
                json.WriteString("dedup", mapping.Dedup is Dedup.Exact ? "exact" : "keep");
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static Mapping Read(Node root)
    {
        root.AllowOnly(s_keys);
        if (root.Get("schema") is { } schema && schema.Integer() != Mapping.CurrentSchema)
        {
            throw schema.Fault($"schema version {schema.Value} is not known.", $"This build reads version {Mapping.CurrentSchema}.");
        }

        var kind = root.Get("kind")?.OneOf("events", "table") is "table" ? MappingKind.Table : MappingKind.Events;
        var columns = root.Get("columns");
        var mapping = new Mapping
        {
            Name = root.File,
            Kind = kind,
            Columns = kind is MappingKind.Events ? Columns(columns) : new Dictionary<string, string>(StringComparer.Ordinal),
            Table = kind is MappingKind.Table ? Table(root, columns) : new Dictionary<string, TableColumnMapping>(StringComparer.Ordinal),
            Select = ByField(root.Get("select")),
            Constants = ByField(root.Get("constants")),
            Each = root.Get("each")?.Text(),
            Nested = root.Get("nested")?.Boolean() ?? false,
            Optional = [.. (root.Get("optional")?.Items() ?? []).Select(n => n.Field())],
            Behaviors = BehaviorWords(root.Get("behaviors")),
            IgnoreBehaviors = [.. (root.Get("ignoreBehaviors")?.Items() ?? []).Select(n => n.Text())],
            Time = Time(root.Get("time")),
            Delimiter = Delimiter(root.Get("delimiter")),
            Header = root.Get("header")?.Boolean() ?? true,
            DecimalMark = root.Get("decimal")?.OneOf(".", ",") ?? ".",
            Dedup = root.Get("dedup")?.OneOf("keep", "exact") is "exact" ? Dedup.Exact : Dedup.Keep,
        };
        if (kind is MappingKind.Events)
        {
            RequireFields(root, mapping);
        }

        return mapping;
    }

    private static Dictionary<string, string> Columns(Node? node)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, value) in node?.Members() ?? [])
        {
            var field = value.Field();
            if (columns.ContainsValue(field))
            {
                throw value.Fault($"a second column is mapped to '{field}'.", "Map one column to a field, or join two with an expression under \"select\".");
            }

            columns[column] = field;
        }

        return columns;
    }

    private static Dictionary<string, TableColumnMapping> Table(Node root, Node? node)
    {
        var columns = new Dictionary<string, TableColumnMapping>(StringComparer.Ordinal);
        foreach (var (column, value) in node?.Members() ?? [])
        {
            if (value.Value.ValueKind is JsonValueKind.Object)
            {
                value.AllowOnly(s_columnKeys);
                columns[column] = new TableColumnMapping(value.Require("role").OneOf([.. TableRoles.All]), value.Get("positive")?.Text());
            }
            else
            {
                columns[column] = new TableColumnMapping(value.OneOf([.. TableRoles.All]));
            }

            if (columns[column] is { Role: TableRoles.Label, Positive: null })
            {
                throw value.Fault("the label does not say which word stands for yes.", "Write {\"role\": \"label\", \"positive\": \"TRUE\"}.");
            }
        }

        if (columns.Values.Count(c => c.Role is TableRoles.Label) != 1)
        {
            throw (node ?? root).Fault("a table needs exactly one label column.", "Give one column {\"role\": \"label\", \"positive\": \"...\"}.");
        }

        return columns;
    }

    private static Dictionary<string, string> ByField(Node? node)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, value) in node?.Members() ?? [])
        {
            value.FieldName(field);
            values[field] = value.Text();
        }

        return values;
    }

    private static Dictionary<string, Behavior> BehaviorWords(Node? node)
    {
        var words = new Dictionary<string, Behavior>(StringComparer.OrdinalIgnoreCase);
        foreach (var (word, value) in node?.Members() ?? [])
        {
            words[word] = Behaviors.TryParse(value.OneOf([.. Behaviors.Words]), out var behavior) ? behavior : throw value.Fault("no behavior.", "Name one.");
        }

        return words;
    }

    private static TimeMapping Time(Node? node)
    {
        if (node is null)
        {
            return new TimeMapping();
        }

        node.AllowOnly(s_timeKeys);
        var time = new TimeMapping(node.Get("format")?.Text() ?? TimeMapping.Iso, node.Get("zone")?.Text(), node.Get("year")?.Integer());
        if (time.Zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(time.Zone, out _))
        {
            throw node.Require("zone").Fault($"'{time.Zone}' is no time zone.", "Use an IANA name such as Europe/Paris.");
        }

        if (!time.IsUnix && time.Format is not TimeMapping.Iso)
        {
            if (TimePattern.ToStrptime(time.Format) is null)
            {
                throw node.Require("format").Fault($"'{time.Format}' is no time format.", "Use iso, unix_s, unix_ms, unix_us, or a pattern of yyyy MM dd HH mm ss fff zzz.");
            }

            if (!time.Format.Contains('y', StringComparison.Ordinal) && time.Year is null)
            {
                throw node.Fault($"the format '{time.Format}' has no year.", "Give it, such as \"year\": 2014.");
            }
        }

        return time;
    }

    private static string? Delimiter(Node? node)
    {
        var text = node?.Text();
        return text is null || text.Length == 1 ? text : throw node!.Fault($"'{text}' is no delimiter.", "Give one character, such as \",\" or \"\\t\".");
    }

    private static void RequireFields(Node root, Mapping mapping)
    {
        bool Has(string field) => mapping.Columns.Values.Contains(field, StringComparer.Ordinal) || mapping.Select.ContainsKey(field) || mapping.Constants.ContainsKey(field);
        foreach (var field in (ReadOnlySpan<string>)["user_id", "behavior", "time"])
        {
            if (!Has(field) && !(field is "user_id" && Has("anonymous_id")))
            {
                throw root.Fault($"no column is mapped to '{field}'.", $"Map one under \"columns\"; {DescribedIn}.");
            }
        }
    }

    private static void WriteTable(Utf8JsonWriter json, IReadOnlyDictionary<string, TableColumnMapping> table)
    {
        json.WriteStartObject("columns");
        foreach (var (column, value) in table)
        {
            if (value.Positive is null)
            {
                json.WriteString(column, value.Role);
                continue;
            }

            json.WriteStartObject(column);
            json.WriteString("role", value.Role);
            json.WriteString("positive", value.Positive);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, Mapping mapping)
    {
        WriteWords(json, "columns", mapping.Columns, always: true);
        WriteWords(json, "select", mapping.Select);
        WriteWords(json, "constants", mapping.Constants);
        WriteText(json, "each", mapping.Each);
        if (mapping.Nested)
        {
            json.WriteBoolean("nested", true);
        }

        WriteList(json, "optional", mapping.Optional);
        WriteWords(json, "behaviors", mapping.Behaviors.Select(b => KeyValuePair.Create(b.Key, b.Value.Word())));
        WriteList(json, "ignoreBehaviors", mapping.IgnoreBehaviors);
        json.WriteStartObject("time");
        json.WriteString("format", mapping.Time.Format);
        WriteText(json, "zone", mapping.Time.Zone);
        if (mapping.Time.Year is { } year)
        {
            json.WriteNumber("year", year);
        }

        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string key, IEnumerable<KeyValuePair<string, string>> words, bool always = false)
    {
        if (!always && !words.Any())
        {
            return;
        }

        json.WriteStartObject(key);
        foreach (var (word, value) in words)
        {
            json.WriteString(word, value);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(key);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string key, string? value)
    {
        if (value is not null)
        {
            json.WriteString(key, value);
        }
    }

    /// <summary>A JSON value with the file and path that messages name.</summary>
    private sealed record Node(string File, string Path, JsonElement Value)
    {
        public UserFaultException Fault(string found, string remedy) => new($"{File} {Path}", found, remedy);

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

        public IEnumerable<(string Key, Node Value)> Members() => Value.ValueKind is JsonValueKind.Object
            ? Value.EnumerateObject().Select(p => (p.Name, new Node(File, $"{Path}.{p.Name}", p.Value)))
            : throw Fault("this must be an object.", $"Write {{...}}; {DescribedIn}.");

        public IEnumerable<Node> Items() => Value.ValueKind is JsonValueKind.Array
            ? Value.EnumerateArray().Select((e, i) => new Node(File, string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]"), e))
            : throw Fault("this must be a list.", $"Write [...]; {DescribedIn}.");

        public Node? Get(string key) => Value.ValueKind is JsonValueKind.Object && Value.TryGetProperty(key, out var value)
            ? new Node(File, $"{Path}.{key}", value)
            : null;

        public Node Require(string key) => Get(key) ?? throw Fault($"'{key}' is missing.", $"Add it; {DescribedIn}.");

        public string Text() => Value.ValueKind is JsonValueKind.String ? Value.GetString()! : throw Fault($"{Value.GetRawText()} is no text.", "Put it in quotes.");

        public int Integer() => Value.ValueKind is JsonValueKind.Number && Value.TryGetInt32(out var number) ? number : throw Fault($"{Value.GetRawText()} is no whole number.", "Give one.");

        public bool Boolean() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Fault($"{Value.GetRawText()} is neither true nor false.", "Give one of them.");

        public string OneOf(params string[] words) => words.Contains(Text(), StringComparer.Ordinal) ? Text() : throw Fault($"'{Text()}' is not known.", $"Use one of {string.Join(", ", words)}.");

        public string Field()
        {
            FieldName(Text());
            return Text();
        }

        public void FieldName(string field)
        {
            if (!EventFields.Mappable.Contains(field, StringComparer.Ordinal))
            {
                throw Fault($"'{field}' is no field of an event.", $"Use one of {string.Join(", ", EventFields.Mappable)}.");
            }
        }
    }
}
