using System.Diagnostics;
using Foresale.Evaluation;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Export;
using Foresale.Learning.Fusion;
using Foresale.Learning.Horizons;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Learning;

/// <summary>What a training run is asked for.</summary>
public sealed record TrainingOptions
{
    /// <summary>The learners, in the order of the tables; each may give several models.</summary>
    public required IReadOnlyList<ILearner> Learners { get; init; }

    /// <summary>Strategies of missing values by column; null takes the median everywhere.</summary>
    public IReadOnlyDictionary<string, ColumnFill>? Fills { get; init; }
}

/// <summary>
/// From states to a model: fills, learners, fusion, calibration, gate, graph (LEARNING.md section 4). Every figure that is reported comes
/// out of the graph, so what is judged is what is served.
/// </summary>
public static class IntentTraining
{
    /// <summary>Trains.</summary>
    /// <param name="raw">States with raw features and slices.</param>
    /// <param name="options">Learners, fills.</param>
    /// <param name="context">Seed, threads, device, progress.</param>
    /// <param name="cancellationToken">Looked at once per batch.</param>
    /// <exception cref="Events.UserFaultException">The network to begin from shares no feature column with the states.</exception>
    public static TrainedModel Run(StateTable raw, TrainingOptions options, FitContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var clock = new StageClock();
        var missing = MissingValues.Fit(raw, options.Fills, context.Progress);
        var table = missing.Apply(raw);
        if (context.Start is { } start)
        {
            WarmStart.Require(IntentShape.Of(table), start); // Before the baselines: they take their time.
        }

        var (model, outOfFold) = raw.Target.Kind == TargetKind.Table || raw.Split is { CrossFit: true }
            ? FitOutOfFold(table, options, context, clock, cancellationToken)
            : (FitOnSlices(table, options, context, clock, cancellationToken), null);

        var graph = ModelGraph.ToBytes(model, missing, raw.TokenSchema);
        using var onnx = new OnnxModel(graph);
        (ScoredRows Rows, ModelScores Scores) Score(params ReadOnlySpan<Slice> slices) => ScoreRows(onnx, model, raw, raw.RowsOf(slices), context.Progress, cancellationToken);
        var validation = outOfFold ?? Score(Slice.Validation).Rows;
        var calibration = outOfFold ?? Score(Slice.CalibrationA, Slice.CalibrationB).Rows;
        var (test, scores) = Score(Slice.Test);
        clock.Mark("score");
        var difference = Difference(model, table, test, cancellationToken);
        clock.Mark("graph check");
        return new TrainedModel
        {
            Missing = missing,
            Model = model,
            Graph = graph,
            Validation = validation,
            Calibration = calibration,
            Test = test,
            GraphDifference = difference,
            ConsistencyResidual = ResidualOf(scores),
            Timings = clock.Seconds,
        };
    }

    /// <summary>Every learner's probabilities for some rows, as the graph gives them; the fusion is there whether it ships or not.</summary>
    /// <param name="onnx">The graph.</param>
    /// <param name="model">The model that the graph was written from.</param>
    /// <param name="raw">States with raw features.</param>
    /// <param name="rows">Nodes, ascending.</param>
    /// <param name="progress">Receives progress; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    private static (ScoredRows Rows, ModelScores Scores) ScoreRows(OnnxModel onnx, FusedModel model, StateTable raw, int[] rows, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var scores = onnx.Run(raw, rows, cancellationToken, progress: progress);
        var names = model.Fusion.Learners.Select(l => l.Name).ToList();
        var columns = names.Select((_, m) => Enumerable.Range(0, rows.Length).Select(i => scores.Learners[(i * names.Count) + m]).ToArray()).ToList();
        var probability = names.Zip(columns).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        probability[model.Fusion.Name] = model.Report.Gate.ShipsFusion ? scores.Intent : model.Fusion.Combine(columns);
        return (new ScoredRows(rows, probability) { Horizons = scores.Horizons }, scores);
    }

    private static double? ResidualOf(ModelScores scores)
    {
        if (scores is not { Value: { Length: > 0 } value, Q: { } q, Behavior: { } next })
        {
            return null;
        }

        var actions = q.Length / value.Length;
        return Enumerable.Range(0, value.Length).Average(i =>
        {
            var leave = (i * (actions + 1)) + actions;
            var backed = Enumerable.Range(0, actions).Sum(k => (double)next[leave - actions + k] * q[(i * actions) + k]) - next[leave];
            return Math.Abs(value[i] - backed);
        });
    }

    private static FusedModel FitOnSlices(StateTable table, TrainingOptions options, FitContext context, StageClock clock, CancellationToken cancellationToken)
    {
        var fitted = new List<IIntentModel>();
        foreach (var learner in options.Learners)
        {
            var models = learner.Fit(table, context, [], cancellationToken);
            if (models.Count > 0)
            {
                clock.Mark(string.Join(" + ", models.Select(m => m.Name)));
            }

            fitted.AddRange(models);
        }

        var model = FusedModel.FitOnSlices(fitted, table, context, cancellationToken);
        clock.Mark("fusion");
        return table.Horizons.Count == 0 ? model : model with { Horizons = HorizonFit.Of(fitted, table, context, cancellationToken) };
    }

    private static (FusedModel Model, ScoredRows? OutOfFold) FitOutOfFold(StateTable table, TrainingOptions options, FitContext context, StageClock clock, CancellationToken cancellationToken)
    {
        var folds = OutOfFold.Fit(table, options.Learners, context, cancellationToken);
        clock.Mark("learners, out of fold");
        var probability = folds.Learners.Append(folds.Fused).ToDictionary(p => p.Learner, p => p.Probability, StringComparer.Ordinal);
        return (folds.Model, new ScoredRows(folds.Rows, probability));
    }

    private static double Difference(FusedModel model, StateTable table, ScoredRows test, CancellationToken cancellationToken)
    {
        var largest = 0.0;
        foreach (var learner in model.Fusion.Learners.Append(model.Fusion))
        {
            var own = learner.Predict(table, test.Rows, cancellationToken);
            var graph = test.Probability[learner.Name];
            for (var i = 0; i < own.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(own[i] - graph[i]));
            }
        }

        if (model.Horizons is { } horizons)
        {
            var own = horizons.Predict(table, test.Rows, test.Probability[model.Report.Ships], cancellationToken);
            largest = own.Zip(test.Horizons!, (a, b) => (double)Math.Abs(a - b)).Append(largest).Max();
        }

        return largest;
    }

    /// <summary>Seconds between marks.</summary>
    private sealed class StageClock
    {
        private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
        private long _since = Stopwatch.GetTimestamp();

        public IReadOnlyDictionary<string, double> Seconds => _seconds;

        public void Mark(string stage)
        {
            var now = Stopwatch.GetTimestamp();
            _seconds[stage] = Math.Round(Stopwatch.GetElapsedTime(_since, now).TotalSeconds, 2);
            _since = now;
        }
    }
}
