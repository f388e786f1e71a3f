namespace Foresale.Evaluation;

/// <summary>
/// Predictions sorted once, highest score first, with equal scores standing together. Metrics and bootstrap draws walk this order
/// in one pass each, whatever weights a draw gives.
/// </summary>
internal sealed class RankedPredictions
{
    private RankedPredictions(string learner, Row[] rows, int[] groupEnds, int userCount, int clusterCount)
    {
        (Learner, Rows, GroupEnds, UserCount, ClusterCount) = (learner, rows, groupEnds, userCount, clusterCount);
    }

    public string Learner { get; }

    /// <summary>All rows, highest score first.</summary>
    public Row[] Rows { get; }

    /// <summary>One past the last row of each group of equal scores, ascending.</summary>
    public int[] GroupEnds { get; }

    /// <summary>Number of distinct users; <see cref="Row.User"/> is below it.</summary>
    public int UserCount { get; }

    /// <summary>Number of distinct clusters; <see cref="Row.Cluster"/> is below it.</summary>
    public int ClusterCount { get; }

    /// <summary>Sorts predictions.</summary>
    /// <exception cref="ArgumentException">Arrays differ in length, or a probability, outcome or weight is out of its range.</exception>
    public static RankedPredictions Of(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        Check(predictions);
        var count = predictions.Count;
        var keys = new float[count];
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = -predictions.Probability[i];
            order[i] = i;
        }

        Array.Sort(keys, order);
        var users = Dense(predictions.User, out var userCount);
        var clusters = Dense(predictions.Cluster is { } cluster ? Array.ConvertAll(order, from => cluster[from]) : order, out var clusterCount); // by rank
        var rows = new Row[count];
        var ends = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            var from = order[i];
            rows[i] = new Row(predictions.Probability[from], predictions.Outcome[from], predictions.Weight[from], users[from], clusters[i]);
            if (i > 0 && rows[i].Score != rows[i - 1].Score)
            {
                ends.Add(i);
            }
        }

        if (count > 0)
        {
            ends.Add(count);
        }

        return new RankedPredictions(predictions.Learner, rows, [.. ends], userCount, clusterCount);
    }

    /// <summary>Number of leading rows that a threshold calls buyers: those with score >= threshold.</summary>
    public int CountAtLeast(double threshold)
    {
        var (low, high) = (0, Rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Rows[middle].Score >= threshold ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Values as 0, 1, 2, ... by the order of their first row: users are numbered alike for all learners of one set of rows.</summary>
    private static int[] Dense(int[] values, out int count)
    {
        var seen = new Dictionary<int, int>();
        var dense = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!seen.TryGetValue(values[i], out var number))
            {
                number = seen.Count;
                seen.Add(values[i], number);
            }

            dense[i] = number;
        }

        count = seen.Count;
        return dense;
    }

    private static void Check(Predictions predictions)
    {
        var count = predictions.Count;
        if (predictions.Outcome.Length != count || predictions.Weight.Length != count || predictions.User.Length != count || (predictions.Cluster is { } cluster && cluster.Length != count))
        {
            throw new ArgumentException($"Predictions of '{predictions.Learner}' have {count} probabilities, {predictions.Outcome.Length} outcomes, {predictions.Weight.Length} weights and {predictions.User.Length} users. Give one of each a row.", nameof(predictions));
        }

        for (var i = 0; i < count; i++)
        {
            // Written so that NaN fails too.
            if (!(predictions.Probability[i] is >= 0 and <= 1 && predictions.Outcome[i] is >= 0 and <= 1 && predictions.Weight[i] is >= 0 and < float.PositiveInfinity))
            {
                throw new ArgumentException(FormattableString.Invariant($"Predictions of '{predictions.Learner}', row {i}: probability {predictions.Probability[i]}, outcome {predictions.Outcome[i]}, weight {predictions.Weight[i]}. Probability and outcome must lie in 0..1 and the weight must be a number >= 0."), nameof(predictions));
            }
        }
    }

    /// <summary>One row.</summary>
    internal readonly record struct Row(float Score, float Outcome, float Weight, int User, int Cluster);
}
