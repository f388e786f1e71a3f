namespace Foresale.States;

/// <summary>
/// When portraits are fitted for training: at midnights spread over the instants that training rows stand at, each on the events before it, so that
/// no row reads factors of its own future; and at the end of the training slice, for all that comes after.
/// </summary>
internal static class PortraitInstants
{
    // The first rows have nothing to read from: portraits of a few days of a log say little.
    private static readonly double[] s_shares = [.25, .4, .55, .7, .85, 1];

    /// <summary>The instants, ascending; the last is the end of the training slice.</summary>
    /// <param name="plan">Where the slices lie.</param>
    /// <param name="calendar">Of the shop.</param>
    /// <param name="horizon">Days that a row looks ahead: the last training row stands so long before the slice's end.</param>
    public static IReadOnlyList<DateTimeOffset> Of(SplitPlan plan, ShopCalendar calendar, double horizon)
    {
        var rows = plan.FitBefore.AddDays(-horizon) - plan.From;
        var midnights = s_shares
            .Select(share => calendar.MidnightOf((plan.From + (share * rows)).ToUnixTimeMilliseconds()))
            .Select(DateTimeOffset.FromUnixTimeMilliseconds)
            .Where(at => at > plan.From && at < plan.FitBefore);
        return [.. midnights.Distinct().Order(), plan.FitBefore];
    }
}
