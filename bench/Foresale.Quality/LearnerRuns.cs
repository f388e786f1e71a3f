using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Agents.Supervised;
using Foresale.Learning.Baselines;
using Foresale.Quality.Reporting;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>All learners on one table, and their scores averaged over seeds.</summary>
internal static class LearnerRuns
{
    /// <summary>Trains all learners, with their defaults where nothing else is said.</summary>
    /// <param name="table">States with raw features and slices.</param>
    /// <param name="networks">False leaves the networks out.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="context">Threads and progress.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    /// <param name="trees">Options of LightGBM; null for the defaults.</param>
    /// <param name="seconds">Receives seconds of training by model; null where nobody asks.</param>
    public static TrainedModel Train(StateTable table, bool networks, int seed, StudyContext context, CancellationToken cancellationToken, TreesOptions? trees = null, IDictionary<string, double>? seconds = null)
    {
        var intent = new IntentOptions();
        IReadOnlyList<ILearner> learners = [new BaseRateLearner(), new RecencyLearner(), new BgNbdLearner(), new LogisticLearner(), new TreesLearner(trees)];
        learners = networks ? [.. learners, new SupervisedLearner(intent), new IntentLearner(intent)] : learners;
        var options = new TrainingOptions { Learners = seconds is null ? learners : [.. learners.Select(l => new TimedLearner(l, seconds))] };
        return IntentTraining.Run(table, options, new FitContext(seed, context.Threads) { Progress = context.Progress }, cancellationToken);
    }

    /// <summary>The mean over runs of one learner's scores for the same rows.</summary>
    public static Predictions Mean(IReadOnlyList<TrainedModel> runs, Func<TrainedModel, Predictions> of)
    {
        var all = runs.Select(of).ToList();
        return all[0] with { Probability = [.. all[0].Probability.Select((_, i) => all.Average(p => p.Probability[i]))] };
    }

    /// <summary>How far the graph is from the learners' own code, at the worst row of the test.</summary>
    /// <param name="differences">One a run.</param>
    public static Finding Graph(IEnumerable<double> differences)
    {
        var largest = differences.Max();
        return new Finding("largest difference of any learner or the fusion, graph against code, over all test rows <= 1e-5", largest.ToString("E1", CultureInfo.InvariantCulture), largest <= 1e-5);
    }

    /// <summary>A table of metrics with intervals.</summary>
    public static StudyTable Table(
        string title, string of, IReadOnlyList<string> names, IReadOnlyList<(Metric Metric, string Format)> metrics, Func<string, Metric, Interval> interval) => new(
        title,
        of,
        [.. metrics.Select(m => (m.Metric.Title(), m.Format))],
        [.. names.Select(name => new StudyRow(name, [.. metrics.Select(m => interval(name, m.Metric) is var i ? new Figure(i.Value, null, i) : 0)]))]);
}
