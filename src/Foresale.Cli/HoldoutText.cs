using System.Globalization;
using Foresale.Decisions.Nudges;

namespace Foresale.Cli;

/// <summary>What <c>foresale nudge --holdout-report</c> says.</summary>
internal static class HoldoutText
{
    /// <summary>The page.</summary>
    public static NudgeReport Report(IncrementalReport found)
    {
        var figures = new List<NudgeFigure>
        {
            new("Shoppers", Text($"{found.Served:N0} to whom an offer could be made, {found.HeldOut:N0} held out")),
            new("Revenue a shopper", Text($"{found.Revenue.First:0.00} served, {found.Revenue.Second:0.00} held out")),
            new("Revenue that offers brought, a shopper", NudgePage.Text(found.Revenue.Gain, 3)),
            new("Revenue that offers brought, in all", NudgePage.Text(found.Total, 0)),
            new("Smallest difference that would be seen four times out of five", Text($"{found.Revenue.SmallestDetectable:0.000} a shopper{(found.Revenue.Second > 0 ? $", {(found.Revenue.SmallestDetectable / found.Revenue.Second).ToString("P1", CultureInfo.InvariantCulture)} of the revenue of those held out" : "")}")),
        };
        if (found.Orders is { } orders)
        {
            figures.Add(new("Orders that offers brought, a shopper", NudgePage.Text(orders.Gain, 4)));
        }

        return new NudgeReport("What the offers earned", Verdict(found), figures, [], [], [],
        [
            "All shoppers to whom an offer could be made against all who were held out: those who got one were chosen, and compare with nobody.",
            "Intervals are Welch's at 95 %, one value a shopper. With a few very large orders they are a little too narrow at small counts.",
            "Revenue counts as the file has it: take off what the offers cost to see what they earned net.",
        ]);
    }

    /// <summary>The document.</summary>
    public static object Document(IncrementalReport found) => new
    {
        found.Verdict,
        served = found.Served,
        held_out = found.HeldOut,
        revenue_served = found.Revenue.First,
        revenue_held_out = found.Revenue.Second,
        revenue_a_shopper = found.Revenue.Gain,
        revenue_in_all = found.Total,
        smallest_detectable = found.Revenue.SmallestDetectable,
        orders_a_shopper = found.Orders?.Gain,
        times_as_many_shoppers = found.TimesAsMany,
    };

    private static string Verdict(IncrementalReport found) => found.Verdict switch
    {
        IncrementalVerdict.Earned => Text($"The offers brought {found.Total.Value:N0} of revenue, 95 % interval {found.Total.Low:N0} to {found.Total.High:N0}."),
        IncrementalVerdict.Lost => Text($"The offers lost {-found.Total.Value:N0} of revenue, 95 % interval {-found.Total.High:N0} to {-found.Total.Low:N0}."),
        _ => Text($"Not settled: the offers brought between {found.Total.Low:N0} and {found.Total.High:N0} of revenue, which includes nothing at all.{(found.TimesAsMany is { } times ? Text($" About {Math.Ceiling(times):N0} times as many shoppers, or as long a time, would settle a difference like this one.") : "")}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
