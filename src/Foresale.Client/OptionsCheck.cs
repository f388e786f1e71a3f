using System.Globalization;
using Microsoft.Extensions.Options;

namespace Foresale.Client;

/// <summary>Says everything that is wrong with the settings, each as <c>place: what was found. What to do.</c></summary>
internal sealed class OptionsCheck : IValidateOptions<ForesaleOptions>
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, ForesaleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        CheckAddress(options.BaseAddress, faults);
        CheckKey(nameof(options.ApiKey), options.ApiKey, faults);
        if (options.ReadKey is not null)
        {
            CheckKey(nameof(options.ReadKey), options.ReadKey, faults);
        }

        CheckCount(nameof(options.BatchSize), options.BatchSize, 1, 10_000, faults);
        CheckCount(nameof(options.Capacity), options.Capacity, Math.Max(1, options.BatchSize), 10_000_000, faults);
        CheckCount(nameof(options.GzipAbove), options.GzipAbove, 0, int.MaxValue, faults);
        CheckCount(nameof(options.BreakAfter), options.BreakAfter, 1, 1_000_000, faults);
        CheckTime(nameof(options.FlushInterval), options.FlushInterval, TimeSpan.FromMinutes(1), faults);
        CheckTime(nameof(options.SendTimeout), options.SendTimeout, s_day, faults);
        CheckTime(nameof(options.ReadTimeout), options.ReadTimeout, s_day, faults);
        CheckTime(nameof(options.RetryFor), options.RetryFor, s_day, faults);
        CheckTime(nameof(options.FirstBackoff), options.FirstBackoff, s_day, faults);
        CheckTime(nameof(options.MaxBackoff), options.MaxBackoff, s_day, faults);
        CheckTime(nameof(options.DrainTimeout), options.DrainTimeout, s_day, faults);
        if (options.FirstBackoff > options.MaxBackoff)
        {
            faults.Add(Fault(nameof(options.FirstBackoff), $"{options.FirstBackoff} is more than {nameof(options.MaxBackoff)}, {options.MaxBackoff}.", "Make it the smaller."));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckAddress(Uri? address, List<string> faults)
    {
        if (address is null)
        {
            faults.Add(Fault(nameof(ForesaleOptions.BaseAddress), "there is none.", "Give the address of the server, such as https://foresale.internal:8443/."));
        }
        else if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Query.Length > 0 || address.UserInfo.Length > 0)
        {
            faults.Add(Fault(nameof(ForesaleOptions.BaseAddress), "it is no plain http or https address.", "Give one such as https://foresale.internal:8443/, without user, password or query."));
        }
    }

    // The key itself is never shown: these texts end in logs.
    private static void CheckKey(string option, string? key, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            faults.Add(Fault(option, "there is none.", $"Give a key of the server, from a secret store or an environment variable (Foresale__{option})."));
        }
        else if (key.Any(c => c is <= ' ' or > '~'))
        {
            faults.Add(Fault(option, "it holds a space or a character that no key has.", "Copy it again, without quotes or line ends."));
        }
    }

    private static void CheckCount(string option, int value, int low, int high, List<string> faults)
    {
        if (value < low || value > high)
        {
            faults.Add(Fault(option, string.Create(CultureInfo.InvariantCulture, $"{value} is outside {low:N0} to {high:N0}."), "Give a number of that range."));
        }
    }

    private static void CheckTime(string option, TimeSpan value, TimeSpan high, List<string> faults)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > high)
        {
            faults.Add(Fault(option, $"{value} is outside 00:00:00.001 to {high}.", "Give a time of that range, such as 00:00:05."));
        }
    }

    private static string Fault(string option, string found, string remedy) => $"{ForesaleOptions.Section}:{option}: {found} {remedy}";
}
