using System.CommandLine;
using System.Globalization;
using Foresale.Decisions.Recommendation;
using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Learning.NextItem;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.NextItem;

/// <summary>Which item is clicked next (Diginetica)? Counting, neighbors, the head, and the head mixed with the neighbors.</summary>
internal static class NextItemStudy
{
    private const int ListLength = 20;
    private const double HeldOutShare = .04;
    private const double WantedHead = .16;

    private static readonly Option<int> s_epochs = new("--epochs") { Description = "Passes over the sessions, at most.", DefaultValueFactory = _ => new NextItemOptions().Epochs };
    private static readonly Option<int> s_latest = new("--latest") { Description = "Train on the latest sessions only; 0 for all.", DefaultValueFactory = _ => 0 };

    /// <summary>The command.</summary>
    public static Command Create() => Study.Create("next-item", "Which item is clicked next (Diginetica)? Counting, neighbors, the next-item head, and a mixture.", [s_epochs, s_latest], Run);

    private static StudyReport Run(ParseResult parse, StudyContext context, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var data = Diginetica.Read();
        var latest = parse.GetValue(s_latest);
        var train = latest > 0 ? data.Train.Slice(data.Train.Count - latest, latest) : data.Train;
        var options = new NextItemOptions { Epochs = parse.GetValue(s_epochs) };
        var judge = new Judge(data.Test, context);
        judge.Add(new PopularityModel(train), cancellationToken);
        judge.Add(new TransitionModel(train), cancellationToken);
        judge.Add(new SessionNeighborModel(train), cancellationToken);
        var runs = context.Seeds.Select(seed => SeedRun.Of(train, options, HeldOutShare, new FitContext(seed) { Progress = context.Progress, Tell = Console.Error.WriteLine }, judge, cancellationToken)).ToList();
        var head = judge.Of(SeedRun.Head);
        return new StudyReport
        {
            Title = "The next item",
            Method = $"Diginetica as session-based recommendation splits it: {data.Test.Count:N0} test cases, each the next click of a session of the last week. P@{ListLength}: the item is among the first {ListLength} of all; MRR@{ListLength}: 1 / its place, 0 beyond. "
                + $"The latest {HeldOutShare:P0} of the training sessions are held out: of every second one the clicks choose the head's epoch, the others the weights of the mixture; then head and neighbors learn once more from all training sessions, with that epoch and those weights. Nothing is chosen on test cases.",
            Options = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["training"] = string.Create(CultureInfo.InvariantCulture, $"{train.Count:N0} sessions, {train.Clicks:N0} clicks, {train.ItemCount:N0} items"),
                ["data"] = data.DataHash,
                ["head"] = string.Create(CultureInfo.InvariantCulture, $"width {options.Width}, dropout {options.Dropout}, temperature {options.Temperature}, {options.Negatives} negatives a batch of {options.BatchSessions} sessions, {options.Epochs} epochs at most"),
                ["interval"] = "95 %, 1,000 paired draws of test sessions",
            },
            Tables =
            [
                judge.Table("Test cases", "model"),
                judge.Against("vs-knn"),
                new StudyTable("Each seed", "seed", [("epoch kept", "F0"), ("weight of the head", "F3"), ("head, held-out MRR", "P2"), ("mixture, held-out MRR", "P2")], [.. runs.Select(r => r.Row)]),
            ],
            Findings =
            [
                new("next-item head alone: MRR@20 >= 16.0 %", head.Value.ToString("P2", CultureInfo.InvariantCulture), head.Value >= WantedHead, head.Low >= WantedHead),
                .. judge.Above(SeedRun.Fused, "vs-knn"),
            ],
            Notes =
            [
                "Published on this split: SR-GNN MRR@20 17.59 % (Wu et al. 2019), NISER+ 18.72 % and P@20 53.39 % (Gupta et al. 2019).",
                string.Create(CultureInfo.InvariantCulture, $"The whole study took {TimeProvider.System.GetElapsedTime(clock).TotalMinutes:F0} minutes on {Environment.ProcessorCount} cores that other work shared; networks run on one thread."),
            ],
        };
    }
}
