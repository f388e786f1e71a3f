using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>What a shopper did over a period, and whether they were held out.</summary>
/// <param name="UserId">The shopper, once in a report.</param>
/// <param name="IsHeldOut">True where no offer could be made.</param>
/// <param name="Revenue">Over the period, below 0 where more was refunded than bought; what offers cost taken off where that is wanted.</param>
/// <param name="Orders">Over the period, &gt;= 0; null where they are not known.</param>
public sealed record ShopperTotal(string UserId, bool IsHeldOut, double Revenue, double? Orders = null);

/// <summary>Whether the offers earned something.</summary>
public enum IncrementalVerdict
{
    /// <summary>The whole interval lies above zero.</summary>
    Earned,

    /// <summary>The whole interval lies below zero.</summary>
    Lost,

    /// <summary>The interval holds zero.</summary>
    NotSettled,
}

/// <summary>What offers earned: all shoppers to whom one could be made against those who were held out by chance.</summary>
/// <remarks>All of them, offered or not: who got an offer was chosen, and so compares with nobody.</remarks>
/// <param name="Served">Shoppers to whom an offer could be made.</param>
/// <param name="HeldOut">Shoppers who were held out.</param>
/// <param name="Revenue">Revenue a shopper, served minus held out.</param>
/// <param name="Orders">Orders a shopper, served minus held out; null where they are not known.</param>
public sealed record IncrementalReport(int Served, int HeldOut, MeanDifference Revenue, MeanDifference? Orders)
{
    /// <summary>Fewest shoppers of a side.</summary>
    public const int LeastOfSide = 30;

    /// <summary>What can be said.</summary>
    public IncrementalVerdict Verdict => Revenue.Gain.IsAboveZero ? IncrementalVerdict.Earned : Revenue.Gain.IsBelowZero ? IncrementalVerdict.Lost : IncrementalVerdict.NotSettled;

    /// <summary>Revenue that would not be there without the offers, over all served shoppers.</summary>
    public Evaluation.Interval Total => new(Revenue.Gain.Value * Served, Revenue.Gain.Low * Served, Revenue.Gain.High * Served);

    /// <summary>How many times as many shoppers would settle a difference as large as the one found, four times out of five; null where it is settled, or there is none.</summary>
    public double? TimesAsMany => Verdict is IncrementalVerdict.NotSettled && Revenue.Gain.Value != 0 && Revenue.SmallestDetectable > Math.Abs(Revenue.Gain.Value)
        ? Math.Pow(Revenue.SmallestDetectable / Revenue.Gain.Value, 2)
        : null;

    /// <summary>Compares.</summary>
    /// <param name="shoppers">Each once.</param>
    /// <param name="share">Share that was to be held out; null where it is not known. A share off it beyond chance is refused.</param>
    /// <param name="place">What stands before a message: the file's name.</param>
    /// <exception cref="UserFaultException">A side is too small, or the share is not as planned.</exception>
    public static IncrementalReport Of(IReadOnlyList<ShopperTotal> shoppers, double? share, string place)
    {
        ArgumentNullException.ThrowIfNull(shoppers);
        var (held, served) = (shoppers.Where(s => s.IsHeldOut).ToList(), shoppers.Where(s => !s.IsHeldOut).ToList());
        if (Math.Min(held.Count, served.Count) < LeastOfSide)
        {
            throw new UserFaultException(place, FormattableString.Invariant($"{held.Count} shoppers were held out and {served.Count} were not."), FormattableString.Invariant($"Wait until each side has {LeastOfSide} at the least; held-out shoppers belong into the file, with revenue 0 where they bought nothing."));
        }

        if (share is > 0 and < 1 and { } planned
            && Math.Abs(((double)held.Count / shoppers.Count) - planned) / Math.Sqrt(planned * (1 - planned) / shoppers.Count) is var distance && distance > ArmBalance.LargestDistance)
        {
            throw new UserFaultException(place, FormattableString.Invariant($"{(double)held.Count / shoppers.Count:P1} are held out where {planned:P1} were planned, which chance does not explain ({distance:0.0} standard errors)."), "Give the share and the salt that the offers were made with, and all shoppers of the period.");
        }

        MeanDifference Compare(Func<ShopperTotal, double> of) => MeanDifference.Of([.. served.Select(of)], [.. held.Select(of)]);
        return new IncrementalReport(served.Count, held.Count, Compare(s => s.Revenue), shoppers.All(s => s.Orders is not null) ? Compare(s => s.Orders!.Value) : null);
    }
}
