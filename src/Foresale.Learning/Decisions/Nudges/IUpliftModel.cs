using Foresale.Decisions.Nudges;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Says what an offer would change for a shopper.</summary>
public interface IUpliftModel
{
    /// <summary>Expected additional orders of the offer.</summary>
    /// <param name="features">[n, F], row-major.</param>
    /// <returns>[n].</returns>
    double[] Predict(ReadOnlySpan<float> features);
}

/// <summary>A way to learn an uplift model.</summary>
public enum UpliftLearner
{
    /// <summary>Two models, one an arm, and their difference (Künzel et al. 2019).</summary>
    TLearner,

    /// <summary>A model of doubly robust scores that are cross-fitted (Kennedy 2020).</summary>
    DrLearner,

    /// <summary>The mean of both learners with both regressions: their errors differ, and cancel in part.</summary>
    Mean,
}

/// <summary>What the learners regress with.</summary>
public enum UpliftBase
{
    /// <summary>Ridge regression, logistic where the outcome is 0 or 1.</summary>
    Linear,

    /// <summary>Boosted trees by LightGBM.</summary>
    Trees,
}

/// <summary>A learner with what it regresses with.</summary>
/// <param name="Learner">The learner.</param>
/// <param name="Base">The regression.</param>
public readonly record struct UpliftMethod(UpliftLearner Learner, UpliftBase Base)
{
    /// <summary>The four ways that stand alone.</summary>
    public static IReadOnlyList<UpliftMethod> Single { get; } =
    [
        new(UpliftLearner.TLearner, UpliftBase.Linear), new(UpliftLearner.TLearner, UpliftBase.Trees),
        new(UpliftLearner.DrLearner, UpliftBase.Linear), new(UpliftLearner.DrLearner, UpliftBase.Trees),
    ];

    /// <summary>All of them, the mean of the four last; what its regression is called does not matter.</summary>
    public static IReadOnlyList<UpliftMethod> All { get; } = [.. Single, new(UpliftLearner.Mean, UpliftBase.Trees)];

    /// <summary>Name for people.</summary>
    public string Name => Learner is UpliftLearner.Mean ? "mean of T- and DR-learners" : $"{(Learner is UpliftLearner.TLearner ? "T-learner" : "DR-learner")}, {(Base is UpliftBase.Linear ? "linear" : "trees")}";

    /// <summary>Learns from an experiment, whose randomisation was checked before (<see cref="RandomisationCheck"/>).</summary>
    /// <param name="experiment">Both arms.</param>
    /// <param name="seed">Equal seeds give equal models.</param>
    /// <param name="cancellationToken">Looked at once a regression.</param>
    public IUpliftModel Fit(Experiment experiment, int seed, CancellationToken cancellationToken) => Learner switch
    {
        UpliftLearner.TLearner => Nudges.TLearner.Fit(experiment, Base, seed, cancellationToken),
        UpliftLearner.DrLearner => Nudges.DrLearner.Fit(experiment, Base, seed, cancellationToken),
        _ => new MeanUplift([.. Single.Select(m => m.Fit(experiment, seed, cancellationToken))]),
    };
}

/// <summary>The mean of some models.</summary>
internal sealed class MeanUplift(IReadOnlyList<IUpliftModel> models) : IUpliftModel
{
    /// <inheritdoc/>
    public double[] Predict(ReadOnlySpan<float> features)
    {
        var predicted = new List<double[]>(models.Count);
        foreach (var model in models)
        {
            predicted.Add(model.Predict(features));
        }

        return Of(predicted);
    }

    /// <summary>[n] the mean of predictions of the same shoppers.</summary>
    public static double[] Of(IReadOnlyList<double[]> predicted) => [.. predicted[0].Select((_, i) => predicted.Average(p => p[i]))];
}
