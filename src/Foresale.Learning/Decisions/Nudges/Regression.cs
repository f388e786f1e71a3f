using Foresale.Decisions.Nudges;
using Foresale.Learning.Baselines;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>A fitted regression: the mean of an outcome given features, [F] -> number.</summary>
internal delegate double Mean(ReadOnlySpan<float> features);

/// <summary>Fits an outcome on features, with what the learners of uplift are built from. A fifth of the rows decides how far it goes, and is then used too where that is cheap.</summary>
internal static class Regression
{
    private const int Folds = 5;

    /// <summary>Fits some rows of an experiment.</summary>
    /// <param name="experiment">Whose features are read.</param>
    /// <param name="rows">Rows to fit on.</param>
    /// <param name="outcome">[rows.Length] what to fit, in their order.</param>
    /// <param name="kind">What to fit with.</param>
    /// <param name="seed">Equal seeds give equal fits.</param>
    /// <param name="cancellationToken">Looked at on the way.</param>
    public static Mean Fit(Experiment experiment, IReadOnlyList<int> rows, IReadOnlyList<double> outcome, UpliftBase kind, int seed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mean = outcome.Count == 0 ? 0 : outcome.Average();
        if (outcome.All(y => y.Equals(outcome[0])) || !Differ(experiment, rows))
        {
            return _ => mean; // nothing to learn
        }

        // Sound parts of both outcomes are likely at these sizes; where one lacks them, its loss is still a number.
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        new Random(seed).Shuffle(order);
        var cut = Math.Max(1, rows.Count / Folds);
        FeatureRows Part(IEnumerable<int> places)
        {
            int[] chosen = [.. places];
            return new FeatureRows(
                experiment.Features,
                Array.ConvertAll(chosen, i => rows[i]),
                Array.ConvertAll(chosen, i => (float)outcome[i]),
                [.. Enumerable.Repeat(1f, chosen.Length)],
                experiment.FeatureNames.Count);
        }

        var (training, validation) = (Part(order.Skip(cut)), Part(order.Take(cut)));
        var isBinary = outcome.All(y => y is 0 or 1) && training.HasBothOutcomes;
        return kind is UpliftBase.Linear
            ? LinearFit.Of(training, validation, Part(order), isBinary, cancellationToken)
            : TreesFit.Of(training, validation, isBinary, seed, cancellationToken);
    }

    private static bool Differ(Experiment experiment, IReadOnlyList<int> rows)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            if (!experiment.Row(rows[i]).SequenceEqual(experiment.Row(rows[0])))
            {
                return true;
            }
        }

        return false;
    }
}
