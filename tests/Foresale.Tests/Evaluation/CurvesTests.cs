using Foresale.Evaluation;

namespace Foresale.Tests.Evaluation;

public class CurvesTests
{
    private static readonly Predictions s_four = Given.Rows([.9f, .8f, .3f, .2f], [1, 0, 1, 0]);

    [Fact]
    public void The_roc_curve_steps_up_at_buyers_and_across_at_others() =>
        Assert.Equal([new(0, 0), new(0, .5), new(.5, .5), new(.5, 1), new(1, 1), new(1, 1)], Curves.Roc(s_four));

    [Fact]
    public void Precision_is_taken_where_recall_rises() =>
        Assert.Equal([new(.5, 1), new(1, 2.0 / 3), new(1, .5)], Curves.PrecisionRecall(s_four));

    [Fact]
    public void Long_curves_are_thinned_and_keep_their_area()
    {
        var shop = Given.Shop(20_000, seed: 3);

        var roc = Curves.Roc(shop);
        var area = roc.Zip(roc.Skip(1)).Sum(p => (p.Second.X - p.First.X) * (p.First.Y + p.Second.Y) / 2);

        Assert.InRange(roc.Count, 100, Curves.MaxPoints);
        Assert.InRange(Curves.PrecisionRecall(shop).Count, 100, Curves.MaxPoints);
        Assert.Equal(Metrics.Compute(shop, .5).RocAuc, area, .002);
    }

    [Fact]
    public void Rows_of_one_outcome_have_no_curve()
    {
        var none = Given.Rows([.2f, .4f], [0, 0]);

        Assert.Empty(Curves.Roc(none));
        Assert.Empty(Curves.PrecisionRecall(none));
    }

    [Fact]
    public void Reliability_bins_have_equal_mass_and_average_to_the_whole()
    {
        var shop = Given.Shop(3001, seed: 4);

        var bins = ReliabilityCurve.Of(shop);

        Assert.Equal(15, bins.Count);
        Assert.All(bins, b => Assert.InRange(b.Rows, 195, 206));
        Assert.Equal(shop.Outcome.Average(), bins.Average(b => b.Rate), 1e-4);
        Assert.Equal(CalibrationError.Of(shop), bins.Average(b => Math.Abs(b.MeanScore - b.Rate)), 1e-6);
        Assert.Equal(bins.OrderBy(b => b.MeanScore), bins);
    }

    [Fact]
    public void The_wilson_interval_of_no_success_in_ten_is_the_published_one()
    {
        var (low, high) = ReliabilityCurve.Wilson(0, 10);

        Assert.Equal(0, low, 1e-9);
        Assert.Equal(.2775, high, 1e-4);
    }

    [Fact]
    public void Scores_of_each_group_add_up_to_one()
    {
        var scores = ScoreDistribution.Of(Given.Rows([0f, .2f, .2f, .9f], [0, 0, 1, 1]));

        Assert.Equal(1, scores.Buyers.Sum(), 1e-9);
        Assert.Equal(1, scores.Others.Sum(), 1e-9);
        Assert.Equal(scores.Buyers.Length + 1, scores.Edges.Length);
        Assert.Equal(.5, scores.Others[0], 1e-9); // The score 0 goes into the lowest bin.
        Assert.Equal(.5, scores.Buyers[^1], 1e-9);
    }

    [Fact]
    public void Early_detection_judges_each_session_once_at_each_moment()
    {
        // Sessions of 1, 2 and 3 rows; the last buys. After one event it scores highest, after two not.
        var rows = Given.Rows([.1f, .2f, .6f, .5f, .4f, .9f], [0, 0, 0, 1, 1, 1]);
        var early = EarlyDetection.Of(rows, new EpisodeRows([1, 1, 2, 1, 2, 3], [false, true, false, false, false, true]));

        Assert.Equal([1, 2, 3, null], early.Points.Select(p => p.After));
        Assert.Equal([3, 2, 1, 2], early.Points.Select(p => p.Sessions));
        Assert.Equal(1, early.Points[0].RocAuc, 1e-12);
        Assert.Equal(.3, early.Points[0].TopDecileCapture, 1e-6); // A tenth of three sessions is three tenths of the highest.
        Assert.Equal(0, early.Points[1].RocAuc, 1e-12);
        Assert.True(double.IsNaN(early.Points[2].RocAuc));
        Assert.Equal(1, early.Points[3].RocAuc, 1e-12);
    }

    [Fact]
    public void Slices_share_the_rows_and_small_groups_go_together()
    {
        var shop = Given.Shop(1200, seed: 6);
        string[] devices = [.. Enumerable.Range(0, 1200).Select(i => i % 2 == 0 ? "phone" : "")];
        string[] cities = [.. Enumerable.Range(0, 1200).Select(i => $"city {i % 40}")];

        var slices = SliceTable.Of(shop, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["device"] = devices, ["city"] = cities }, .5, new BootstrapOptions { Draws = 20 }, TestContext.Current.CancellationToken);

        Assert.Equal(["(unknown)", "phone"], slices.Where(s => s.Segment is "device").Select(s => s.Word).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(10, slices.Count(s => s.Segment is "city"));
        Assert.Equal(31 * 30, slices.Single(s => s.Word is "(other)").Metrics.Rows);
        Assert.Equal(1200, slices.Where(s => s.Segment is "city").Sum(s => s.Metrics.Rows));
    }

    [Fact]
    public void A_groups_floor_draws_the_rows_of_one_session_together()
    {
        var shop = Given.Shop(1200, seed: 6);
        var sessions = shop with { Cluster = [.. Enumerable.Range(0, 1200).Select(i => i / 20)] };
        double Floor(Predictions rows) => SliceTable.Of(rows, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["device"] = [.. Enumerable.Repeat("phone", 1200)] }, .5, new BootstrapOptions { Draws = 20 }, TestContext.Current.CancellationToken).Single().Metrics.EceFloor;

        Assert.True(Floor(sessions) > 1.5 * Floor(shop));
    }
}
