using System.Text;
using Foresale.Events;

namespace Foresale.Cleaning;

/// <summary>What a rule does with the rows that it applies to.</summary>
public enum RuleAction : byte
{
    /// <summary>The row is faulty: it goes to quarantine with its place.</summary>
    Quarantined,

    /// <summary>The row is sound and not wanted: it is left out.</summary>
    Dropped,

    /// <summary>The row stays, with a value changed.</summary>
    Changed,

    /// <summary>The row stays as it is; the count is a warning.</summary>
    Flagged,
}

/// <summary>One rule of cleaning. Rules run in order; the first that quarantines or drops a row ends its way.</summary>
public interface ICleaningRule
{
    /// <summary>Name in reports, in snake case.</summary>
    string Name { get; }

    /// <summary>What it does.</summary>
    RuleAction Action { get; }

    /// <summary>One sentence for the report.</summary>
    string Reason { get; }

    /// <summary>True where the rule applies to the row; a rule that changes has then changed it.</summary>
    bool Applies(ref EventRow row);
}

/// <summary>A rule whose rows are faulty and says what is wrong with them.</summary>
public interface IFaultRule : ICleaningRule
{
    /// <summary>What is wrong with a row that the rule applied to.</summary>
    CleaningFault Describe(in EventRow row);
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Field">The field at fault.</param>
/// <param name="Found">What was found; a sentence.</param>
/// <param name="Remedy">What to do; a sentence.</param>
public readonly record struct CleaningFault(string Field, string Found, string Remedy);

/// <summary>What becomes of a row.</summary>
public enum Verdict : byte
{
    /// <summary>It stays.</summary>
    Kept,

    /// <summary>It is left out.</summary>
    Dropped,

    /// <summary>It goes to quarantine.</summary>
    Quarantined,
}

/// <summary>Runs the rules over rows in order of (day, shopper, arrival, sequence) and counts.</summary>
public sealed class Cleaner
{
    private readonly ICleaningRule[] _rules;
    private readonly long[] _counts;

    /// <summary>Creates a cleaner of the given rules, in their order.</summary>
    public Cleaner(IReadOnlyList<ICleaningRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = [.. rules];
        _counts = new long[_rules.Length];
    }

    /// <summary>What each rule did, in their order; rules that found nothing too.</summary>
    public IReadOnlyList<RuleCount> Counts => [.. _rules.Select((r, i) => new RuleCount(r.Name, Word(r.Action), _counts[i], r.Reason))];

    /// <summary>Rows that any rule quarantined.</summary>
    public long Quarantined { get; private set; }

    /// <summary>Name of the rule that decided on the last row that was not kept.</summary>
    public string LastRule { get; private set; } = "";

    /// <summary>Decides on a row.</summary>
    /// <param name="row">The row; rules may change it.</param>
    /// <param name="fault">What is wrong, for <see cref="Verdict.Quarantined"/>.</param>
    public Verdict Check(ref EventRow row, out CleaningFault fault)
    {
        fault = default;
        for (var i = 0; i < _rules.Length; i++)
        {
            var rule = _rules[i];
            if (!rule.Applies(ref row))
            {
                continue;
            }

            _counts[i]++;
            if (rule.Action is RuleAction.Quarantined)
            {
                Quarantined++;
                LastRule = rule.Name;
                fault = ((IFaultRule)rule).Describe(row);
                return Verdict.Quarantined;
            }

            if (rule.Action is RuleAction.Dropped)
            {
                LastRule = rule.Name;
                return Verdict.Dropped;
            }
        }

        return Verdict.Kept;
    }

    /// <summary>The word that reports use.</summary>
    internal static string Word(RuleAction action) => action switch
    {
        RuleAction.Quarantined => "quarantined",
        RuleAction.Dropped => "dropped",
        RuleAction.Changed => "changed",
        _ => "flagged",
    };

    /// <summary>Text for a message: at most 60 characters.</summary>
    internal static string Show(ReadOnlySpan<byte> text)
    {
        var word = Encoding.UTF8.GetString(text);
        return word.Length <= 60 ? word : word[..57] + "...";
    }
}
