using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>The share of buyers among the training rows, for everyone: the floor of every table.</summary>
public sealed class BaseRateLearner : ILearner
{
    /// <inheritdoc/>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folds);
        return [folds.Count == 0 ? Fit(table, Slice.Train) : Fit(table, Slice.Train, Slice.Validation)];
    }

    /// <summary>Counts.</summary>
    /// <param name="table">Rows.</param>
    /// <param name="slices">Slices to count.</param>
    public static BaseRateModel Fit(StateTable table, params ReadOnlySpan<Slice> slices) => new((float)FeatureRows.Of(table, slices).BaseRate);
}

/// <summary>One probability for everyone.</summary>
/// <param name="rate">The probability, strictly between 0 and 1.</param>
public sealed class BaseRateModel(float rate) : IIntentModel
{
    /// <inheritdoc/>
    public string Name => "base_rate";

    /// <summary>The probability.</summary>
    public float Rate { get; } = rate;

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        var probabilities = new float[nodes.Length];
        Array.Fill(probabilities, Rate);
        return probabilities;
    }

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.AddConstantPerRow("base_rate", Rate);
    }
}
