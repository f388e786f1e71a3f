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

    /// <summary>Log-loss on half B without the isotonic map minus with it; it stays where this is above 0.</summary>
    public required double IsotonicGain { get; init; }

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

    /// <summary>Fits the fusion on a table's calibration slices: weights and isotonic map on half A, the rest on half B.</summary>
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

    /// <summary>Fits the fusion on predictions that no learner was fitted on.</summary>
    /// <param name="learners">[M] fitted learners; at least one.</param>
    /// <param name="halfA">[M] their predictions for the rows of half A.</param>
    /// <param name="halfB">[M] their predictions for the rows of half B.</param>
    /// <param name="seed">Seed of the gate's bootstrap.</param>
    public static FusedModel Fit(IReadOnlyList<IIntentModel> learners, IReadOnlyList<Predictions> halfA, IReadOnlyList<Predictions> halfB, int seed)
    {
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(halfA);
        ArgumentNullException.ThrowIfNull(halfB);
        var fusion = LogitFusion.Fit([.. halfA.Select(p => p.Probability)], halfA[0].Outcome, halfA[0].Weight);
        var plain = new FusionModel(learners, fusion, isotonic: null);
        var mapped = new FusionModel(learners, fusion, FitIsotonic(plain, halfA));
        var (plainB, mappedB) = (Fuse(plain, halfB), Fuse(mapped, halfB));
        var isotonicGain = Gate.LogLoss(plainB) - Gate.LogLoss(mappedB);
        var kept = isotonicGain > 0;
        var (model, fusedB) = kept ? (mapped, mappedB) : (plain, plainB);

        var best = Best(halfA);
        var verdict = Gate.Judge(fusedB, halfB[best], seed);
        return new FusedModel(model, learners[best], new FusionReport
        {
            Learners = [.. learners.Select(l => l.Name)],
            Weights = fusion.Weights,
            Intercept = fusion.Intercept,
            IsotonicGain = isotonicGain,
            IsotonicKept = kept,
            LearnerLosses = [.. halfB.Select(Gate.LogLoss)],
            FusionLoss = Gate.LogLoss(fusedB),
            BestSingle = learners[best].Name,
            Gate = verdict,
            Ships = verdict.ShipsFusion ? model.Name : learners[best].Name,
        });
    }

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
}
