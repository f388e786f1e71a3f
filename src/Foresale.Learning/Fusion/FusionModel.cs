using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Fusion;

/// <summary>The learners fused into one probability: log-odds weighted, summed, and mapped by the isotonic fit where it stayed.</summary>
/// <param name="learners">[M] fitted learners.</param>
/// <param name="fusion">Their weights.</param>
/// <param name="isotonic">The monotone map; null where it did not help.</param>
public sealed class FusionModel(IReadOnlyList<IIntentModel> learners, LogitFusion fusion, IsotonicCalibration? isotonic) : IIntentModel
{
    // log((1 - c) / c) of the clip: log-odds end where clipped probabilities do.
    private static readonly float s_limit = (float)Math.Log((1 - Logit.Clip) / Logit.Clip);

    /// <inheritdoc/>
    public string Name => "fusion";

    /// <summary>The learners, in the order of the weights.</summary>
    public IReadOnlyList<IIntentModel> Learners { get; } = learners;

    /// <summary>The weights.</summary>
    public LogitFusion Fusion { get; } = fusion;

    /// <summary>The monotone map; null where it did not help.</summary>
    public IsotonicCalibration? Isotonic { get; } = isotonic;

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        var scores = new float[Learners.Count][];
        for (var m = 0; m < scores.Length; m++)
        {
            scores[m] = Learners[m].PredictLogOdds(table, nodes, cancellationToken);
        }

        var probabilities = new float[nodes.Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var score = Fusion.Intercept;
            for (var m = 0; m < scores.Length; m++)
            {
                score += Fusion.Weights[m] * Math.Clamp(scores[m][i], -s_limit, s_limit);
            }

            probabilities[i] = Map(Logit.Sigmoid(score));
        }

        return probabilities;
    }

    /// <summary>Fuses probabilities that are there already: [M][n] -> [n].</summary>
    public float[] Combine(IReadOnlyList<float[]> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var fused = new float[probabilities.Count == 0 ? 0 : probabilities[0].Length];
        Span<float> row = stackalloc float[probabilities.Count];
        for (var i = 0; i < fused.Length; i++)
        {
            for (var m = 0; m < row.Length; m++)
            {
                row[m] = probabilities[m][i];
            }

            fused[i] = Map(Fusion.Fuse(row));
        }

        return fused;
    }

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (lowest, highest) = (graph.AddFloats("lowest", [-s_limit]), graph.AddFloats("highest", [s_limit]));
        var columns = Learners.Select(learner => graph.AddUnsqueeze(graph.Add("Clip", [graph.LogOddsOf(learner), lowest, highest]), 1)).ToList();
        var scores = columns.Count == 1 ? columns[0] : graph.AddConcat(columns, axis: 1); // [N, M]
        float[] weights = [.. Fusion.Weights.Select(w => (float)w)];
        var fused = graph.Add("Sigmoid", [graph.AddLinear(scores, "fusion", weights, [(float)Fusion.Intercept])]); // [N, 1]
        return Isotonic is null ? graph.AddSqueeze(fused, 1) : IsotonicExport.AddTo(graph, Isotonic, fused);
    }

    private float Map(double probability) => (float)(Isotonic?.Apply(probability) ?? probability);
}
