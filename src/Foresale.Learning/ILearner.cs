using Foresale.States;

namespace Foresale.Learning;

/// <summary>Something that learns intent from a table: one fit may give several models (a network has heads).</summary>
public interface ILearner
{
    /// <summary>Fits on the training rows; the validation rows serve early stopping and hyper-parameters and nothing else.</summary>
    /// <param name="table">A table with filled features.</param>
    /// <param name="context">Seed, threads, device.</param>
    /// <param name="folds">
    /// Empty, or the models that this learner gave when it was fitted on parts of the same rows (out-of-fold predictions): one list a fold.
    /// A learner may take its settings from them and then train on the validation rows too.
    /// </param>
    /// <param name="cancellationToken">Looked at once per batch or boosting round.</param>
    IReadOnlyList<IIntentModel> Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken);
}
