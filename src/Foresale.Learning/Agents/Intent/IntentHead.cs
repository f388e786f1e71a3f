using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Agents.Intent;

/// <summary>One probability of a trained network. Disposing of any head frees the network.</summary>
internal sealed class IntentHead(TrainedIntent trained, string name, bool isValue) : IIntentModel, IGraphOutputs, IDisposable
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The network that it is a head of.</summary>
    public TrainedIntent Trained => trained;

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) =>
        Array.ConvertAll(PredictLogOdds(table, nodes, cancellationToken), x => (float)Logit.Sigmoid(x));

    /// <inheritdoc/>
    public float[] PredictLogOdds(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) =>
        trained.LogOdds(table, nodes, isValue, cancellationToken);

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("Sigmoid", [graph.LogOddsOf(this)]);
    }

    /// <inheritdoc/>
    public string AddLogOddsTo(OnnxGraph graph) => trained.AddHead(graph, isValue);

    /// <inheritdoc/>
    public IReadOnlyList<GraphOutput> AddOutputs(OnnxGraph graph) => trained.AddDetails(graph);

    /// <inheritdoc/>
    public void Dispose() => trained.Dispose();
}
