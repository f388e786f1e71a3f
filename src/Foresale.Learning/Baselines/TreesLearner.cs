using System.Globalization;
using Foresale.Learning.Baselines.Lgb;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>
/// Boosted trees by LightGBM (Ke et al. 2017), the baseline to fear: a few settings, each stopped early on the validation
/// log-loss, of which the best stays; and a search beyond them where one is asked for (<see cref="TreesOptions.Trials"/>).
/// </summary>
/// <param name="options">Settings, rounds and patience; null for the defaults.</param>
public sealed class TreesLearner(TreesOptions? options = null) : ILearner
{
    // Far apart, so that neighbouring seeds of two fits share no run.
    private const int SeedStep = 7919;

    private readonly TreesOptions _options = options ?? new TreesOptions();

    /// <inheritdoc/>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folds);
        var models = folds.SelectMany(f => f).OfType<TreeModel>().ToList();
        return [models.Count == 0 ? Fit(table, context, cancellationToken) : Refit(table, models, context, cancellationToken)];
    }

    /// <summary>Fits on the training rows with early stopping on the validation rows.</summary>
    public TreeModel Fit(StateTable table, FitContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var training = FeatureRows.Of(table, Slice.Train);
        var validation = FeatureRows.Of(table, Slice.Validation);
        if (!CanSplit(training))
        {
            return Constant(training);
        }

        if (!validation.HasBothOutcomes)
        {
            var setting = _options.SettingsFor(training.Count, training.Columns)[0];
            return FitAll(training, setting, Rounds(_options.RoundsWithoutValidation), context, cancellationToken);
        }

        var settings = _options.SettingsFor(training.Count, training.Columns);
        var count = new TreeCount(context.Progress, settings.Count + _options.Trials, BagsFor(training) - 1, Rounds(_options.MaxRounds));
        var (best, trials) = Search(training, validation, settings, count, context, cancellationToken);
        return Average(best, trials, training, validation, count, context, cancellationToken);
    }

    private TreeModel FitAll(FeatureRows rows, TreesSetting setting, int rounds, FitContext context, CancellationToken cancellationToken)
    {
        var count = new TreeCount(context.Progress, settings: 1, BagsFor(rows) - 1, rounds);
        var first = Run(rows, validation: null, setting, count, context, cancellationToken);
        return Average(first, first.Trials, rows, validation: null, count, context, cancellationToken);
    }

    /// <summary>The fixed settings, of which the lowest loss stays, then drawn ones, each of which has to be better beyond chance: of many draws the lowest is the luckiest.</summary>
    private (TreeModel Best, List<TreesTrial> Trials) Search(
        FeatureRows training, FeatureRows validation, IReadOnlyList<TreesSetting> settings, TreeCount count, FitContext context, CancellationToken cancellationToken)
    {
        var (start, curves) = (context.Clock.GetTimestamp(), new TrialCurves());
        var trials = new List<TreesTrial>();
        TreeModel? best = null;
        foreach (var setting in settings.Concat(TreesSpace.Draw(training.Count, context.Seed).Take(_options.Trials)))
        {
            var isDrawn = trials.Count >= settings.Count;
            if (isDrawn && context.Clock.GetElapsedTime(start) > _options.Budget)
            {
                break;
            }

            curves.Begin(mayStop: isDrawn);
            var model = Run(training, validation, setting, count, context, cancellationToken, curves);
            trials.Add(model.Trial);
            if (best is null || (model.Trial.Loss < best.Trial.Loss && (!isDrawn || PairedGain.IsBeyondChance(Gain(validation, best, model)))))
            {
                best = model;
                count.Best = best.Trial.Loss;
            }
        }

        return (best!, trials);
    }

    // [U] how much of the log-loss of each shopper's rows the challenger takes away.
    private static double[] Gain(FeatureRows rows, TreeModel best, TreeModel challenger)
    {
        var gain = new Dictionary<int, double>();
        for (var i = 0; i < rows.Count; i++)
        {
            double Loss(TreeModel model) => rows.Weight[i] * Logit.Loss(model.Trees.Score(rows.Row(i)), rows.Outcome[i]);
            gain[rows.Shopper[i]] = gain.GetValueOrDefault(rows.Shopper[i]) + Loss(best) - Loss(challenger);
        }

        return [.. gain.Values];
    }

    /// <summary>Fits on training and validation rows with the setting that was best over the folds and its median number of trees.</summary>
    private TreeModel Refit(StateTable table, List<TreeModel> folds, FitContext context, CancellationToken cancellationToken)
    {
        var rows = FeatureRows.Of(table, Slice.Train, Slice.Validation);
        var trials = folds.SelectMany(f => f.Trials).GroupBy(t => t.Setting).OrderByDescending(g => g.Count(t => !t.IsStopped)).ThenBy(g => g.Average(t => t.Loss)).FirstOrDefault();
        if (!CanSplit(rows) || trials is null)
        {
            return Constant(rows);
        }

        var rounds = trials.Select(t => t.Rounds).Order().ElementAt(trials.Count() / 2);
        return FitAll(rows, trials.Key, rounds, context, cancellationToken);
    }

    /// <summary>The first run averaged with more of its setting, each with a seed of its own.</summary>
    private TreeModel Average(
        TreeModel first, IReadOnlyList<TreesTrial> trials, FeatureRows training, FeatureRows? validation, TreeCount count, FitContext context, CancellationToken cancellationToken)
    {
        var runs = new List<TreeModel> { first };
        for (var bag = 1; bag < BagsFor(training); bag++)
        {
            var other = context with { Seed = context.Seed + (SeedStep * bag) };
            runs.Add(Run(training, validation, first.Trial.Setting, count, other, cancellationToken));
        }

        count.End();

        double[] gain = [.. first.Gain.Select((_, j) => runs.Average(r => r.Gain[j]))];
        return new TreeModel(TreeEnsemble.Mean([.. runs.Select(r => r.Trees)]), gain, first.Trial, trials);
    }

    private TreeModel Run(
        FeatureRows training, FeatureRows? validation, TreesSetting setting, TreeCount count, FitContext context, CancellationToken cancellationToken, TrialCurves? curves = null)
    {
        var parameters = Parameters(setting, context);
        using var trainingSet = LightGbmDataset.Create(training, parameters);
        using var validationSet = validation is null ? null : LightGbmDataset.Create(validation, parameters, trainingSet);
        using var booster = LightGbmBooster.Create(trainingSet, validationSet, parameters);
        var (best, bestRounds, round, isStopped) = (double.NaN, 0, 0, false);
        count.Begin();
        while (round < count.MostTrees && !isStopped && (validation is null || round - bestRounds < _options.Patience))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!booster.Update())
            {
                break; // no split helps any more
            }

            round++;
            count.Grown(round);
            var loss = validation is null ? double.NaN : booster.ValidationMetric();
            if (validation is null || !(loss >= best))
            {
                (best, bestRounds) = (loss, round);
            }

            isStopped = curves?.Loses(round * setting.LearningRate, best) ?? false;
        }

        // LightGBM keeps a constant tree where no split was found at all.
        var trees = TreeEnsemble.Parse(booster.Dump(Math.Max(bestRounds, 1)));
        var trial = new TreesTrial(setting, bestRounds, best, isStopped);
        return new TreeModel(trees, booster.Gain(training.Columns, Math.Max(bestRounds, 1)), trial, [trial]);
    }

    private static string Parameters(TreesSetting setting, FitContext context) => string.Create(
        CultureInfo.InvariantCulture,
        $"objective=binary metric=binary_logloss verbosity=-1 deterministic=true force_row_wise=true num_threads={context.Threads} " +
        $"seed={context.Seed} feature_pre_filter=false zero_as_missing=false num_leaves={setting.Leaves} min_data_in_leaf={setting.MinDataInLeaf} " +
        $"learning_rate={setting.LearningRate} feature_fraction={setting.FeatureFraction} bagging_fraction={setting.BaggingFraction} bagging_freq=1 lambda_l2={setting.LambdaL2} " +
        $"lambda_l1={setting.LambdaL1} min_gain_to_split={setting.MinGainToSplit}");

    // A column that never changes has nothing to split on; LightGBM would not start.
    private static bool CanSplit(FeatureRows rows)
    {
        if (!rows.HasBothOutcomes)
        {
            return false;
        }

        for (var row = 1; row < rows.Count; row++)
        {
            if (!rows.Row(row).SequenceEqual(rows.Row(0)))
            {
                return true;
            }
        }

        return false;
    }

    private static TreeModel Constant(FeatureRows rows) =>
        new(TreeEnsemble.Constant(Logit.Of(rows.BaseRate)), new double[rows.Columns], new TreesTrial(new TreesSetting(2, 1, 1, 1, 1, 0), 0, double.NaN), []);

    private int BagsFor(FeatureRows rows) => _options.BagsFor(rows.Count, rows.Columns);

    private int Rounds(int rounds) => Math.Max(1, (int)(rounds * Math.Min(1, _options.Scale)));
}
