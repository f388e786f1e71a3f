using System.Globalization;

namespace Foresale.Evaluation.Charts;

/// <summary>How figures read in the report: a fixed number of digits for each kind, a true minus sign, a dash for what is undefined.</summary>
internal static class Figures
{
    public const string Undefined = "–";

    /// <summary>A metric with the digits that it deserves.</summary>
    public static string Of(Metric metric, double value) => metric switch
    {
        Metric.LogLoss or Metric.Brier or Metric.Ece => Fixed(value, 4),
        Metric.CalibrationSlope or Metric.CalibrationIntercept => Fixed(value, 2),
        Metric.Accuracy or Metric.AccuracyAtHalf or Metric.Precision or Metric.Recall or Metric.TopDecileCapture => Percent(value),
        _ => Fixed(value, 3),
    };

    /// <summary>A difference of a metric, with its sign.</summary>
    public static string Difference(Metric metric, double value)
    {
        var text = metric is Metric.LogLoss or Metric.Brier or Metric.Ece ? Fixed(value, 4) : Fixed(value, 3);
        return value > 0 ? $"+{text}" : text;
    }

    /// <summary>A number with a fixed number of decimals.</summary>
    public static string Fixed(double value, int decimals) =>
        double.IsFinite(value) ? Minus((Math.Round(value, decimals) + 0.0).ToString($"F{decimals}", CultureInfo.InvariantCulture)) : Undefined;

    /// <summary>A share as a percentage: one decimal, two below 1 %.</summary>
    public static string Percent(double share) =>
        !double.IsFinite(share) ? Undefined : Minus((100 * share).ToString(share is > 0 and < .01 ? "0.##" : "0.0", CultureInfo.InvariantCulture)) + " %";

    /// <summary>A count with thin groups: 125 865.</summary>
    public static string Count(double count) =>
        double.IsFinite(count) ? count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f') : Undefined;

    /// <summary>An instant in UTC, to the minute.</summary>
    public static string Instant(DateTimeOffset? time) =>
        time is { } t ? t.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : Undefined;

    /// <summary>A tick's number: as few digits as it needs.</summary>
    public static string Tick(double value) => Math.Abs(value) switch
    {
        >= 1e6 => Minus((value / 1e6).ToString("0.##", CultureInfo.InvariantCulture)) + "M",
        >= 1e3 => Minus((value / 1e3).ToString("0.##", CultureInfo.InvariantCulture)) + "k",
        _ => Minus(value.ToString("0.#####", CultureInfo.InvariantCulture)),
    };

    /// <summary>With a capital, as a title begins.</summary>
    public static string Capital(string words) => string.Concat(char.ToUpperInvariant(words[0]).ToString(), words.AsSpan(1));

    private static string Minus(string text) => text.Replace('-', '\u2212');
}
