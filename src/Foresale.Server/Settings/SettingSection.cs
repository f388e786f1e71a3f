using Microsoft.Extensions.Options;

namespace Foresale.Server.Settings;

/// <summary>A section of the configuration and the options that it fills. The check for unknown settings and the table in docs/operations.md read these.</summary>
/// <param name="Path">Such as <c>Foresale:Limits</c>.</param>
/// <param name="Type">The options.</param>
public sealed record SettingSection(string Path, Type Type);

/// <summary>How a part of the server registers its settings.</summary>
public static class SettingSections
{
    /// <summary>Binds options to a section and validates them at start, with texts of the form <c>place: what was found. What to do.</c></summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new SettingsValidator<T>(section));
        services.AddSingleton(new SettingSection(section, typeof(T)));
        return services;
    }
}
