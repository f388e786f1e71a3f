using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Agents.Supervised;

/// <summary>
/// The pure supervised network, a baseline: the same encoder and trunk with weights of their own, one head, no behavior, no critic.
/// It shows what the other heads add.
/// </summary>
/// <param name="options">As of the intent network; null for the defaults.</param>
public sealed class SupervisedLearner(IntentOptions? options = null) : ILearner
{
    private readonly IntentLearner _learner = new(options) { Name = "gru", IsSupervised = true };

    /// <summary>
    /// Gives one model, <c>gru</c>; none for labels and tables, where the intent network's own supervised head is this very network.
    /// </summary>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Actions.Count == 0)
        {
            return [];
        }

        var before = folds.SelectMany(f => f).OfType<SupervisedModel>().Select(m => m.Trained).ToList();
        return [new SupervisedModel(_learner.FitFolds(table, context, before, cancellationToken))];
    }

    /// <summary>Trains on the training slice.</summary>
    public SupervisedModel Fit(StateTable table, FitContext context, CancellationToken cancellationToken) => new(_learner.Fit(table, context, cancellationToken));
}

/// <summary>A trained supervised network.</summary>
/// <param name="trained">Its weights.</param>
public sealed class SupervisedModel(TrainedIntent trained) : IIntentModel, IDisposable
{
    /// <inheritdoc/>
    public string Name => "gru";

    /// <summary>Its weights and history.</summary>
    public TrainedIntent Trained => trained;

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) => trained.Supervised.Predict(table, nodes, cancellationToken);

    /// <inheritdoc/>
    public float[] PredictLogOdds(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) => trained.Supervised.PredictLogOdds(table, nodes, cancellationToken);

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("Sigmoid", [graph.LogOddsOf(this)]);
    }

    /// <inheritdoc/>
    public string AddLogOddsTo(OnnxGraph graph) => trained.Supervised.AddLogOddsTo(graph);

    /// <inheritdoc/>
    public void Dispose() => trained.Dispose();
}
