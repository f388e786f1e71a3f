using Foresale.Evaluation;

namespace Foresale.Decisions.Nudges;

/// <summary>What offers to the first shoppers of a ranking were worth in an experiment.</summary>
/// <param name="Shoppers">How many were taken from the top.</param>
/// <param name="Orders">Additional orders an offer: the two arms among them compared.</param>
/// <param name="Revenue">Additional revenue an offer, after what it cost where revenue is net of that; null where revenue is not known.</param>
/// <param name="Cost">What an offer cost.</param>
public sealed record OfferValue(int Shoppers, MeanDifference Orders, MeanDifference? Revenue, double Cost)
{
    /// <summary>
    /// Cost of an additional order. Where it is not settled that there are any, the upper end is infinite; where there are none it is infinite
    /// altogether.
    /// </summary>
    public Interval CostAnOrder => new(At(Orders.Gain.Value), At(Orders.Gain.High), At(Orders.Gain.Low));

    /// <summary>Looks at the top of a ranking.</summary>
    /// <param name="scores">[n] higher is taken earlier.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="shoppers">How many from the top, 1..n; further ones of equal score are not taken.</param>
    /// <param name="cost">What an offer costs; null for the mean cost of the treated among them.</param>
    public static OfferValue Of(ReadOnlySpan<double> scores, Experiment experiment, int shoppers, double? cost = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var top = QiniCurve.Ranking.Of(scores).Order.AsSpan(0, Math.Clamp(shoppers, 1, experiment.Count)).ToArray();
        var arms = top.ToLookup(i => experiment.IsTreated[i]);
        MeanDifference Compare(double[] values) => MeanDifference.Of([.. arms[true].Select(i => values[i])], [.. arms[false].Select(i => values[i])]);
        var paid = cost ?? (experiment.Cost is { } costs ? arms[true].Select(i => costs[i]).DefaultIfEmpty(0).Average() : 0);
        return new OfferValue(top.Length, Compare(experiment.Orders), experiment.Revenue is { } revenue ? Compare(revenue) : null, paid);
    }

    private double At(double orders) => orders > 0 ? Cost / orders : double.IsNaN(orders) ? double.NaN : double.PositiveInfinity;
}
