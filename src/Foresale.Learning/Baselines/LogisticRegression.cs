using System.Globalization;
using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>How the logistic regression is fitted.</summary>
public sealed record LogisticOptions
{
    /// <summary>Penalties to try, &gt; 0; the one with the lowest validation log-loss stays. In rows: 10 counts as much as ten rows.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [3000, 300, 30, 3, .3];

    /// <summary>The penalty where there are no validation rows.</summary>
    public double DefaultPenalty { get; init; } = 10;
}

/// <summary>A penalty that was tried.</summary>
/// <param name="Penalty">Ridge on the coefficients of standardised columns.</param>
/// <param name="Loss">Validation log-loss; NaN where there were no validation rows.</param>
public sealed record LogisticTrial(double Penalty, double Loss);

/// <summary>Logistic regression on standardised features with a ridge chosen on the validation rows.</summary>
/// <param name="options">Penalties; null for the defaults.</param>
public sealed class LogisticLearner(LogisticOptions? options = null) : ILearner
{
    private readonly LogisticOptions _options = options ?? new LogisticOptions();

    /// <inheritdoc/>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folds);
        var trials = folds.SelectMany(f => f).OfType<LogisticModel>().SelectMany(m => m.Trials).GroupBy(t => t.Penalty).ToList();
        if (folds.Count == 0)
        {
            return [Fit(table, cancellationToken, context.Progress)];
        }

        var penalty = trials.Count == 0 ? _options.DefaultPenalty : trials.MinBy(g => g.Average(t => t.Loss))!.Key;
        return [FitOne(FeatureRows.Of(table, Slice.Train, Slice.Validation), penalty, cancellationToken)];
    }

    /// <summary>Fits on the training rows; the penalty is chosen on the validation rows.</summary>
    /// <param name="table">A table with filled features.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    /// <param name="progress">Receives penalties tried; null where nobody looks.</param>
    public LogisticModel Fit(StateTable table, CancellationToken cancellationToken, IProgress<StageProgress>? progress = null)
    {
        var training = FeatureRows.Of(table, Slice.Train);
        var validation = FeatureRows.Of(table, Slice.Validation);
        if (!training.HasBothOutcomes || !validation.HasBothOutcomes)
        {
            return FitOne(training, _options.DefaultPenalty, cancellationToken);
        }

        progress?.Report(new StageProgress("logistic", 0, _options.Penalties.Count));

        // From strong to weak, each from where the last one ended.
        var standardizer = Standardizer.Fit(training);
        var newton = new NewtonLogistic(training, standardizer);
        var trials = new List<LogisticTrial>();
        double[]? coefficients = null;
        LogisticModel? best = null;
        foreach (var penalty in _options.Penalties.OrderDescending())
        {
            coefficients = newton.Fit(penalty, coefficients, cancellationToken);
            var model = new LogisticModel(standardizer, coefficients, new LogisticTrial(penalty, double.NaN), []);
            var trial = new LogisticTrial(penalty, model.Loss(validation));
            trials.Add(trial);
            progress?.Report(new StageProgress("logistic", trials.Count, _options.Penalties.Count, string.Create(CultureInfo.InvariantCulture, $"log-loss {trial.Loss:F4}")));
            if (best is null || trial.Loss < best.Trial.Loss)
            {
                best = new LogisticModel(standardizer, coefficients, trial, trials);
            }
        }

        return best!;
    }

    private static LogisticModel FitOne(FeatureRows rows, double penalty, CancellationToken cancellationToken)
    {
        var trial = new LogisticTrial(penalty, double.NaN);
        if (!rows.HasBothOutcomes)
        {
            var constant = new double[rows.Columns + 1];
            constant[0] = Logit.Of(rows.BaseRate);
            var nothing = new Standardizer { Mean = new float[rows.Columns], InverseScale = new float[rows.Columns], Bent = new bool[rows.Columns] };
            return new LogisticModel(nothing, constant, trial, []);
        }

        var standardizer = Standardizer.Fit(rows);
        return new LogisticModel(standardizer, new NewtonLogistic(rows, standardizer).Fit(penalty, start: null, cancellationToken), trial, []);
    }
}

/// <summary>A fitted logistic regression.</summary>
public sealed class LogisticModel : IIntentModel
{
    private const int RowsPerLook = 4096;

    internal LogisticModel(Standardizer standardizer, double[] coefficients, LogisticTrial trial, IReadOnlyList<LogisticTrial> trials)
    {
        (Standardizer, Coefficients, Trial, Trials) = (standardizer, Array.ConvertAll(coefficients, b => (float)b), trial, trials);
    }

    /// <inheritdoc/>
    public string Name => "logistic";

    /// <summary>How the columns are standardised.</summary>
    public Standardizer Standardizer { get; }

    /// <summary>[1 + F]: the intercept, then the change in log-odds for one standard deviation of each column.</summary>
    public float[] Coefficients { get; }

    /// <summary>The penalty that stayed.</summary>
    public LogisticTrial Trial { get; }

    /// <summary>All penalties that were tried, strongest first.</summary>
    public IReadOnlyList<LogisticTrial> Trials { get; }

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) =>
        Array.ConvertAll(PredictLogOdds(table, nodes, cancellationToken), score => (float)Logit.Sigmoid(score));

    /// <inheritdoc/>
    public float[] PredictLogOdds(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var scores = new float[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (i % RowsPerLook == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            scores[i] = (float)Score(table.FeaturesOf(table.Nodes.State[nodes[i]]));
        }

        return scores;
    }

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("Sigmoid", [graph.LogOddsOf(this)]);
    }

    /// <inheritdoc/>
    public string AddLogOddsTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var standardized = Standardizer.AddTo(graph, OnnxGraph.FilledFeatures);
        var score = graph.AddLinear(standardized, "logistic", Coefficients.AsSpan(1), Coefficients.AsSpan(0, 1)); // [N, 1]
        return graph.AddSqueeze(score, 1);
    }

    /// <summary>Weighted mean log-loss of rows.</summary>
    internal double Loss(FeatureRows rows)
    {
        double loss = 0, total = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            loss += rows.Weight[i] * Logit.Loss(Score(rows.Row(i)), rows.Outcome[i]);
            total += rows.Weight[i];
        }

        return loss / total;
    }

    private double Score(ReadOnlySpan<float> x)
    {
        double score = Coefficients[0];
        for (var j = 0; j < x.Length; j++)
        {
            score += (double)Coefficients[j + 1] * Standardizer.Apply(j, x[j]);
        }

        return score;
    }
}
