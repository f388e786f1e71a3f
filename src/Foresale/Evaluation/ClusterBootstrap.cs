namespace Foresale.Evaluation;

/// <summary>How to draw.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of draws, &gt; 0.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Coverage of the intervals, 0..1.</summary>
    public double Level { get; init; } = .95;

    /// <summary>Equal seeds give equal intervals.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threshold of each learner, in their order, for accuracy, precision, recall and F1; null for one half.</summary>
    public IReadOnlyList<double>? Thresholds { get; init; }

    /// <summary>Receives progress; null where nobody looks.</summary>
    public IProgress<StageProgress>? Progress { get; init; }
}

/// <summary>
/// Percentile intervals by drawing users with replacement, all rows of a user together: rows of one shopper are not independent.
/// All learners see the same draws, so that their differences are paired (Efron and Tibshirani 1993, chapters 8 and 13).
/// </summary>
/// <remarks>
/// A draw is a count per user; rows are sorted once a learner and every draw walks that order: O(rows) a draw.
/// Slope and intercept of a draw are one Newton step from the fit on all rows, which agrees to first order.
/// </remarks>
public sealed class ClusterBootstrap
{
    private readonly string[] _learners;
    private readonly double[][] _values; // [learner][metric]
    private readonly double[][][] _draws; // [learner][metric][draw]
    private readonly double _level;

    private ClusterBootstrap(string[] learners, double[][] values, double[][][] draws, double level)
    {
        (_learners, _values, _draws, _level) = (learners, values, draws, level);
    }

    /// <summary>The learners, in their order.</summary>
    public IReadOnlyList<string> Learners => _learners;

    /// <summary>Draws.</summary>
    /// <param name="learners">Predictions for the same rows in the same order.</param>
    /// <param name="options">Draws, seed, level, thresholds.</param>
    /// <param name="cancellationToken">Looked at once a draw.</param>
    /// <exception cref="ArgumentException">The learners' rows differ, or two have one name.</exception>
    public static ClusterBootstrap Run(IReadOnlyList<Predictions> learners, BootstrapOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(options);
        CheckSameRows(learners);
        var ranked = learners.Select(RankedPredictions.Of).ToArray();
        var sums = ranked.Select((r, i) => new UserSums(r, options.Thresholds?[i] ?? .5)).ToArray();
        var values = ranked.Select(_ => new double[MetricWords.Count]).ToArray();
        var draws = ranked.Select(_ => NewDraws(options.Draws)).ToArray();
        for (var i = 0; i < ranked.Length; i++)
        {
            MetricValues.Compute(ranked[i], sums[i], [], values[i]);
        }

        var random = new Random(options.Seed);
        var multiplicity = new int[ranked.Length == 0 ? 0 : ranked[0].UserCount];
        Span<double> drawn = stackalloc double[MetricWords.Count];
        for (var draw = 0; draw < options.Draws && multiplicity.Length > 0; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DrawUsers(random, multiplicity);
            for (var i = 0; i < ranked.Length; i++)
            {
                MetricValues.Compute(ranked[i], sums[i], multiplicity, drawn);
                for (var metric = 0; metric < MetricWords.Count; metric++)
                {
                    draws[i][metric][draw] = drawn[metric];
                }
            }

            options.Progress?.Report(new StageProgress("bootstrap", draw + 1, options.Draws));
        }

        return new ClusterBootstrap([.. learners.Select(l => l.Learner)], values, draws, options.Level);
    }

    /// <summary>A metric of a learner with its interval.</summary>
    public Interval IntervalOf(string learner, Metric metric)
    {
        var i = IndexOf(learner);
        return Interval.OfDraws(_values[i][(int)metric], _draws[i][(int)metric], _level);
    }

    /// <summary>A learner's metric minus the reference's, with the paired interval.</summary>
    public Interval DifferenceOf(string learner, string reference, Metric metric)
    {
        var (i, j) = (IndexOf(learner), IndexOf(reference));
        var (ours, theirs) = (_draws[i][(int)metric], _draws[j][(int)metric]);
        var differences = new double[ours.Length];
        for (var draw = 0; draw < ours.Length; draw++)
        {
            differences[draw] = ours[draw] - theirs[draw];
        }

        return Interval.OfDraws(_values[i][(int)metric] - _values[j][(int)metric], differences, _level);
    }

    private static void DrawUsers(Random random, Span<int> multiplicity)
    {
        multiplicity.Clear();
        for (var i = 0; i < multiplicity.Length; i++)
        {
            multiplicity[random.Next(multiplicity.Length)]++;
        }
    }

    private static double[][] NewDraws(int draws)
    {
        var byMetric = new double[MetricWords.Count][];
        for (var metric = 0; metric < byMetric.Length; metric++)
        {
            byMetric[metric] = new double[draws];
            Array.Fill(byMetric[metric], double.NaN);
        }

        return byMetric;
    }

    private static void CheckSameRows(IReadOnlyList<Predictions> learners)
    {
        foreach (var learner in learners)
        {
            var first = learners[0];
            if (!learner.Outcome.AsSpan().SequenceEqual(first.Outcome) || !learner.Weight.AsSpan().SequenceEqual(first.Weight) || !learner.User.AsSpan().SequenceEqual(first.User))
            {
                throw new ArgumentException($"Predictions of '{learner.Learner}' and '{first.Learner}' are for different rows. Paired draws need the same outcomes, weights and users in the same order.", nameof(learners));
            }
        }

        var twice = learners.GroupBy(l => l.Learner, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"Two learners are named '{twice.Key}'.", nameof(learners));
        }
    }

    private int IndexOf(string learner)
    {
        var i = Array.IndexOf(_learners, learner);
        return i >= 0 ? i : throw new ArgumentException($"No learner is named '{learner}'; there are {string.Join(", ", _learners)}.", nameof(learner));
    }
}
