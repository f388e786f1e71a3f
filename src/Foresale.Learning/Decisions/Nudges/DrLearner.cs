using Foresale.Decisions.Nudges;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>
/// τ(x) = E[φ | x], φ = μ1(x) - μ0(x) + (w - e) / (e (1 - e)) (y - μ_w(x)), w = 1 with the offer, e its known chance (Kennedy 2020). The μ that a row's φ
/// is made with never saw that row. Since e is known, E[φ | x] is the effect whatever the μ are; good ones only make it less noisy.
/// </summary>
internal sealed class DrLearner : IUpliftModel
{
    private const int Folds = 5;
    private readonly int _columns;
    private readonly Mean _effect;

    private DrLearner(int columns, Mean effect) => (_columns, _effect) = (columns, effect);

    /// <summary>Fits.</summary>
    public static DrLearner Fit(Experiment experiment, UpliftBase kind, int seed, CancellationToken cancellationToken)
    {
        int[] all = [.. Enumerable.Range(0, experiment.Count)];
        return new DrLearner(experiment.FeatureNames.Count, Regression.Fit(experiment, all, Scores(experiment, kind, seed, cancellationToken), kind, seed, cancellationToken));
    }

    /// <summary>φ of every shopper, [n]; its mean is the effect of the offer on all.</summary>
    public static double[] Scores(Experiment experiment, UpliftBase kind, int seed, CancellationToken cancellationToken)
    {
        var (scores, chance) = (new double[experiment.Count], experiment.Propensity);
        foreach (var (rest, fold) in CrossFolds.Of(experiment, Folds, seed))
        {
            var offered = TLearner.Arm(experiment, rest, isTreated: true, kind, seed, cancellationToken);
            var not = TLearner.Arm(experiment, rest, isTreated: false, kind, seed, cancellationToken);
            foreach (var i in fold)
            {
                var (mean1, mean0) = (offered(experiment.Row(i)), not(experiment.Row(i)));
                scores[i] = mean1 - mean0 + (experiment.IsTreated[i] ? (experiment.Orders[i] - mean1) / chance : -(experiment.Orders[i] - mean0) / (1 - chance));
            }
        }

        return scores;
    }

    /// <inheritdoc/>
    public double[] Predict(ReadOnlySpan<float> features)
    {
        var uplift = new double[features.Length / _columns];
        for (var i = 0; i < uplift.Length; i++)
        {
            uplift[i] = _effect(features.Slice(i * _columns, _columns));
        }

        return uplift;
    }
}
