using Foresale.Evaluation.Charts;
using Foresale.States;

namespace Foresale.Evaluation.Report;

/// <summary>The model card.</summary>
internal static class CardSection
{
    public static Section Of(EvaluationReport report)
    {
        var card = report.Card;
        return new Section("card", "Model card", Html.Of(
            $"""
            {Section.Pairs(
            [
                ("A score says", $"how likely it is that {Headline.Goal(report)}"),
                ("Target", Target(card)),
                ("Ships", LearnerTitles.Of(report.Gate.Ships)),
                ("Seed", Invariant(card.Seed)),
                ("Data hash", card.DataHash),
                ("Version", $"Foresale {card.Version}"),
                .. card.Created is { } made ? [("Made", $"{Figures.Instant(made)} UTC")] : Array.Empty<(string, string)>(),
            ])}
            <h3>{(card.Target.Kind == TargetKind.Table ? "Slices of the data" : "Slices of the data, in time")}</h3>
            <p class="note">Training fits the weights; validation stops training and chooses thresholds; each half of calibration judges the fusion that the other fitted (the gate); on test nothing is chosen.</p>
            {Section.Table(card.Target.Kind == TargetKind.Table ? ["Slice", "Rows", "Base rate"] : ["Slice", "Rows", "Shoppers", "Base rate", "From (UTC)", "To (UTC)"], card.Splits.Select(s => Split(s, card.Target.Kind)))}
            <h3>Intended use</h3>
            {Section.Bullets(card.IntendedUse)}
            <h3>Limits</h3>
            {Section.Bullets(card.Limits)}
            {(card.Options.Count == 0 ? Html.Empty : Html.Of($"<h3>Options</h3>{Section.Pairs(card.Options.Select(o => (o.Key, o.Value)))}"))}
            """));
    }

    private static string Target(ModelCard card) =>
        card.Target.HorizonDays is { } days ? FormattableString.Invariant($"{card.Target.Kind}, horizon {days:0.##} d")
        : card.Target.HorizonEvents is { } events ? FormattableString.Invariant($"{card.Target.Kind}, horizon {events} events")
        : card.Target.Kind.ToString();

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Html Split(SplitInfo split, TargetKind kind) => kind == TargetKind.Table
        ? Section.Row(split.Name, Figures.Count(split.Rows), Figures.Percent(split.BaseRate))
        : Section.Row(
            split.Name, Figures.Count(split.Rows), Figures.Count(split.Users), Figures.Percent(split.BaseRate), Figures.Instant(split.From), Figures.Instant(split.To));
}
