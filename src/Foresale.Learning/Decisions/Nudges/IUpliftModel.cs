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
    /// <summary>All of them.</summary>
    public static IReadOnlyList<UpliftMethod> All { get; } =
    [
        new(UpliftLearner.TLearner, UpliftBase.Linear), new(UpliftLearner.TLearner, UpliftBase.Trees),
        new(UpliftLearner.DrLearner, UpliftBase.Linear), new(UpliftLearner.DrLearner, UpliftBase.Trees),
    ];

    /// <summary>Name for people.</summary>
    public string Name => $"{(Learner is UpliftLearner.TLearner ? "T-learner" : "DR-learner")}, {(Base is UpliftBase.Linear ? "linear" : "trees")}";

    /// <summary>Learns from an experiment, whose randomisation was checked before (<see cref="RandomisationCheck"/>).</summary>
    /// <param name="experiment">Both arms.</param>
    /// <param name="seed">Equal seeds give equal models.</param>
    /// <param name="cancellationToken">Looked at once a regression.</param>
    public IUpliftModel Fit(Experiment experiment, int seed, CancellationToken cancellationToken) => Learner is UpliftLearner.TLearner
        ? Nudges.TLearner.Fit(experiment, Base, seed, cancellationToken)
        : Nudges.DrLearner.Fit(experiment, Base, seed, cancellationToken);
}
