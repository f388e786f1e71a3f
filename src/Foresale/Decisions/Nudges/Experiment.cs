using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>A randomised experiment with an offer: who got it by chance, and what each shopper then did. One row a shopper.</summary>
/// <remarks>n shoppers, F features. Features are what was known before the chance fell; one of afterwards makes every figure wrong.</remarks>
public sealed record Experiment
{
    /// <summary>Fewest shoppers of an arm.</summary>
    public const int LeastOfArm = 100;

    /// <summary>[n] shoppers, each once.</summary>
    public required string[] UserIds { get; init; }

    /// <summary>[n] true where the offer was made, used or not.</summary>
    public required bool[] IsTreated { get; init; }

    /// <summary>[n] orders, &gt;= 0; 0 and 1 where only it counts whether one bought.</summary>
    public required double[] Orders { get; init; }

    /// <summary>[n] revenue, below 0 where more was refunded than bought; null where it is not known.</summary>
    public double[]? Revenue { get; init; }

    /// <summary>[n] what the offer cost, &gt;= 0; null where it is not known.</summary>
    public double[]? Cost { get; init; }

    /// <summary>[F] names of features.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>[n, F], row-major, finite.</summary>
    public required float[] Features { get; init; }

    /// <summary>The planned share of shoppers with the offer, the same for all, in (0, 1); null where it was not told: then it is the share found.</summary>
    public double? PlannedShare { get; init; }

    /// <summary>n.</summary>
    public int Count => UserIds.Length;

    /// <summary>Shoppers with the offer.</summary>
    public int Treated => IsTreated.Count(t => t);

    /// <summary>The chance of the offer, in (0, 1): as planned, else as found.</summary>
    public double Propensity => PlannedShare ?? ((double)Treated / Count);

    /// <summary>Features of a shopper, [F].</summary>
    public ReadOnlySpan<float> Row(int shopper) => Features.AsSpan(shopper * FeatureNames.Count, FeatureNames.Count);

    /// <summary>Some of its shoppers.</summary>
    public Experiment Part(IReadOnlyList<int> shoppers)
    {
        ArgumentNullException.ThrowIfNull(shoppers);
        var features = new float[shoppers.Count * FeatureNames.Count];
        for (var i = 0; i < shoppers.Count; i++)
        {
            Row(shoppers[i]).CopyTo(features.AsSpan(i * FeatureNames.Count));
        }

        return this with
        {
            UserIds = [.. shoppers.Select(i => UserIds[i])],
            IsTreated = [.. shoppers.Select(i => IsTreated[i])],
            Orders = [.. shoppers.Select(i => Orders[i])],
            Revenue = Revenue is { } revenue ? [.. shoppers.Select(i => revenue[i])] : null,
            Cost = Cost is { } cost ? [.. shoppers.Select(i => cost[i])] : null,
            Features = features,
        };
    }

    /// <summary>Refuses an experiment that no uplift can be learnt from.</summary>
    /// <param name="place">What stands before the message: the file's name.</param>
    /// <exception cref="UserFaultException">An arm is missing or too small, nobody ordered, there is no feature, or the arms are not as large as planned.</exception>
    public void Require(string place)
    {
        var untreated = Count - Treated;
        if (Treated == 0 || untreated == 0)
        {
            throw new UserFaultException(place, $"{(Treated == 0 ? "nobody" : "everybody")} got the offer: without both arms nothing can be said about its effect.", "Make the offer to a share of shoppers drawn by chance, and keep the others in the file with treated = 0.");
        }

        if (Math.Min(Treated, untreated) < LeastOfArm)
        {
            throw new UserFaultException(place, FormattableString.Invariant($"{Treated} shoppers got the offer and {untreated} did not."), FormattableString.Invariant($"Let the experiment run on until each arm has {LeastOfArm} shoppers at the least."));
        }

        if (Orders.All(o => o == 0))
        {
            throw new UserFaultException(place, "nobody ordered, in neither arm.", "Let the experiment run on, or check the column orders.");
        }

        if (FeatureNames.Count == 0)
        {
            throw new UserFaultException(place, "there is no feature: nothing tells shoppers apart.", "Add columns that were known before the offer, such as visits, days since the last order, or intent.");
        }

        RequirePlannedShare(place);
    }

    // A share that is off its plan by more than chance means that rows were lost, and seldom by chance.
    private void RequirePlannedShare(string place)
    {
        if (PlannedShare is not { } planned)
        {
            return;
        }

        var distance = Math.Abs(((double)Treated / Count) - planned) / Math.Sqrt(planned * (1 - planned) / Count);
        if (distance > ArmBalance.LargestDistance)
        {
            throw new UserFaultException(place, FormattableString.Invariant($"{(double)Treated / Count:P1} got the offer where {planned:P1} were planned, which chance does not explain ({distance:0.0} standard errors)."), "Find the rows that were lost: the arms can no longer be compared.");
        }
    }
}
