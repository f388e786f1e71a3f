using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.Quality.Reporting;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality.Portraits;

/// <summary>What portraits add to intent on one question.</summary>
internal sealed record PortraitAblation(IReadOnlyList<StudyTable> Tables, Finding Finding)
{
    private const int PlantedSessions = 3_000;
    private const string None = "without", Both = "both";

    private static readonly (string Name, Predicate<FeatureColumn> IsKept)[] s_variants =
    [
        (None, c => !IsSegment(c) && !IsFactor(c)), ("segments", c => !IsFactor(c)), ("factors", c => !IsSegment(c)), (Both, _ => true),
    ];

    private static readonly Metric[] s_metrics = [Metric.LogLoss, Metric.PrAuc, Metric.RocAuc];

    /// <summary>The questions: brands in 30 days, shoppers in 7 days, sessions of the planted shop, answers to a campaign.</summary>
    public static IReadOnlyList<PortraitAblation> Of(IDataset tmall, string folder, bool networks, StudyContext context, CancellationToken cancellationToken)
    {
        var pairs = Table(tmall, new Target(TargetKind.UserItem, HorizonDays: 30), context, cancellationToken);
        var shoppers = Table(tmall, new Target(TargetKind.User, HorizonDays: 7), context, cancellationToken);
        var planted = context.Seeds.Select(seed => (seed, Table(PlantedShop.Load().Generate(PlantedSessions, (100 * seed) + 1).ToDataset(), new Target(TargetKind.Session), context, cancellationToken))).ToList();
        var campaigns = CompleteJourney.Campaigns(Path.Combine(folder, "journey"), PortraitOptions.Of(1), context, cancellationToken);
        return
        [
            Judge("tmall2014, user-item 30d", [.. context.Seeds.Select(seed => (seed, pairs))], sameRows: true, networks, context, cancellationToken),
            Judge("tmall2014, user 7d", [.. context.Seeds.Select(seed => (seed, shoppers))], sameRows: true, networks, context, cancellationToken),
            Judge("planted 3k, session", planted, sameRows: false, networks, context, cancellationToken),
            Judge("completejourney, campaign response", [.. context.Seeds.Select(seed => (seed, campaigns))], sameRows: true, networks, context, cancellationToken),
        ];
    }

    private static StateTable Table(IDataset log, Target target, StudyContext context, CancellationToken cancellationToken) =>
        StateBuilder.Build(log, new StateRequest(target) { Portraits = PortraitOptions.Of(1) }, context.Progress, cancellationToken);

    // Seeds on the same rows are averaged; logs of their own are put one after another, each with shoppers of its own.
    private static PortraitAblation Judge(string title, IReadOnlyList<(int Seed, StateTable Table)> runs, bool sameRows, bool networks, StudyContext context, CancellationToken cancellationToken)
    {
        var all = new List<Predictions>();
        string[] learners = [];
        foreach (var (variant, isKept) in s_variants)
        {
            var trained = runs.Select(r => FeatureAblation.Only(r.Table, isKept) is var table ? (Table: table, Model: LearnerRuns.Train(table, networks, r.Seed, context, cancellationToken)) : default).ToList();
            learners = [.. trained[0].Model.Roles.Select(r => r.Learner).Where(l => l is not ("base_rate" or "recency")), "what ships"];
            foreach (var learner in learners)
            {
                var scores = trained.Select(t => t.Model.Test.Of(learner is "what ships" ? t.Model.Model.Report.Ships : learner, t.Table)).ToList();
                all.Add((sameRows
                    ? scores[0] with { Probability = [.. scores[0].Probability.Select((_, i) => scores.Average(s => s.Probability[i]))] }
                    : scores.Select((s, i) => s with { User = Array.ConvertAll(s.User, u => u + (i * 1_000_000)) }).Aggregate((a, b) => a.With(b))) with { Learner = $"{learner}, {variant}" });
            }
        }

        var boot = ClusterBootstrap.Run(all, new BootstrapOptions { Progress = context.Progress }, cancellationToken);
        var (gain, reference) = (boot.DifferenceOf($"what ships, {Both}", $"what ships, {None}", Metric.LogLoss), $"what ships, {None}");
        return new PortraitAblation(
            [
                LearnerRuns.Table($"{title}: without portraits", "learner", [.. learners.Select(l => $"{l}, {None}")], [.. s_metrics.Select(m => (m, "F4"))], boot.IntervalOf),
                LearnerRuns.Table(
                    $"{title}: difference that portraits make", "learner", [.. s_variants[1..].SelectMany(v => learners.Select(l => $"{l}, {v.Name}"))], [.. s_metrics.Select(m => (m, "F4"))],
                    (name, metric) => boot.DifferenceOf(name, $"{name[..name.LastIndexOf(", ", StringComparison.Ordinal)]}, {None}", metric)),
            ],
            new Finding($"{title}: log-loss of what ships with portraits no worse than without ({boot.IntervalOf(reference, Metric.LogLoss).Value:F4})", ReportText.Text(new Figure(gain.Value, null, gain), "F4"), gain.Value <= 0, gain.IsAboveZero || gain.IsBelowZero));
    }

    private static bool IsSegment(FeatureColumn column) => column.Name.StartsWith("segment_", StringComparison.Ordinal);

    private static bool IsFactor(FeatureColumn column) => column.Name.StartsWith("pair_affinity", StringComparison.Ordinal);
}
