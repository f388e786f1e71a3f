using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>Log-losses of the heads on validation rows, weighted means in nats.</summary>
/// <param name="Value">Of p_TD; NaN where there is no value head.</param>
/// <param name="Supervised">Of the supervised head.</param>
internal readonly record struct ValidationLoss(double Value, double Supervised)
{
    /// <summary>What early stopping watches: the mean over the heads that there are.</summary>
    public double Score => double.IsNaN(Value) ? Supervised : (Value + Supervised) / 2;
}

/// <summary>Judges a network on the validation rows.</summary>
/// <param name="table">The table.</param>
/// <param name="reader">What reads it.</param>
/// <param name="batches">The rows.</param>
internal sealed class Validation(StateTable table, NodeReader reader, ReplayBatch[] batches)
{
    /// <summary>Log-losses; NaN without rows.</summary>
    public ValidationLoss Of(IntentNetwork network)
    {
        double value = 0, supervised = 0, total = 0;
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            var outputs = network.call(reader.Read(batch));
            var (p, q) = (Weights.Read(outputs.Supervised), outputs.Value is null ? null : Weights.Read(outputs.Value));
            for (var i = 0; i < batch.Nodes.Length; i++)
            {
                var (weight, outcome) = (table.Nodes.Weight[batch.Nodes[i]], table.Nodes.Outcome[batch.Nodes[i]]);
                supervised += weight * Logit.Loss(p[i], outcome);
                value += q is null ? double.NaN : weight * Logit.Loss(q[i], outcome);
                total += weight;
            }
        }

        return total > 0 ? new ValidationLoss(value / total, supervised / total) : new ValidationLoss(double.NaN, double.NaN);
    }
}
