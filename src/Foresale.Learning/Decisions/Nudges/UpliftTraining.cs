using Foresale.Decisions.Nudges;
using Foresale.Evaluation;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>What was learnt of an experiment, and how good it is on shoppers whom it did not see.</summary>
public sealed record UpliftResult
{
    /// <summary>The way that was chosen on all shoppers, with which <see cref="Model"/> was fitted.</summary>
    public required UpliftMethod Method { get; init; }

    /// <summary>Fitted on all shoppers: for others.</summary>
    public required IUpliftModel Model { get; init; }

    /// <summary>[n] effect expected of each shopper by a model that did not see them; the way was chosen without them too.</summary>
    public required double[] Uplift { get; init; }

    /// <summary>[n] intent: orders expected without the offer, by a model of untreated shoppers that did not see them.</summary>
    public required double[] Intent { get; init; }

    /// <summary>Whether the offers were made by chance.</summary>
    public required RandomisationCheck Check { get; init; }
}

/// <summary>Learns uplift from an experiment. Each fold is predicted by models, and by a choice among ways, that never saw it: what is reported is what a new shopper would get.</summary>
public static class UpliftTraining
{
    private const int Folds = 5, ChoiceFolds = 4;

    /// <summary>Checks the randomisation, chooses, fits, predicts.</summary>
    /// <param name="experiment">The experiment, sound by <see cref="Experiment.Require"/>.</param>
    /// <param name="place">What stands before a refusal: the file's name.</param>
    /// <param name="seed">Equal seeds give equal results.</param>
    /// <param name="progress">Receives the folds; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a fit.</param>
    /// <exception cref="Events.UserFaultException">The offers were not made by chance.</exception>
    public static UpliftResult Run(Experiment experiment, string place, int seed, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        experiment.Require(place);
        var check = RandomisationCheck.Of(experiment, seed, cancellationToken);
        check.Require(place);
        var (uplift, intent) = (new double[experiment.Count], new double[experiment.Count]);
        var folds = CrossFolds.Of(experiment, Folds, seed);
        for (var f = 0; f < folds.Count; f++)
        {
            progress?.Report(new StageProgress("uplift", f, Folds + 1));
            var (rest, fold) = folds[f];
            var (training, held) = (experiment.Part(rest), experiment.Part(fold));
            var predicted = Choose(training, seed, cancellationToken).Fit(training, seed, cancellationToken).Predict(held.Features);
            var intents = TLearner.Arm(experiment, rest, isTreated: false, UpliftBase.Trees, seed, cancellationToken);
            for (var i = 0; i < fold.Length; i++)
            {
                (uplift[fold[i]], intent[fold[i]]) = (predicted[i], intents(held.Row(i)));
            }
        }

        progress?.Report(new StageProgress("uplift", Folds, Folds + 1));
        var method = Choose(experiment, seed, cancellationToken);
        var result = new UpliftResult { Method = method, Model = method.Fit(experiment, seed, cancellationToken), Uplift = uplift, Intent = intent, Check = check };
        progress?.Report(new StageProgress("uplift", Folds + 1, Folds + 1));
        return result;
    }

    /// <summary>The way with the largest Qini coefficient on a held-out quarter.</summary>
    public static UpliftMethod Choose(Experiment experiment, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (rest, fold) = CrossFolds.Of(experiment, ChoiceFolds, unchecked(seed + 1))[0];
        var (training, held) = (experiment.Part(rest), experiment.Part(fold));
        var predicted = UpliftMethod.Single.Select(m => m.Fit(training, seed, cancellationToken).Predict(held.Features)).ToList();
        return UpliftMethod.All
            .Zip([.. predicted, MeanUplift.Of(predicted)], (method, scores) => (method, Qini: QiniCurve.Of(scores, held.IsTreated, held.Orders).Coefficient))
            .MaxBy(m => m.Qini).method;
    }
}
