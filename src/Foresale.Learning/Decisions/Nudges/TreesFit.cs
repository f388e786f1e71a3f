using Foresale.Learning.Baselines;
using Foresale.Learning.Baselines.Lgb;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Boosted trees of an outcome, stopped where held-out rows are predicted no better.</summary>
/// <remarks>Small trees with large leaves: effects of offers are a few percent, and the noise around them is that of single orders.</remarks>
internal static class TreesFit
{
    private const int MaxRounds = 400, Patience = 40;

    /// <summary>Fits.</summary>
    public static Mean Of(FeatureRows training, FeatureRows validation, bool isBinary, int seed, CancellationToken cancellationToken)
    {
        var parameters = FormattableString.Invariant(
            $"objective={(isBinary ? "binary" : "regression")} metric={(isBinary ? "binary_logloss" : "l2")} verbosity=-1 deterministic=true force_row_wise=true num_threads=1 seed={seed} feature_pre_filter=false num_leaves=6 min_data_in_leaf={Math.Max(20, training.Count / 100)} learning_rate=.05 feature_fraction=.8 bagging_fraction=.8 bagging_freq=1 lambda_l2=5");
        using var rows = LightGbmDataset.Create(training, parameters);
        using var watched = LightGbmDataset.Create(validation, parameters, rows);
        using var booster = LightGbmBooster.Create(rows, watched, parameters);
        var (best, bestRounds) = (double.PositiveInfinity, 0);
        for (var round = 1; round <= MaxRounds && round - bestRounds <= Patience && booster.Update(); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (booster.ValidationMetric() is var loss && loss < best)
            {
                (best, bestRounds) = (loss, round);
            }
        }

        // LightGBM keeps a constant tree where no split was found at all.
        var trees = TreeEnsemble.Parse(booster.Dump(Math.Max(1, bestRounds)));
        return isBinary ? x => Logit.Sigmoid(trees.Score(x)) : x => trees.Score(x);
    }
}
