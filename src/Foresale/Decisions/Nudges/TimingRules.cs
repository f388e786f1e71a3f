namespace Foresale.Decisions.Nudges;

/// <summary>A rule that says when to make the offer.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Offers">True where it makes the offer now.</param>
public sealed record TimingRule(string Name, Func<SessionView, bool> Offers);

/// <summary>Rules that need nothing learnt, each family with its best member.</summary>
public static class TimingRules
{
    private const int Steps = 50; // thresholds 0, .02, ..., 1

    /// <summary>Never an offer.</summary>
    public static TimingRule Never { get; } = new("never", _ => false);

    /// <summary>An offer to everybody at the first event.</summary>
    public static TimingRule AtOnce { get; } = new("always at the start", _ => true);

    /// <summary>Offers once intent is at or beyond a threshold, from an event on.</summary>
    /// <param name="threshold">0..1.</param>
    /// <param name="rising">True for intent at or above it, false for at or below.</param>
    /// <param name="from">First event at which an offer may be made.</param>
    public static TimingRule Intent(double threshold, bool rising, int from = 1) => new(
        FormattableString.Invariant($"intent {(rising ? ">=" : "<=")} {threshold:0.00}{(from > 1 ? $" from event {from} on" : "")}"),
        view => view.Events >= from && (rising ? view.Intent >= threshold : view.Intent <= threshold));

    /// <summary>Offers to everybody who is still there at an event.</summary>
    public static TimingRule AtEvent(int number) => new(FormattableString.Invariant($"at event {number}"), view => view.Events >= number);

    /// <summary>Offers once that earns more than never making the offer: looks ahead to no later chance. Knows the process.</summary>
    public static TimingRule WhenItPays { get; } = new("as soon as it pays (knows the process)", view => view.OfferValue > view.Intent);

    /// <summary>The fixed rules that a learned one has to beat: each family's best member by its exact value, as if chosen on endless training sessions.</summary>
    public static IReadOnlyList<TimingRule> Fixed(TimingTable table, int maxEvents)
    {
        ArgumentNullException.ThrowIfNull(table);
        TimingRule Best(IEnumerable<TimingRule> rules) => rules.MaxBy(r => table.Value(r.Offers))!;
        var thresholds = Enumerable.Range(0, Steps + 1).Select(i => (double)i / Steps).ToList();
        IEnumerable<TimingRule> Thresholds(int from) => thresholds.SelectMany(t => (TimingRule[])[Intent(t, rising: true, from), Intent(t, rising: false, from)]);
        return
        [
            Never,
            AtOnce,
            Best(Enumerable.Range(2, maxEvents - 1).Select(AtEvent)),
            Best(thresholds.Select(t => Intent(t, rising: true))),
            Best(thresholds.Select(t => Intent(t, rising: false))),
            Best(Enumerable.Range(2, maxEvents - 1).SelectMany(Thresholds)),
        ];
    }
}
