using System.Text.Json;

namespace Foresale.Events;

/// <summary>Makes a mapping of a JSON object. Every key is known or an error.</summary>
internal static class MappingParser
{
    private static readonly string[] s_keys =
    [
        "schema", "kind", "columns", "select", "constants", "each", "nested", "optional", "behaviors", "ignoreBehaviors", "time",
        "delimiter", "header", "decimal", "dedup",
    ];

    private static readonly string[] s_timeKeys = ["format", "zone", "year"];
    private static readonly string[] s_columnKeys = ["role", "positive"];

    /// <summary>The mapping that a JSON object describes.</summary>
    /// <exception cref="UserFaultException">It describes none; the place has the JSON path.</exception>
    public static Mapping Read(MappingNode root)
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

    private static Dictionary<string, string> Columns(MappingNode? node)
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

    private static Dictionary<string, TableColumnMapping> Table(MappingNode root, MappingNode? node)
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

    private static Dictionary<string, string> ByField(MappingNode? node)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, value) in node?.Members() ?? [])
        {
            value.FieldName(field);
            values[field] = value.Text();
        }

        return values;
    }

    private static Dictionary<string, Behavior> BehaviorWords(MappingNode? node)
    {
        var words = new Dictionary<string, Behavior>(StringComparer.OrdinalIgnoreCase);
        foreach (var (word, value) in node?.Members() ?? [])
        {
            words[word] = Behaviors.TryParse(value.OneOf([.. Behaviors.Words]), out var behavior) ? behavior : throw value.Fault("no behavior.", "Name one.");
        }

        return words;
    }

    private static TimeMapping Time(MappingNode? node)
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

    private static string? Delimiter(MappingNode? node)
    {
        var text = node?.Text();
        return text is null || text.Length == 1 ? text : throw node!.Fault($"'{text}' is no delimiter.", "Give one character, such as \",\" or \"\\t\".");
    }

    private static void RequireFields(MappingNode root, Mapping mapping)
    {
        bool Has(string field) => mapping.Columns.Values.Contains(field, StringComparer.Ordinal) || mapping.Select.ContainsKey(field) || mapping.Constants.ContainsKey(field);
        foreach (var field in (ReadOnlySpan<string>)["user_id", "behavior", "time"])
        {
            if (!Has(field) && !(field is "user_id" && Has("anonymous_id")))
            {
                throw root.Fault($"no column is mapped to '{field}'.", $"Map one under \"columns\"; {MappingNode.DescribedIn}.");
            }
        }
    }
}
