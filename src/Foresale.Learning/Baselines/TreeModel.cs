using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>Fitted trees: evaluated in managed code, exported as one tree ensemble.</summary>
/// <param name="trees">The trees.</param>
/// <param name="gain">[F] total gain of each column's splits.</param>
/// <param name="trial">The setting that they came from.</param>
/// <param name="trials">All settings that were tried.</param>
public sealed class TreeModel(TreeEnsemble trees, double[] gain, TreesTrial trial, IReadOnlyList<TreesTrial> trials) : IIntentModel
{
    private const int RowsPerLook = 4096;

    /// <inheritdoc/>
    public string Name => "lightgbm";

    /// <summary>The trees.</summary>
    public TreeEnsemble Trees { get; } = trees;

    /// <summary>[F] total gain of the splits on each column of the schema: how much it helped, in units of the loss.</summary>
    public double[] Gain { get; } = gain;

    /// <summary>The setting that the trees came from.</summary>
    public TreesTrial Trial { get; } = trial;

    /// <summary>All settings that were tried, in their order.</summary>
    public IReadOnlyList<TreesTrial> Trials { get; } = trials;

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

            scores[i] = (float)Trees.Score(table.FeaturesOf(table.Nodes.State[nodes[i]]));
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
    public string AddLogOddsTo(OnnxGraph graph) => TreeExport.AddTo(graph, Trees);
}
