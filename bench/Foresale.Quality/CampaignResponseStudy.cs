using System.CommandLine;
using System.Globalization;
using Foresale.Evaluation;
using Foresale.Features;
using Foresale.Learning;
using Foresale.Quality.Reporting;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>
/// The Complete Journey: will a household redeem a coupon of the campaign that reaches it today? Every learner, and without networks what
/// each part of the state S = [S_u, S_g, S_c] is worth.
/// </summary>
internal static class CampaignResponseStudy
{
    private const string Whole = "all of S";
    private static readonly Option<bool> s_noNetworks = new("--no-networks") { Description = "Leave the network out." };
    private static readonly Option<bool> s_onlyWhole = new("--only-whole") { Description = "Leave out the runs without a part of the state." };
    private static readonly (Metric Metric, string Format)[] s_metrics =
        [(Metric.RocAuc, "F3"), (Metric.PrAuc, "F3"), (Metric.LogLoss, "F4"), (Metric.BrierSkill, "F3"), (Metric.CalibrationSlope, "F2"), (Metric.Ece, "F3"), (Metric.F1, "F3")];

    private static readonly (FeatureGroup Group, string Name)[] s_parts =
        [(FeatureGroup.User, "without S_u, the household"), (FeatureGroup.Item, "without S_g, the campaign's history"), (FeatureGroup.Context, "without S_c, the moment and the label file's columns")];

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create(
        "campaign-response", "The Complete Journey: which households redeem a campaign's coupons.", [s_noNetworks, s_onlyWhole], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("foresale-quality-");
        try
        {
            var whole = CompleteJourney.Campaigns(folder.FullName, portraits: null, context, cancellationToken);
            var networks = !parse.GetValue(s_noNetworks);
            var runs = context.Seeds.Select(seed => LearnerRuns.Train(whole, networks, seed, context, cancellationToken)).ToList();

            // Without networks: they take most of the time, and four fits of each would say no more about a part.
            TrainedModel WithoutNetworks(StateTable table, int seed) => LearnerRuns.Train(table, networks: false, seed, context, cancellationToken);
            var parts = parse.GetValue(s_onlyWhole) ? [] : s_parts
                .Select(p => (p.Name, Runs: context.Seeds.Select(seed => WithoutNetworks(FeatureAblation.Without(whole, p.Group), seed)).ToList()))
                .Prepend((Name: Whole, Runs: networks ? [.. context.Seeds.Select(seed => WithoutNetworks(whole, seed))] : runs)).ToList();
            var options = new BootstrapOptions { Progress = context.Progress };
            var learners = runs[0].Roles.Select(r => LearnerRuns.Mean(runs, t => t.Test.Of(r.Learner, whole))).ToList();
            var shipped = LearnerRuns.Mean(runs, t => t.Test.Of(t.Model.Report.Ships, whole)) with { Learner = "what ships" };
            var without = parts.Select(p => LearnerRuns.Mean(p.Runs, t => t.Test.Of(t.Model.Report.Ships, whole)) with { Learner = p.Name }).ToList();
            var boot = ClusterBootstrap.Run([.. learners, shipped, .. without], options, cancellationToken);
            string[] names = [.. without.Select(w => w.Learner)];
            return new StudyReport
            {
                Title = "Campaign response",
                Method = "Households of The Complete Journey that a campaign reaches, asked at the campaign's first day; campaigns from 4 September 2017 on are the test. Learners are cross-fitted over "
                    + "whole campaigns: fusion, calibration and gate read predictions of learners that had not seen the campaign. Scores are means over the seeds; intervals 95 %, paired, over households. "
                    + "A training campaign may end after the test begins, as in the figures that it is compared with.",
                Options = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["rows"] = string.Create(CultureInfo.InvariantCulture, $"{whole.RowsOf(Slice.Train).Length:N0} for training, {whole.RowsOf(Slice.Test).Length:N0} for testing, {shipped.Outcome.Sum() / shipped.Count:P1} respond"),
                    ["data"] = whole.DataHash,
                    ["ships"] = string.Join(", ", runs.Select(r => r.Model.Report.Ships)),
                },
                Tables =
                [
                    LearnerRuns.Table("Test campaigns", "learner", [.. learners.Append(shipped).Select(p => p.Learner)], s_metrics, boot.IntervalOf),
                    LearnerRuns.Table("Campaigns before the test, out of fold", "learner", [.. runs[0].Roles.Select(r => r.Learner)], s_metrics, OutOfFold(whole, runs, cancellationToken)),
                    .. without.Count == 0 ? Array.Empty<StudyTable>() :
                    [
                        LearnerRuns.Table("Parts of the state, no networks", "what ships", names, s_metrics, boot.IntervalOf),
                        LearnerRuns.Table("What a part is worth: all of S minus S without it, no networks", "what ships", names[1..], s_metrics, (name, metric) => boot.DifferenceOf(Whole, name, metric)),
                    ],
                ],
                Findings =
                [
                    AtLeast("ROC-AUC", .80, boot.IntervalOf(shipped.Learner, Metric.RocAuc)),
                    AtLeast("average precision", .465, boot.IntervalOf(shipped.Learner, Metric.PrAuc)),
                    LearnerRuns.Graph(runs.Select(r => r.GraphDifference)),
                ],
                Notes =
                [
                    "For comparison, boosting by hand on the same split: demographics alone AUC .70, behavior alone .78, both .795 with average precision .465.",
                    "Columns of the label file count as S_c, what the household bought of a campaign's products among them: without S_u they stay.",
                ],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Func<string, Metric, Interval> OutOfFold(StateTable table, List<TrainedModel> runs, CancellationToken cancellationToken)
    {
        var learners = runs[0].Roles.Select(r => LearnerRuns.Mean(runs, t => t.Validation.Of(r.Learner, table))).ToList();
        return ClusterBootstrap.Run(learners, new BootstrapOptions { Draws = 200 }, cancellationToken).IntervalOf;
    }

    private static Finding AtLeast(string what, double least, Interval measured) => new(
        string.Create(CultureInfo.InvariantCulture, $"{what} of what ships >= {least:0.###}"),
        string.Create(CultureInfo.InvariantCulture, $"{measured.Value:F3} [{measured.Low:F3}, {measured.High:F3}]"),
        measured.Value >= least);
}
