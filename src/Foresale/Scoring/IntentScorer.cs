using Foresale.States;

namespace Foresale.Scoring;

/// <summary>A score as a shop reads it.</summary>
/// <param name="Node">The node that was scored.</param>
/// <param name="Intent">Calibrated probability that the goal follows, 0..1.</param>
/// <param name="Percentile">Share of the calibration slice's scores below it, 0..100.</param>
/// <param name="Band">How strong that is against the base rate.</param>
/// <param name="Next">Behavior most likely next, or <c>leave</c>; null where the model has no network.</param>
/// <param name="Nudge">Behavior, other than the purchase, that the actor would have the shopper do next; null where the critic sees nothing gained by it, or the model has no actor.</param>
/// <param name="Lift">How much higher the critic puts the probability of the goal where the nudge comes next, (Q - V) / 2: above 0, at most 1. Associated, not caused; null likewise.</param>
public readonly record struct IntentScore(int Node, float Intent, double Percentile, Band Band, string? Next, string? Nudge, double? Lift)
{
    /// <summary>[J] probability of the goal within each of the manifest's horizons, shortest first; empty where the model answers its target alone.</summary>
    public ReadOnlyMemory<float> Horizons { get; init; }
}

/// <summary>A model folder made ready to score states.</summary>
public sealed class IntentScorer : IDisposable
{
    private const string Leave = "leave", Goal = "purchase";

    private readonly OnnxModel _model;
    private readonly Percentiles _percentiles;
    private readonly Bands _bands;

    /// <summary>Loads the graph.</summary>
    public IntentScorer(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Manifest = folder.Manifest;
        _model = new OnnxModel(folder.Graph);
        _percentiles = new Percentiles([.. folder.Manifest.Quantiles]);
        _bands = Bands.Of(folder.Manifest.BaseRate);
    }

    /// <summary>What the model says of itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The graph.</summary>
    public OnnxModel Model => _model;

    /// <summary>Scores nodes of a table with raw features, in their order.</summary>
    /// <param name="raw">States of the model's schema.</param>
    /// <param name="nodes">Nodes to score.</param>
    /// <param name="progress">Receives progress; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    public IntentScore[] Score(StateTable raw, int[] nodes, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var scores = _model.Run(raw, nodes, cancellationToken, progress: progress);
        var result = new IntentScore[nodes.Length];
        var horizons = scores.Horizons is null ? 0 : Manifest.Horizons.Count;
        for (var i = 0; i < nodes.Length; i++)
        {
            var intent = scores.Intent[i];
            var (nudge, lift) = NudgeOf(scores, i);
            result[i] = new IntentScore(nodes[i], intent, _percentiles.Of(intent), _bands.For(intent), NextOf(scores, i), nudge, lift)
            {
                Horizons = scores.Horizons.AsMemory(i * horizons, horizons),
            };
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private string? NextOf(ModelScores scores, int row)
    {
        if (scores.Behavior is null)
        {
            return null;
        }

        var width = Manifest.Actions.Count + 1;
        var best = ArgMax(scores.Behavior.AsSpan(row * width, width), _ => true);
        return best == width - 1 ? Leave : Manifest.Actions[best];
    }

    private (string? Nudge, double? Lift) NudgeOf(ModelScores scores, int row)
    {
        var width = Manifest.Actions.Count;
        return scores.Mu is null || scores.Q is null || scores.Value is null || width == 0
            ? (null, null)
            : NudgeOf(Manifest.Actions, scores.Mu.AsSpan(row * width, width), scores.Q.AsSpan(row * width, width), scores.Value[row]);
    }

    /// <summary>The nudge of one row.</summary>
    /// <param name="actions">[A] names.</param>
    /// <param name="policy">[A] mu.</param>
    /// <param name="q">[A] -1..1.</param>
    /// <param name="value">V, -1..1.</param>
    internal static (string? Nudge, double? Lift) NudgeOf(IReadOnlyList<string> actions, ReadOnlySpan<float> policy, ReadOnlySpan<float> q, float value)
    {
        // To wish for the purchase itself is no advice; nor is what lowers its chance.
        var best = ArgMax(policy, a => !string.Equals(actions[a], Goal, StringComparison.Ordinal));
        return best >= 0 && q[best] > value ? (actions[best], (q[best] - value) / 2) : (null, null);
    }

    private static int ArgMax(ReadOnlySpan<float> values, Func<int, bool> allowed)
    {
        var best = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (allowed(i) && (best < 0 || values[i] > values[best]))
            {
                best = i;
            }
        }

        return best;
    }
}
