using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Settings;

/// <summary>DataAnnotations in our own words: the framework's name a class that whoever writes a configuration has never seen.</summary>
internal sealed class SettingsValidator<T>(string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults =
            from property in typeof(T).GetProperties()
            let value = property.GetValue(options)
            from rule in property.GetCustomAttributes<ValidationAttribute>()
            where !rule.IsValid(value)
            select $"{section}:{property.Name}: {Show(value)} {rule.FormatErrorMessage(property.Name)}";
        var found = faults.ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string Show(object? value) => value switch
    {
        null or "" => "nothing is given.",
        string text => $"'{text}' is not allowed.",
        IEnumerable list => $"'{string.Join(", ", list.Cast<object>())}' is not allowed.",
        _ => $"{Convert.ToString(value, CultureInfo.InvariantCulture)} is not allowed.",
    };
}
