using Foresale.Evaluation;
using Foresale.States;

namespace Foresale.Learning.Fusion;

/// <summary>How the learners were fused and what ships; part of model.json and the report.</summary>
public sealed record FusionReport
{
    /// <summary>[M] learners, in the order of the weights.</summary>
    public required IReadOnlyList<string> Learners { get; init; }

    /// <summary>[M] weights of the log-odds, each &gt;= 0.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>w0.</summary>
    public required double Intercept { get; init; }

    /// <summary>Log-loss on half B without the isotonic map minus with it; it stays only where the whole interval is above 0.</summary>
    public required Interval IsotonicGain { get; init; }

    /// <summary>Whether the isotonic map stayed.</summary>
    public required bool IsotonicKept { get; init; }

    /// <summary>[M] log-loss of each learner on half B.</summary>
    public required IReadOnlyList<double> LearnerLosses { get; init; }

    /// <summary>Log-loss of the fusion on half B.</summary>
    public required double FusionLoss { get; init; }

    /// <summary>The learner with the lowest log-loss on half A.</summary>
    public required string BestSingle { get; init; }

    /// <summary>The gate's finding on half B.</summary>
    public required GateVerdict Gate { get; init; }

    /// <summary><c>fusion</c> or the name of the best single learner.</summary>
    public required string Ships { get; init; }
}

/// <summary>The fusion, the best single learner, and which of the two ships.</summary>
/// <param name="Fusion">All learners fused; listed in every table whether it ships or not.</param>
/// <param name="BestSingle">The learner with the lowest log-loss on half A.</param>
/// <param name="Report">Weights, gains, intervals.</param>
public sealed record FusedModel(FusionModel Fusion, IIntentModel BestSingle, FusionReport Report)
{
    /// <summary>What scores are made with.</summary>
    public IIntentModel Shipped => Report.Gate.ShipsFusion ? Fusion : BestSingle;

    /// <summary>Fits the fusion on a table's calibration slices: half A and B in turn, as <see cref="Fit"/> says.</summary>
    /// <param name="learners">Fitted learners; at least one.</param>
    /// <param name="table">A table with filled features.</param>
    /// <param name="context">Seed of the gate's bootstrap.</param>
    /// <param name="cancellationToken">Looked at once per batch.</param>
    public static FusedModel FitOnSlices(IReadOnlyList<IIntentModel> learners, StateTable table, FitContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(context);
        return Fit(learners, On(Slice.CalibrationA), On(Slice.CalibrationB), context.Seed);

        IReadOnlyList<Predictions> On(Slice slice)
        {
            var rows = table.RowsOf(slice);
            return [.. learners.Select(l => PredictionRows.Of(l.Name, table, rows, l.Predict(table, rows, cancellationToken)))];
        }
    }

    /// <summary>Fits weights and isotonic map on half A, decides on half B whether the map stays and what ships, and fits the weights once more on both.</summary>
    /// <param name="learners">[M] fitted learners; at least one.</param>
    /// <param name="halfA">[M] their predictions for the rows of half A, which none was fitted on.</param>
    /// <param name="halfB">[M] their predictions for the rows of half B.</param>
    /// <param name="seed">Seed of the gate's bootstrap.</param>
    public static FusedModel Fit(IReadOnlyList<IIntentModel> learners, IReadOnlyList<Predictions> halfA, IReadOnlyList<Predictions> halfB, int seed)
    {
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(halfA);
        ArgumentNullException.ThrowIfNull(halfB);
        var plain = new FusionModel(learners, FitWeights(halfA), isotonic: null);
        var mapped = new FusionModel(learners, plain.Fusion, FitIsotonic(plain, halfA));
        var (plainB, mappedB) = (Fuse(plain, halfB), Fuse(mapped, halfB));
        var isotonicGain = Gate.GainOf(mappedB, plainB, seed);
        var fusedB = isotonicGain.IsAboveZero ? mappedB : plainB;
        var best = Best(halfA);
        var verdict = Gate.Judge(fusedB, halfB[best], seed);
        var model = Refit(learners, [.. halfA.Zip(halfB, Join)], isotonicGain.IsAboveZero);
        return new FusedModel(model, learners[best], new FusionReport
        {
            Learners = [.. learners.Select(l => l.Name)],
            Weights = model.Fusion.Weights,
            Intercept = model.Fusion.Intercept,
            IsotonicGain = isotonicGain,
            IsotonicKept = isotonicGain.IsAboveZero,
            LearnerLosses = [.. halfB.Select(Gate.LogLoss)],
            FusionLoss = Gate.LogLoss(fusedB),
            BestSingle = learners[best].Name,
            Gate = verdict,
            Ships = verdict.ShipsFusion ? model.Name : learners[best].Name,
        });
    }

    /// <summary>The fusion that <see cref="Fit"/> gives of predictions whose learners are not at hand: it combines probabilities, no more.</summary>
    /// <param name="halfA">[M] predictions for the rows of half A; at least one learner.</param>
    /// <param name="halfB">[M] predictions for the rows of half B.</param>
    /// <param name="seed">Seed of the gate's bootstrap.</param>
    public static FusionModel FuseOnly(IReadOnlyList<Predictions> halfA, IReadOnlyList<Predictions> halfB, int seed)
    {
        ArgumentNullException.ThrowIfNull(halfA);
        return Fit([.. halfA.Select(p => new NamedModel(p.Learner))], halfA, halfB, seed).Fusion;
    }

    // What half B judged was fitted on half A; what ships is the same fit on both, which is steadier.
    private static FusionModel Refit(IReadOnlyList<IIntentModel> learners, IReadOnlyList<Predictions> both, bool isotonic)
    {
        var plain = new FusionModel(learners, FitWeights(both), isotonic: null);
        return isotonic ? new FusionModel(learners, plain.Fusion, FitIsotonic(plain, both)) : plain;
    }

    private static LogitFusion FitWeights(IReadOnlyList<Predictions> rows) =>
        LogitFusion.Fit([.. rows.Select(p => p.Probability)], rows[0].Outcome, rows[0].Weight, rows[0].User);

    private static Predictions Join(Predictions a, Predictions b) => new(
        a.Learner, [.. a.Probability, .. b.Probability], [.. a.Outcome, .. b.Outcome], [.. a.Weight, .. b.Weight], [.. a.User, .. b.User]);

    private static IsotonicCalibration FitIsotonic(FusionModel plain, IReadOnlyList<Predictions> half)
    {
        var fused = Array.ConvertAll(plain.Combine([.. half.Select(p => p.Probability)]), p => (double)p);
        return IsotonicCalibration.Fit(fused, half[0].Outcome, half[0].Weight);
    }

    private static Predictions Fuse(FusionModel model, IReadOnlyList<Predictions> half) =>
        half[0] with { Learner = model.Name, Probability = model.Combine([.. half.Select(p => p.Probability)]) };

    private static int Best(IReadOnlyList<Predictions> half)
    {
        var best = 0;
        for (var m = 1; m < half.Count; m++)
        {
            if (Gate.LogLoss(half[m]) < Gate.LogLoss(half[best]))
            {
                best = m;
            }
        }

        return best;
    }

    /// <summary>A learner of which only predictions are there.</summary>
    private sealed class NamedModel(string name) : IIntentModel
    {
        public string Name { get; } = name;

        public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) => throw new NotSupportedException("Only its predictions are known.");

        public string AddTo(Export.OnnxGraph graph) => throw new NotSupportedException("Only its predictions are known.");
    }
}
