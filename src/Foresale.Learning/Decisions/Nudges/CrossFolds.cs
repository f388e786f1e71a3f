using Foresale.Decisions.Nudges;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Splits an experiment into parts that have the same share of offers.</summary>
internal static class CrossFolds
{
    /// <summary>For each fold: all others, and its own.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folds">How many, &gt;= 2.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    public static IReadOnlyList<(int[] Others, int[] Fold)> Of(Experiment experiment, int folds, int seed)
    {
        int[] order = [.. Enumerable.Range(0, experiment.Count)];
        new Random(seed).Shuffle(order);
        var foldOf = new int[experiment.Count];
        var next = new int[2];
        foreach (var i in order)
        {
            foldOf[i] = next[experiment.IsTreated[i] ? 1 : 0]++ % folds;
        }

        return [.. Enumerable.Range(0, folds).Select(f => (Array.FindAll(order, i => foldOf[i] != f), Array.FindAll(order, i => foldOf[i] == f)))];
    }
}
