using System.Globalization;
using Foresale.Evaluation;

namespace Foresale.Cli;

/// <summary>What <c>evaluate --without</c> says of each part: the paired difference, since the intervals of two learners on the same rows overlap without meaning anything.</summary>
internal static class WithoutText
{
    /// <summary>The learner that the fusion without a part is judged as.</summary>
    public static string NameOf(string part) => $"fusion without {part}";

    /// <summary>A line a part, and one before them where another learner than the fusion ships.</summary>
    public static IEnumerable<string> Lines(EvaluationReport report, IReadOnlyList<string> parts)
    {
        if (parts.Count > 0 && report.Gate.Ships is not "fusion")
        {
            yield return $"{Capital(LearnerTitles.Of(report.Gate.Ships))} ships; what follows is of the fusion, which was held back.";
        }

        foreach (var part in parts)
        {
            var difference = DifferenceOf(report, part);
            yield return difference is { Value: 0, Low: 0, High: 0 }
                ? $"Log-loss, fusion minus {NameOf(part)}: 0."
                : $"Log-loss, fusion minus {NameOf(part)}: {Signed(difference.Value)} [{Signed(difference.Low)}, {Signed(difference.High)}], paired over shoppers: {Verdict(difference, part)}.";
        }
    }

    /// <summary>The parts in a few words, for the summary line; empty without parts.</summary>
    public static string Summary(EvaluationReport report, IReadOnlyList<string> parts)
    {
        string Of(string part) => DifferenceOf(report, part) switch
        {
            { IsBelowZero: true } => $"{part} helps",
            { IsAboveZero: true } => $"{part} harms",
            { Value: 0, Low: 0, High: 0 } => $"{part} changes nothing",
            _ => $"{part} is within chance",
        };
        return parts.Count == 0 ? "" : $"; in the fusion {string.Join(", ", parts.Select(Of))}";
    }

    // The comparison has the variant minus the fusion.
    private static Interval DifferenceOf(EvaluationReport report, string part)
    {
        var other = report.Comparison.Differences.First(d => d.Metric == Metric.LogLoss && string.Equals(d.Learner, NameOf(part), StringComparison.Ordinal)).Difference;
        return new Interval(0 - other.Value, 0 - other.High, 0 - other.Low);
    }

    private static string Verdict(Interval difference, string part) =>
        difference.IsBelowZero ? $"{part} helps beyond chance"
        : difference.IsAboveZero ? $"{part} harms beyond chance"
        : "chance could explain it";

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string Signed(double value) => (value + 0.0).ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
