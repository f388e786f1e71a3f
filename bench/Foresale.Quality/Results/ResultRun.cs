using System.Diagnostics;
using System.IO.Hashing;
using System.Text;
using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Learning.Baselines;
using Foresale.States;

namespace Foresale.Quality.Results;

/// <summary>Figures of one learner on the test rows of one run.</summary>
/// <param name="LogLoss">Weighted mean, in nats.</param>
/// <param name="PrAuc">Average precision, 0..1.</param>
/// <param name="Ece">Calibration error over 15 bins of equal mass, 0..1.</param>
/// <param name="EceFloor">The calibration error that right scores would show.</param>
internal sealed record LearnerFigures(double LogLoss, double PrAuc, double Ece, double EceFloor);

/// <summary>One row of the table under one seed: all that the report and its intervals read.</summary>
/// <param name="DataHash">Of the states.</param>
/// <param name="Rows">Test rows.</param>
/// <param name="TrainRate">Weighted base rate of the training slice, 0..1.</param>
/// <param name="TestRate">Weighted base rate of the test rows, 0..1.</param>
/// <param name="Minutes">Wall time of training and judging.</param>
/// <param name="GraphDifference">Largest difference of the graph to the learners' own code.</param>
/// <param name="Learners">Figures by learner, the fusion last.</param>
/// <param name="Users">Shoppers of the test rows, in order.</param>
/// <param name="Weight">Weight of each shopper's rows.</param>
/// <param name="Gain">Each shopper's weighted log-loss of LightGBM minus that of the fusion, in nats: above 0 the fusion is better.</param>
internal sealed record ResultRun(
    string DataHash, int Rows, double TrainRate, double TestRate, double Minutes, double GraphDifference,
    IReadOnlyDictionary<string, LearnerFigures> Learners, string[] Users, double[] Weight, double[] Gain)
{
    /// <summary>What a run keeps: counted up with its fields, so that a kept run of other fields is made anew.</summary>
    public const int Format = 3;

    /// <summary>Each shopper's weighted log-loss of the supervised GRU minus that of the critic, in nats: above 0 the critic is better. Null where there is no GRU.</summary>
    public required double[]? CriticGain { get; init; }

    /// <summary>Seconds of training by model, over all cut-offs and folds; heads of one network each have the whole of it.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Threads that LightGBM had; networks run on one.</summary>
    public required int Threads { get; init; }

    /// <summary>How the learners are set, in words: a kept run of other settings is not taken.</summary>
    public static string Settings { get; } = $"defaults; LightGBM with a search of {TreesOptions.Tuned.Trials} settings beyond them";

    /// <summary>One name for the states of all cut-offs.</summary>
    public static string HashOf(IReadOnlyList<StateTable> tables) => tables.Count == 1
        ? tables[0].DataHash
        : Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(string.Concat(tables.Select(t => t.DataHash)))));

    /// <summary>Trains on each cut-off and judges all of them together.</summary>
    public static ResultRun Of(IReadOnlyList<StateTable> tables, int seed, StudyContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var (trained, seconds) = (new List<TrainedModel>(), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var table in tables)
        {
            SplitCheck.Require(table, table.Target.Kind == TargetKind.Table ? SplitOptions.ForTables() : new SplitOptions());
            trained.Add(LearnerRuns.Train(table, networks: true, seed, context, cancellationToken, TreesOptions.Tuned, seconds));
        }

        var (users, numbers) = Shoppers(tables, trained);
        var judged = trained[0].Roles.Select(role => Pooled(role.Learner, tables, trained, numbers)).ToList();
        var (fusion, trees) = (judged[^1], judged.Single(p => p.Learner is "lightgbm"));
        var figures = judged.Select(p => (p.Learner, Set: Metrics.Compute(p, threshold: .5, seed))).ToList();
        var (gru, critic) = (judged.Find(p => p.Learner is "gru"), judged.Find(p => p.Learner is "td") ?? judged.Find(p => p.Learner is "supervised"));
        var (weight, gain) = Gains(trees, fusion, users.Length);
        return new ResultRun(
            HashOf(tables),
            fusion.Count,
            Rate(tables),
            figures[^1].Set.BaseRate,
            clock.Elapsed.TotalMinutes,
            trained.Max(t => t.GraphDifference),
            figures.ToDictionary(f => f.Learner, f => new LearnerFigures(f.Set.LogLoss, f.Set.PrAuc, f.Set.Ece, f.Set.EceFloor), StringComparer.Ordinal),
            users,
            weight,
            gain)
        {
            CriticGain = gru is null ? null : Gains(gru, critic!, users.Length).Gain,
            Seconds = seconds,
            Threads = context.Threads,
        };
    }

    // A shopper of several cut-offs is one shopper.
    private static (string[] Users, int[][] Numbers) Shoppers(IReadOnlyList<StateTable> tables, List<TrainedModel> trained)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int NumberOf(string user)
        {
            numbers.TryAdd(user, numbers.Count);
            return numbers[user];
        }

        int[][] ofRows = [.. tables.Zip(trained, (table, model) => Array.ConvertAll(model.Test.Rows, row => NumberOf(table.UserIds[table.Nodes.User[row]])))];
        return ([.. numbers.Keys], ofRows);
    }

    private static Predictions Pooled(string learner, IReadOnlyList<StateTable> tables, List<TrainedModel> trained, int[][] users)
    {
        Predictions? all = null;
        for (var i = 0; i < tables.Count; i++)
        {
            var from = all?.Cluster is { Length: > 0 } clusters ? clusters.Max() + 1 : 0;
            var own = trained[i].Test.Of(learner, tables[i]);
            own = own with { User = users[i], Cluster = own.Cluster is null ? null : Array.ConvertAll(own.Cluster, c => c + from) };
            all = all?.With(own) ?? own;
        }

        return all!;
    }

    private static (double[] Weight, double[] Gain) Gains(Predictions reference, Predictions better, int users)
    {
        var (weight, gain) = (new double[users], new double[users]);
        for (var i = 0; i < better.Count; i++)
        {
            weight[better.User[i]] += better.Weight[i];
            gain[better.User[i]] += better.Weight[i] * (Loss(reference, i) - Loss(better, i));
        }

        return (weight, gain);
    }

    private static double Loss(Predictions predictions, int row)
    {
        var p = Math.Clamp(predictions.Probability[row], Metrics.Clip, 1 - Metrics.Clip);
        return predictions.Outcome[row] > 0 ? -Math.Log(p) : -Math.Log(1 - p);
    }

    private static double Rate(IReadOnlyList<StateTable> tables)
    {
        var (positive, total) = (0.0, 0.0);
        foreach (var table in tables)
        {
            foreach (var row in table.RowsOf(Slice.Train).Where(row => !float.IsNaN(table.Nodes.Outcome[row])))
            {
                positive += table.Nodes.Weight[row] * table.Nodes.Outcome[row];
                total += table.Nodes.Weight[row];
            }
        }

        return positive / total;
    }
}
