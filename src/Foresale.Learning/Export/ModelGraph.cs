using Foresale.Features;
using Foresale.Learning.Fusion;
using Foresale.Learning.Horizons;
using Foresale.States;

namespace Foresale.Learning.Export;

/// <summary>An output beside the probabilities.</summary>
/// <param name="Name">Its name in the file: <c>behavior</c>, <c>q</c>, <c>mu</c>, <c>value</c>.</param>
/// <param name="Value">The value of the graph that holds it, [N, <paramref name="Columns"/>] float32, or [N] where it has no columns.</param>
/// <param name="Columns">Columns; 0 for [N].</param>
public sealed record GraphOutput(string Name, string Value, int Columns);

/// <summary>A learner that tells more than a probability, such as which behavior comes next.</summary>
public interface IGraphOutputs
{
    /// <summary>Adds the further outputs to a graph that may hold the learner already.</summary>
    IReadOnlyList<GraphOutput> AddOutputs(OnnxGraph graph);
}

/// <summary>
/// The whole model as one graph: raw features [N, F] with NaN where missing (and token histories, where the model has them) in;
/// <c>intent</c> [N], the calibrated probability, and <c>learners</c> [N, M], each learner's own, out.
/// </summary>
public static class ModelGraph
{
    /// <summary>Output: the calibrated probability, [N].</summary>
    public const string Intent = "intent";

    /// <summary>Output: each learner's probability, [N, M], in the order of the metadata word <c>learners</c>.</summary>
    public const string Learners = "learners";

    private const long FloatType = 1;

    /// <summary>Writes the model. Equal models give equal bytes.</summary>
    /// <param name="model">What ships, and the learners.</param>
    /// <param name="missing">The fills.</param>
    /// <param name="tokens">Fields of the token histories; null for tables.</param>
    public static byte[] ToBytes(FusedModel model, MissingValues missing, TokenSchema? tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(missing);
        var graph = Begin(missing, tokens);
        var learners = model.Fusion.Learners;
        var columns = learners.Select(l => graph.AddUnsqueeze(graph.ProbabilitiesOf(l), 1)).ToList();
        graph.AddOutput(graph.Rename(graph.ProbabilitiesOf(model.Shipped), Intent), OnnxElement.Float, OnnxGraph.Batch);
        graph.AddOutput(graph.Rename(columns.Count == 1 ? columns[0] : graph.AddConcat(columns, axis: 1), Learners), OnnxElement.Float, OnnxGraph.Batch, columns.Count);
        if (model.Horizons is { } horizons)
        {
            graph.AddOutput(graph.Rename(horizons.AddTo(graph, Intent), HorizonModel.Output), OnnxElement.Float, OnnxGraph.Batch, horizons.Words.Count);
        }

        foreach (var output in learners.OfType<IGraphOutputs>().SelectMany(l => l.AddOutputs(graph)).DistinctBy(o => o.Name, StringComparer.Ordinal))
        {
            ReadOnlySpan<long> shape = output.Columns == 0 ? [OnnxGraph.Batch] : [OnnxGraph.Batch, output.Columns];
            graph.AddOutput(graph.Has(output.Name) && string.Equals(output.Name, output.Value, StringComparison.Ordinal) ? output.Value : graph.Rename(output.Value, output.Name), OnnxElement.Float, shape);
        }

        graph.AddMetadata("learners", string.Join(',', learners.Select(l => l.Name)));
        graph.AddMetadata("ships", model.Report.Ships);
        return graph.ToBytes();
    }

    /// <summary>A graph with its inputs and the filled features, ready for learners.</summary>
    /// <param name="missing">The fills.</param>
    /// <param name="tokens">Fields of the token histories; null for tables.</param>
    public static OnnxGraph Begin(MissingValues missing, TokenSchema? tokens)
    {
        ArgumentNullException.ThrowIfNull(missing);
        var graph = new OnnxGraph();
        graph.AddInput(OnnxGraph.RawFeatures, OnnxElement.Float, OnnxGraph.Batch, missing.RawCount);
        if (tokens is not null)
        {
            graph.AddInput(OnnxGraph.Tokens, OnnxElement.Int64, OnnxGraph.Histories, OnnxGraph.Steps, tokens.Count);
            graph.AddInput(OnnxGraph.Lengths, OnnxElement.Int64, OnnxGraph.Histories);
            graph.AddInput(OnnxGraph.History, OnnxElement.Int64, OnnxGraph.Batch);
        }

        var absent = graph.Add("IsNaN", [OnnxGraph.RawFeatures]); // [N, F]
        var filled = graph.Add("Where", [absent, graph.AddFloats("fills", missing.Fills, 1, missing.RawCount), OnnxGraph.RawFeatures]);
        if (missing.Flagged.Length > 0)
        {
            var flagged = graph.AddInts("flagged", Array.ConvertAll(missing.Flagged, f => (long)f), missing.Flagged.Length);
            var flags = graph.AddGather(graph.Add("Cast", [absent], OnnxAttribute.Of("to", FloatType)), flagged, axis: 1);
            filled = graph.AddConcat([filled, flags], axis: 1);
        }

        graph.Rename(filled, OnnxGraph.FilledFeatures);
        return graph;
    }
}
