using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>Log-losses on the validation rows, weighted, in nats.</summary>
/// <param name="Value">Mean of p_TD; NaN where there is no value head.</param>
/// <param name="Supervised">Mean of the supervised head; NaN without rows.</param>
/// <param name="ByShopper">[U] what early stopping watches, summed over the rows of each shopper: the mean over the heads that there are.</param>
internal sealed record ValidationLoss(double Value, double Supervised, double[] ByShopper)
{
    /// <summary>Of no network yet.</summary>
    public static ValidationLoss None { get; } = new(double.NaN, double.NaN, []);

    /// <summary>The mean over the heads that there are; NaN without rows.</summary>
    public double Score => double.IsNaN(Value) ? Supervised : (Value + Supervised) / 2;

    /// <summary>
    /// True where the mean over shoppers is lower by more than half its standard error (docs/adr/0009). Of ten epochs the luckiest is the lowest by chance alone,
    /// and where few shoppers of the validation rows bought that is mostly one that has learnt the training rows by heart.
    /// </summary>
    public bool IsBetterThan(ValidationLoss other)
    {
        if (ByShopper.Length == 0 || double.IsNaN(other.Score))
        {
            return true; // without rows to judge by, the last weights are the best that are known
        }

        return PairedGain.IsBeyondChance([.. other.ByShopper.Zip(ByShopper, (o, mine) => o - mine)]);
    }
}

/// <summary>Judges a network on the validation rows.</summary>
internal sealed class Validation
{
    private readonly StateTable _table;
    private readonly NodeReader _reader;
    private readonly ReplayBatch[] _batches;
    private readonly Dictionary<int, int> _placeOf = []; // of shoppers

    /// <summary>Counts the shoppers.</summary>
    /// <param name="table">The table.</param>
    /// <param name="reader">What reads it.</param>
    /// <param name="batches">The rows.</param>
    public Validation(StateTable table, NodeReader reader, ReplayBatch[] batches)
    {
        (_table, _reader, _batches) = (table, reader, batches);
        foreach (var batch in batches)
        {
            foreach (var node in batch.Nodes)
            {
                _placeOf.TryAdd(table.Nodes.User[node], _placeOf.Count);
            }
        }
    }

    /// <summary>Log-losses.</summary>
    public ValidationLoss Of(IntentNetwork network)
    {
        double value = 0, supervised = 0, total = 0;
        var byShopper = new double[_placeOf.Count];
        foreach (var batch in _batches)
        {
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            var outputs = network.call(_reader.Read(batch));
            var (p, q) = (Weights.Read(outputs.Supervised), outputs.Value is null ? null : Weights.Read(outputs.Value));
            for (var i = 0; i < batch.Nodes.Length; i++)
            {
                var node = batch.Nodes[i];
                var (weight, outcome) = (_table.Nodes.Weight[node], _table.Nodes.Outcome[node]);
                var loss = weight * Logit.Loss(p[i], outcome);
                var valueLoss = q is null ? double.NaN : weight * Logit.Loss(q[i], outcome);
                supervised += loss;
                value += valueLoss;
                total += weight;
                byShopper[_placeOf[_table.Nodes.User[node]]] += q is null ? loss : (loss + valueLoss) / 2;
            }
        }

        return total > 0 ? new ValidationLoss(value / total, supervised / total, byShopper) : ValidationLoss.None;
    }
}
