namespace Foresale.Evaluation;

/// <summary>What is known after a number of events. Each session that got so far counts once.</summary>
/// <param name="After">Events folded; null for all but the session's last.</param>
/// <param name="Sessions">Sessions that reached it.</param>
/// <param name="BaseRate">Share of them that bought, 0..1.</param>
/// <param name="RocAuc">NaN where it is undefined.</param>
/// <param name="PrAuc">NaN where it is undefined.</param>
/// <param name="TopDecileCapture">Share of their buyers among the tenth with the highest scores at this moment; NaN without buyers.</param>
public sealed record EarlyPoint(int? After, int Sessions, double BaseRate, double RocAuc, double PrAuc, double TopDecileCapture);

/// <summary>How soon in a session buyers can be told.</summary>
/// <param name="Learner">The learner.</param>
/// <param name="Points">By rising number of events; all but the last at the end.</param>
public sealed record EarlyDetection(string Learner, IReadOnlyList<EarlyPoint> Points)
{
    /// <summary>The numbers of events that are looked at.</summary>
    public static IReadOnlyList<int> Prefixes { get; } = [1, 2, 3, 5, 10];

    /// <summary>Judges a learner after 1, 2, 3, 5 and 10 events and before a session's last.</summary>
    /// <param name="predictions">Rows of sessions; their weights are not used.</param>
    /// <param name="episodes">Where the rows stand.</param>
    public static EarlyDetection Of(Predictions predictions, EpisodeRows episodes)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(episodes);
        var points = new List<EarlyPoint>();
        foreach (var after in Prefixes)
        {
            points.Add(PointOf(predictions, after, Rows(episodes, i => episodes.Position[i] == after)));
        }

        points.Add(PointOf(predictions, after: null, Rows(episodes, i => episodes.IsLastButOne[i])));
        return new EarlyDetection(predictions.Learner, [.. points.Where(p => p.Sessions > 0)]);
    }

    private static int[] Rows(EpisodeRows episodes, Func<int, bool> wanted) => [.. Enumerable.Range(0, episodes.Position.Length).Where(wanted)];

    private static EarlyPoint PointOf(Predictions all, int? after, int[] rows)
    {
        var picked = new Predictions(
            all.Learner,
            [.. rows.Select(i => all.Probability[i])],
            [.. rows.Select(i => all.Outcome[i])],
            [.. rows.Select(_ => 1f)],
            [.. rows.Select(i => all.User[i])]);
        var positives = picked.Outcome.Sum(o => (double)o);
        var pass = RankPass.Over(RankedPredictions.Of(picked), [], rows.Length, positives);
        return new EarlyPoint(after, rows.Length, rows.Length == 0 ? double.NaN : positives / rows.Length, pass.RocAuc, pass.PrAuc, pass.TopDecileCapture);
    }
}
