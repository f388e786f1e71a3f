using System.CommandLine;
using Foresale.Evaluation;
using Foresale.Profiles;
using Foresale.Quality.Portraits;
using Foresale.Quality.Reporting;
using Foresale.Simulation;
using Foresale.States;
using Foresale.Storage;

namespace Foresale.Quality;

/// <summary>Portraits: do segments hold together and come back under other seeds, do factors find what shoppers touch next, and what do both add to intent?</summary>
internal static class PortraitsStudy
{
    private const int PlantedSessions = 3_000;
    private const int AblationSeeds = 3;
    private const double LeastRand = .8;
    private static readonly Option<bool> s_networks = new("--networks") { Description = "Judge what portraits add with the networks too." };
    private static readonly Option<bool> s_noAblation = new("--no-ablation") { Description = "Leave out what portraits add to intent." };
    private static readonly Option<bool> s_noCost = new("--no-cost") { Description = "Leave out the cost on a million events." };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create(
        "portraits", "Segments and factors: silhouettes, stability, recall, and what they add to intent.", [s_networks, s_noAblation, s_noCost], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken) =>
        ImportedData.Use(Path.Combine("tmall2014", "events.csv.gz"), "tmall2014", context, log => Report(log, parse, context, cancellationToken), cancellationToken);

    private static StudyReport Report(DatasetFolder log, ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("foresale-quality-");
        try
        {
            var planted = PlantedShop.Load().Generate(PlantedSessions, 101);
            var segments = new[] { SegmentStability.Of("tmall2014", log, truth: null, context, cancellationToken), SegmentStability.Of("planted 3k", planted.ToDataset(), planted.Types, context, cancellationToken) };
            var recall = RecallTables.Of(log, context, cancellationToken);
            var ablation = parse.GetValue(s_noAblation) ? [] : PortraitAblation.Of(log, folder.FullName, parse.GetValue(s_networks), context with { Seeds = [.. context.Seeds.Take(AblationSeeds)] }, cancellationToken);
            return new StudyReport
            {
                Title = "Portraits",
                Method = "Segments: k-means over standardised traits of the log's end; their number by silhouette. Seeds: the agreement (adjusted Rand index) of every two seeds on the same shoppers; "
                    + "resampled: of each seed's segments on a bootstrap sample of shoppers with the first seed's, over all shoppers. "
                    + "Recall: tmall2014, pairs of the last 31 days ranked from what came before; α, λ and the number of factors were chosen on the month before it. Intervals 95 %, over shoppers. "
                    + "What portraits add: learners on one table with and without their columns, rows of the test window, scores averaged over the first three seeds, paired intervals over shoppers; a negative log-loss difference is a gain.",
                Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["data"] = log.Info.SourceHash, ["learners of the ablation"] = parse.GetValue(s_networks) ? "defaults" : "defaults, no network" },
                Tables = [.. SegmentStability.Tables(segments), .. recall.Tables, .. ablation.SelectMany(a => a.Tables), .. parse.GetValue(s_noCost) ? [] : new[] { PortraitCost.Of(context, cancellationToken) }],
                Findings =
                [
                    .. segments.Select(s => new Finding($"{s.Name}: adjusted Rand index over seeds, mean >= .8", ReportText.Text(Sample.MeanOf(s.Seeds), "F3"), s.Seeds.Average() >= LeastRand)),
                    .. recall.Findings,
                    .. ablation.Select(a => a.Finding),
                ],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
