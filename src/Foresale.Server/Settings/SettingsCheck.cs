using System.ComponentModel;
using Foresale.Events;

namespace Foresale.Server.Settings;

/// <summary>Refuses settings that nobody reads: a limit with a typing error in its name would otherwise be no limit, in silence.</summary>
internal static class SettingsCheck
{
    /// <exception cref="UserFaultException">A setting under <c>Foresale</c> is not known, or its value cannot be read.</exception>
    public static void Require(IConfiguration configuration, IEnumerable<SettingSection> sections)
    {
        var known = sections.ToList();
        foreach (var leaf in Leaves(configuration.GetSection(ServerOptions.Section)))
        {
            var property = known
                .Select(s => (Section: s, Property: s.Type.GetProperties().FirstOrDefault(p => IsAt($"{s.Path}:{p.Name}", p.PropertyType, leaf.Path))))
                .FirstOrDefault(p => p.Property is not null).Property;
            if (property is null)
            {
                throw new UserFaultException(leaf.Path, "the setting is not known.", Nearest(leaf.Path, known));
            }

            RequireValue(leaf, property.PropertyType);
        }
    }

    private static IEnumerable<IConfigurationSection> Leaves(IConfigurationSection section) =>
        section.GetChildren().SelectMany(c => c.GetChildren().Any() ? Leaves(c) : [c]);

    private static bool IsAt(string path, Type type, string leaf) =>
        string.Equals(path, leaf, StringComparison.OrdinalIgnoreCase)
        || (type == typeof(IReadOnlyList<string>) && leaf.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase) && leaf.AsSpan(path.Length + 1).ContainsAnyExceptInRange('0', '9') == false);

    private static string Nearest(string path, List<SettingSection> known)
    {
        var parent = ConfigurationPath.GetParentPath(path);
        var section = known.Find(s => string.Equals(s.Path, parent, StringComparison.OrdinalIgnoreCase));
        return section is null
            ? $"Use one of the sections {string.Join(", ", known.Select(s => s.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}."
            : $"Use one of {string.Join(", ", section.Type.GetProperties().Select(p => p.Name))}.";
    }

    private static void RequireValue(IConfigurationSection leaf, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (leaf.Value is not { Length: > 0 } text || plain == typeof(string) || plain == typeof(IReadOnlyList<string>))
        {
            return;
        }

        try
        {
            TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            var wanted = plain == typeof(bool) ? "true or false" : plain == typeof(double) ? "a number" : "a whole number";
            throw new UserFaultException(leaf.Path, $"'{text}' cannot be read.", $"Give {wanted}.");
        }
    }
}
