using Foresale.Evaluation;
using Foresale.States;

namespace Foresale.Learning.Fusion;

/// <summary>
/// Cross-fitting for tables and small label files, which have no time to set a calibration slice apart by: every row of the training part
/// is predicted by learners that never saw its shopper (or its instant, see Folds); fusion, calibration and gate read these predictions;
/// then every learner is fitted on all of it.
/// </summary>
/// <remarks>
/// The training part is the slices Train and Validation together, so a threshold must be chosen on <see cref="Fused"/> here and not on
/// predictions of the final models for the validation slice: they were fitted on it.
/// </remarks>
public sealed record OutOfFold
{
    /// <summary>[M] learners fitted on the whole training part.</summary>
    public required IReadOnlyList<IIntentModel> Models { get; init; }

    /// <summary>Nodes of the training part, ascending.</summary>
    public required int[] Rows { get; init; }

    /// <summary>[M] each learner's out-of-fold predictions for <see cref="Rows"/>.</summary>
    public required IReadOnlyList<Predictions> Learners { get; init; }

    /// <summary>The models fused, with what ships.</summary>
    public required FusedModel Model { get; init; }

    /// <summary>Out-of-fold predictions of the fusion for <see cref="Rows"/>; half of them were used to fit its few weights.</summary>
    public required Predictions Fused { get; init; }

    /// <summary>Out-of-fold predictions of what ships: choose the threshold on these.</summary>
    public Predictions Shipped => Model.Report.Gate.ShipsFusion ? Fused : Learners.First(p => string.Equals(p.Learner, Model.Report.Ships, StringComparison.Ordinal));

    /// <summary>Fits.</summary>
    /// <param name="table">A table with filled features.</param>
    /// <param name="learners">What to fit, each once a fold and once on everything.</param>
    /// <param name="context">Seed, threads, device.</param>
    /// <param name="cancellationToken">Handed to the learners.</param>
    /// <param name="folds">Number of folds, &gt;= 2.</param>
    public static OutOfFold Fit(StateTable table, IReadOnlyList<ILearner> learners, FitContext context, CancellationToken cancellationToken, int folds = 5)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(context);
        var rows = table.RowsOf(Slice.Train, Slice.Validation);
        var plan = Folds.Of(table, rows, folds, context.Seed);
        var fitted = new IReadOnlyList<IIntentModel>[folds][];
        var probabilities = new List<float[]>();
        for (var fold = 0; fold < folds; fold++)
        {
            context.Progress?.Report(new StageProgress("out of fold", fold, folds + 1));
            fitted[fold] = FitAll(learners, plan.Without(fold), context, _ => [], cancellationToken);
            PredictFold(table, rows, plan, fold, [.. fitted[fold].SelectMany(m => m)], probabilities, cancellationToken);
        }

        context.Progress?.Report(new StageProgress("out of fold", folds, folds + 1));
        var models = FitAll(learners, plan.Whole(), context, l => [.. fitted.Select(f => f[l])], cancellationToken).SelectMany(m => m).ToList();
        DisposeAll(fitted);
        return Fuse(table, rows, plan, models, probabilities, context.Seed, cancellationToken);
    }

    private static OutOfFold Fuse(StateTable table, int[] rows, Folds plan, List<IIntentModel> models, List<float[]> probabilities, int seed, CancellationToken cancellationToken)
    {
        Predictions[] all = [.. models.Select((m, i) => PredictionRows.Of(m.Name, table, rows, probabilities[i]))];
        Predictions[] Half(int half)
        {
            int[] places = [.. Enumerable.Range(0, rows.Length).Where(i => plan.HalfOf(rows[i]) == half)];
            int[] nodes = Array.ConvertAll(places, i => rows[i]);
            return [.. models.Select((m, l) => PredictionRows.Of(m.Name, table, nodes, Array.ConvertAll(places, i => probabilities[l][i])))];
        }

        var model = FusedModel.Fit(models, Half(0), Half(1), seed);
        var fused = all[0] with { Learner = model.Fusion.Name, Probability = model.Fusion.Combine(probabilities) };
        return new OutOfFold { Models = models, Rows = rows, Learners = all, Model = plan.HoldsInstants ? Levelled(model, table, rows, cancellationToken) : model, Fused = fused };
    }

    // A fold without the largest campaign has another base rate, so that out-of-fold scores lie lower or higher than those of learners that
    // saw all; weights and order carry over, the level does not. It is set where the final learners stand.
    private static FusedModel Levelled(FusedModel model, StateTable table, int[] rows, CancellationToken cancellationToken)
    {
        if (model.Fusion.Isotonic is not null)
        {
            return model;
        }

        var seen = model.Fusion.Learners.Select(l => PredictionRows.Of(l.Name, table, rows, l.Predict(table, rows, cancellationToken))).ToList();
        var level = model.Fusion.Fusion.AtBaseRate([.. seen.Select(p => p.Probability)], seen[0].Outcome, seen[0].Weight);
        return model with { Fusion = new FusionModel(model.Fusion.Learners, level, isotonic: null), Report = model.Report with { Intercept = level.Intercept } };
    }

    private static IReadOnlyList<IIntentModel>[] FitAll(
        IReadOnlyList<ILearner> learners, StateTable part, FitContext context, Func<int, IReadOnlyList<IReadOnlyList<IIntentModel>>> folds, CancellationToken cancellationToken)
    {
        var models = new IReadOnlyList<IIntentModel>[learners.Count];
        for (var l = 0; l < models.Length; l++)
        {
            models[l] = learners[l].Fit(part, context, folds(l), cancellationToken);
        }

        return models;
    }

    private static void PredictFold(
        StateTable table, int[] rows, Folds plan, int fold, IReadOnlyList<IIntentModel> models, List<float[]> probabilities, CancellationToken cancellationToken)
    {
        int[] places = [.. Enumerable.Range(0, rows.Length).Where(i => plan.OfRow(rows[i]) == fold)];
        int[] nodes = Array.ConvertAll(places, i => rows[i]);
        for (var m = 0; m < models.Count; m++)
        {
            if (probabilities.Count == m)
            {
                probabilities.Add(new float[rows.Length]);
            }

            var predicted = models[m].Predict(table, nodes, cancellationToken);
            for (var i = 0; i < places.Length; i++)
            {
                probabilities[m][places[i]] = predicted[i];
            }
        }
    }

    private static void DisposeAll(IReadOnlyList<IIntentModel>[][] fitted)
    {
        foreach (var model in fitted.SelectMany(f => f).SelectMany(m => m))
        {
            (model as IDisposable)?.Dispose();
        }
    }
}
