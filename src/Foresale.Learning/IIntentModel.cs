using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning;

/// <summary>A fitted learner: probabilities for nodes of a table, and its part of the exported graph.</summary>
public interface IIntentModel
{
    /// <summary>Name as the tables show it: <c>lightgbm</c>, <c>td</c>, <c>supervised</c>.</summary>
    string Name { get; }

    /// <summary>Probability that the goal follows, 0..1, for each node.</summary>
    /// <param name="table">A table with filled features (Foresale.States.MissingValues) and the schema that the model was fitted on.</param>
    /// <param name="nodes">Nodes to score.</param>
    /// <param name="cancellationToken">Looked at once per batch.</param>
    float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken);

    /// <summary>Adds the model to a graph whose inputs exist already.</summary>
    /// <returns>Name of the value that holds the probabilities, [N].</returns>
    string AddTo(OnnxGraph graph);

    /// <summary>
    /// Log-odds of <see cref="Predict"/>. A float32 near 1 has lost digits of its log-odds, so a model that has them before its sigmoid
    /// gives them here; the fusion reads these, in code and graph alike.
    /// </summary>
    float[] PredictLogOdds(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) =>
        Array.ConvertAll(Predict(table, nodes, cancellationToken), p => (float)Logit.Of(p));

    /// <summary>Adds the model's log-odds to a graph, as <see cref="PredictLogOdds"/> has them.</summary>
    /// <returns>Name of the value that holds them, [N].</returns>
    string AddLogOddsTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var one = graph.AddFloats("one", [1f]);
        var p = graph.Add("Clip", [graph.ProbabilitiesOf(this), graph.AddFloats("lowest", [(float)Logit.Clip]), graph.AddFloats("highest", [(float)(1 - Logit.Clip)])]);
        return graph.Add("Log", [graph.Add("Div", [p, graph.Add("Sub", [one, p])])]);
    }
}

/// <summary>What every fit gets.</summary>
/// <param name="Seed">Equal seeds give equal models.</param>
/// <param name="Threads">Threads for LightGBM; torch runs on one.</param>
/// <param name="Device">Torch device, such as <c>cpu</c> or <c>cuda:0</c>.</param>
public sealed record FitContext(int Seed = 1, int Threads = 2, string Device = "cpu")
{
    /// <summary>Receives progress; null where nobody looks.</summary>
    public IProgress<StageProgress>? Progress { get; init; }

    /// <summary>Receives sentences that a person should read at once, such as that a fit goes on from a checkpoint; null where nobody looks.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Folder that networks write checkpoints to after each epoch, and go on from; null for none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Paths of the checkpoints of this context's fits, written or not: others in the folder are those of other options or data.</summary>
    public ISet<string> Checkpoints { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A network of another log that networks begin from; null begins afresh.</summary>
    public Agents.Intent.TrainedIntent? Start { get; init; }

    /// <summary>The clock of time budgets.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
