using System.Diagnostics;
using Foresale.Learning;
using Foresale.States;

namespace Foresale.Quality;

/// <summary>A learner whose time is kept: all of its fits together, those of folds and of a search included.</summary>
/// <param name="learner">The learner.</param>
/// <param name="seconds">Wall time by model; the heads of one network share its time, each with the whole of it.</param>
internal sealed class TimedLearner(ILearner learner, IDictionary<string, double> seconds) : ILearner
{
    /// <inheritdoc/>
    public IReadOnlyList<IIntentModel> Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var models = learner.Fit(table, context, folds, cancellationToken);
        foreach (var model in models)
        {
            seconds[model.Name] = (seconds.TryGetValue(model.Name, out var before) ? before : 0) + clock.Elapsed.TotalSeconds;
        }

        return models;
    }
}
