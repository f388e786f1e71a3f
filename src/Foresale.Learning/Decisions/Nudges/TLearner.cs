using Foresale.Decisions.Nudges;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>τ(x) = μ1(x) - μ0(x), each μ fitted on its own arm (Künzel et al. 2019, the T-learner).</summary>
internal sealed class TLearner : IUpliftModel
{
    private readonly int _columns;
    private readonly Mean _offered;
    private readonly Mean _not;

    private TLearner(int columns, Mean offered, Mean not) => (_columns, _offered, _not) = (columns, offered, not);

    /// <summary>Fits both arms.</summary>
    public static TLearner Fit(Experiment experiment, UpliftBase kind, int seed, CancellationToken cancellationToken)
    {
        int[] all = [.. Enumerable.Range(0, experiment.Count)];
        return new TLearner(
            experiment.FeatureNames.Count,
            Arm(experiment, all, isTreated: true, kind, seed, cancellationToken),
            Arm(experiment, all, isTreated: false, kind, seed, cancellationToken));
    }

    /// <summary>The mean of orders in one arm of some rows.</summary>
    public static Mean Arm(Experiment experiment, IEnumerable<int> rows, bool isTreated, UpliftBase kind, int seed, CancellationToken cancellationToken)
    {
        int[] arm = [.. rows.Where(i => experiment.IsTreated[i] == isTreated)];
        return Regression.Fit(experiment, arm, Array.ConvertAll(arm, i => experiment.Orders[i]), kind, seed, cancellationToken);
    }

    /// <inheritdoc/>
    public double[] Predict(ReadOnlySpan<float> features)
    {
        var uplift = new double[features.Length / _columns];
        for (var i = 0; i < uplift.Length; i++)
        {
            var x = features.Slice(i * _columns, _columns);
            uplift[i] = _offered(x) - _not(x);
        }

        return uplift;
    }
}
