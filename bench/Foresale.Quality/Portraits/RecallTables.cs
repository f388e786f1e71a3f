using System.Globalization;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Profiles;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.Portraits;

/// <summary>Recall of factors beside popularity and the shopper's own history, with intervals over shoppers.</summary>
internal static class RecallTables
{
    private const int HeldOutDays = 31, Draws = 2_000;

    /// <summary>Ranks the pairs of a log's last month.</summary>
    public static (IReadOnlyList<StudyTable> Tables, IReadOnlyList<Finding> Findings) Of(IDataset log, StudyContext context, CancellationToken cancellationToken)
    {
        var end = log.Info.LastTime.AddMilliseconds(1);
        var (tables, findings) = (new List<StudyTable>(), new List<Finding>());
        foreach (var (title, onlyNew, most) in new[] { ("All touched pairs of the last month, recall@20", false, 20), ("Pairs never touched before, recall@50", true, 50) })
        {
            var cut = PairRecall.Cut(log, end.AddDays(-HeldOutDays), end, new AlsOptions().Weights, onlyNew);
            var factors = Mean([.. context.Seeds.Select(seed => cut.Of(PairRecall.Affinity(ImplicitAls.Fit(cut.Before, new AlsOptions { Seed = seed }, null, cancellationToken)), most))]);
            var popularity = cut.Of(cut.Popularity(), most);
            var recent = cut.Of(cut.RecentPopularity(), most);
            var rows = new List<StudyRow> { Row("popularity", popularity, popularity), Row("popularity of the last 14 days", recent, popularity) };
            if (!onlyNew)
            {
                rows.Add(Row("own history, then popularity", cut.Of(cut.OwnHistory(), most), popularity));
            }

            rows.Add(Row("factors", factors, popularity));
            tables.Add(new StudyTable(
                string.Create(CultureInfo.InvariantCulture, $"{title}: {cut.Shoppers:N0} shoppers, {cut.Pairs:N0} pairs, {cut.Unreachable:N0} of them on items that nobody had touched"),
                "ranked by",
                [("recall", "F4"), ("less popularity", "F4")],
                rows));
            // The stronger of the two is the one to beat.
            var stronger = recent.Average() > popularity.Average() ? recent : popularity;
            var gain = Interval(factors, stronger);
            findings.Add(new Finding($"{title}: factors above the better popularity", ReportText.Text(new Figure(gain.Value, null, gain), "F4"), gain.Value > 0, gain.IsAboveZero || gain.IsBelowZero));
        }

        return (tables, findings);
    }

    private static StudyRow Row(string name, double[] recall, double[] popularity) => new(
        name, [Interval(recall, new double[recall.Length]) is var own ? new Figure(own.Value, null, own) : 0, Interval(recall, popularity) is var gain ? new Figure(gain.Value, null, gain) : 0]);

    private static double[] Mean(double[][] runs) => [.. runs[0].Select((_, i) => runs.Average(r => r[i]))];

    // Shoppers drawn with replacement.
    private static Interval Interval(double[] ours, double[] theirs)
    {
        double[] difference = [.. ours.Zip(theirs, (a, b) => a - b)];
        var random = new Random(1);
        var draws = new double[Draws];
        for (var d = 0; d < Draws; d++)
        {
            for (var i = 0; i < difference.Length; i++)
            {
                draws[d] += difference[random.Next(difference.Length)] / difference.Length;
            }
        }

        return Evaluation.Interval.OfDraws(difference.Average(), draws, .95);
    }
}
