using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Whether features tell who got the offer. Where they do, the offer was no coin's doing, and no figure below would be its effect.</summary>
/// <param name="Linear">How well a logistic regression tells, on rows that it did not see.</param>
/// <param name="Trees">How well boosted trees tell.</param>
/// <param name="TellingFeature">The feature that tells most by itself.</param>
/// <param name="Single">How well it tells, in the direction in which it does.</param>
public sealed record RandomisationCheck(ArmBalance Linear, ArmBalance Trees, string TellingFeature, ArmBalance Single)
{
    private const int Folds = 5;

    /// <summary>True where nothing tells beyond chance.</summary>
    public bool IsRandom => !Linear.IsTelling && !Trees.IsTelling;

    /// <summary>Looks.</summary>
    /// <param name="experiment">Both arms, at least one feature.</param>
    /// <param name="seed">Of the folds.</param>
    /// <param name="cancellationToken">Looked at once a fit.</param>
    public static RandomisationCheck Of(Experiment experiment, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        double[] arm = [.. experiment.IsTreated.Select(t => t ? 1.0 : 0)];
        var folds = CrossFolds.Of(experiment, Folds, seed);
        ArmBalance Told(UpliftBase kind) => ArmBalance.Mean([.. folds.Select(f =>
        {
            var tells = Regression.Fit(experiment, f.Others, Array.ConvertAll(f.Others, i => arm[i]), kind, seed, cancellationToken);
            return ArmBalance.Of(Array.ConvertAll(f.Fold, i => tells(experiment.Row(i))), Array.ConvertAll(f.Fold, i => experiment.IsTreated[i]));
        })]);

        var (feature, single) = MostTelling(experiment);
        return new RandomisationCheck(Told(UpliftBase.Linear), Told(UpliftBase.Trees), feature, single);
    }

    /// <summary>Refuses an experiment whose offers were not made by chance.</summary>
    /// <param name="place">What stands before the message: the file's name.</param>
    /// <exception cref="UserFaultException">Features tell who got the offer.</exception>
    public void Require(string place)
    {
        if (IsRandom)
        {
            return;
        }

        var worst = Linear.Distance > Trees.Distance ? Linear : Trees;
        throw new UserFaultException(
            place,
            FormattableString.Invariant($"the offer was not made by chance: features tell who got it (area under the curve {worst.Auc:F3}, {worst.Distance:F0} standard errors above one half; most by itself '{TellingFeature}', {Single.Auc:F3})."),
            "Uplift is learnt from randomised offers only. Leave out columns that were recorded after the offer; if it was aimed, run an experiment that draws who gets it.");
    }

    private static (string, ArmBalance) MostTelling(Experiment experiment)
    {
        var balances = experiment.FeatureNames.Select((name, j) =>
        {
            var values = Enumerable.Range(0, experiment.Count).Select(i => (double)experiment.Row(i)[j]).ToArray();
            var rising = ArmBalance.Of(values, experiment.IsTreated);
            return (Name: name, Balance: rising.Auc >= .5 ? rising : rising with { Auc = 1 - rising.Auc });
        });
        return balances.MaxBy(b => b.Balance.Auc);
    }
}
