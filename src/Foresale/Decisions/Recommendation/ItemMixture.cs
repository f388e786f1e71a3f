namespace Foresale.Decisions.Recommendation;

/// <summary>
/// A mixture of models: P(next = i) = sum over models of w_k p_k(i), w_k >= 0, their sum 1. The weights are the likeliest on cases that the models did not learn from;
/// the log-likelihood is concave in them, and expectation maximisation (Dempster, Laird and Rubin 1977) climbs to its top from anywhere inside.
/// </summary>
public sealed class ItemMixture : INextItemModel
{
    private readonly IReadOnlyList<INextItemModel> _models;
    private readonly double[] _weights;

    private ItemMixture(string name, IReadOnlyList<INextItemModel> models, double[] weights) => (Name, _models, _weights) = (name, models, weights);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int ItemCount => _models[0].ItemCount;

    /// <summary>w_k, in the order of the models.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Fits the weights.</summary>
    /// <param name="name">As in tables.</param>
    /// <param name="models">At least one; all know the same items.</param>
    /// <param name="heldOut">Cases that no model learnt from.</param>
    /// <param name="cancellationToken">Looked at once a block of cases.</param>
    public static ItemMixture Fit(string name, IReadOnlyList<INextItemModel> models, NextItemCases heldOut, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(heldOut);
        var likelihood = new float[heldOut.Count][]; // [cases][models] of what came next
        for (var c = 0; c < likelihood.Length; c++)
        {
            likelihood[c] = new float[models.Count];
        }

        for (var k = 0; k < models.Count; k++)
        {
            var model = k;
            heldOut.ForEach(models[k], (c, row) => likelihood[c][model] = row[heldOut.Next[c]], cancellationToken);
        }

        return new ItemMixture(name, models, MixtureWeights.Likeliest(likelihood, models.Count));
    }

    /// <summary>The same weights over other models, such as the same learners' after they learnt from the held-out cases too.</summary>
    public ItemMixture Over(IReadOnlyList<INextItemModel> models) => new(Name, models, _weights);

    /// <inheritdoc/>
    public void Predict(ItemSessions contexts, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var mixed = probabilities[..(contexts.Count * ItemCount)];
        mixed.Clear();
        var of = new float[mixed.Length];
        for (var k = 0; k < _models.Count; k++)
        {
            _models[k].Predict(contexts, of);
            var weight = (float)_weights[k];
            for (var i = 0; i < of.Length; i++)
            {
                mixed[i] += weight * of[i];
            }
        }

        for (var c = 0; c < contexts.Count; c++)
        {
            MakeWhole(mixed.Slice(c * ItemCount, ItemCount));
        }
    }

    // Where a model has nothing to say the others share its weight.
    private static void MakeWhole(Span<float> row)
    {
        double sum = 0;
        foreach (var p in row)
        {
            sum += p;
        }

        for (var i = 0; sum > 0 && i < row.Length; i++)
        {
            row[i] = (float)(row[i] / sum);
        }
    }
}
