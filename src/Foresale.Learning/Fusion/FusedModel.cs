using Foresale.Evaluation;
using Foresale.Learning.Horizons;
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

    /// <summary>Log-loss without the isotonic map minus with it, crosswise; it stays only where the whole interval is above 0, and a hundred shoppers bought.</summary>
    public required Interval IsotonicGain { get; init; }

    /// <summary>Whether the isotonic map stayed.</summary>
    public required bool IsotonicKept { get; init; }

    /// <summary>[M] log-loss of each learner on both halves.</summary>
    public required IReadOnlyList<double> LearnerLosses { get; init; }

    /// <summary>Log-loss of the fusion on each half, fitted on the other.</summary>
    public required double FusionLoss { get; init; }

    /// <summary>The learner with the lowest log-loss on both halves.</summary>
    public required string BestSingle { get; init; }

    /// <summary>The gate's finding, crosswise: each half compares with the learner that was best on the other, which need not be <see cref="BestSingle"/>.</summary>
    public required GateVerdict Gate { get; init; }

    /// <summary><c>fusion</c> or the name of the best single learner.</summary>
    public required string Ships { get; init; }
}

/// <summary>The fusion, the best single learner, and which of the two ships.</summary>
/// <param name="Fusion">All learners fused; listed in every table whether it ships or not.</param>
/// <param name="BestSingle">The learner with the lowest log-loss on the calibration slices.</param>
/// <param name="Report">Weights, gains, intervals.</param>
public sealed record FusedModel(FusionModel Fusion, IIntentModel BestSingle, FusionReport Report)
{
    private const int IsotonicNumbers = 10; // an isotonic map has as many blocks as it finds; it counts as this many numbers

    /// <summary>Probabilities of further horizons around what ships; null where none are asked.</summary>
    public HorizonModel? Horizons { get; init; }

    /// <summary>What scores are made with.</summary>
    public IIntentModel Shipped => Report.Gate.ShipsFusion ? Fusion : BestSingle;

    /// <summary>Fits the fusion on a table's calibration slices: half A and half B, as <see cref="Fit"/> says.</summary>
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

    /// <summary>
    /// Decides crosswise whether the isotonic map stays and what ships - fitted on one half and judged on the other, both ways, so that every
    /// row judges and none judges weights that it fitted (the choice whether the map stays is made on the rows that judge) - and fits what was decided once more on both halves.
    /// </summary>
    /// <param name="learners">[M] fitted learners; at least one.</param>
    /// <param name="halfA">[M] their predictions for the rows of half A, which none was fitted on.</param>
    /// <param name="halfB">[M] their predictions for the rows of half B.</param>
    /// <param name="seed">Seed of the gate's bootstrap.</param>
    public static FusedModel Fit(IReadOnlyList<IIntentModel> learners, IReadOnlyList<Predictions> halfA, IReadOnlyList<Predictions> halfB, int seed)
    {
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(halfA);
        ArgumentNullException.ThrowIfNull(halfB);
        var isFree = CanSettle(halfA, learners.Count + 1) && CanSettle(halfB, learners.Count + 1); // judged as it will ship
        var (onA, onB) = (HeldOut.Of(learners, fit: halfB, judge: halfA, isFree), HeldOut.Of(learners, fit: halfA, judge: halfB, isFree));
        var isotonicGain = Gate.GainOf(onA.Mapped.With(onB.Mapped), onA.Plain.With(onB.Plain), seed);
        Predictions[] both = [.. halfA.Zip(halfB, (a, b) => a.With(b))];
        var isMapped = isotonicGain.IsAboveZero && CanSettle(both, IsotonicNumbers);
        var fused = isMapped ? onA.Mapped.With(onB.Mapped) : onA.Plain.With(onB.Plain);
        var verdict = Gate.Judge(fused, onA.Single.With(onB.Single), seed);
        var best = Best(both);
        var model = FitFusion(learners, both, isFree, isMapped);
        return new FusedModel(model, learners[best], new FusionReport
        {
            Learners = [.. learners.Select(l => l.Name)],
            Weights = model.Fusion.Weights,
            Intercept = model.Fusion.Intercept,
            IsotonicGain = isotonicGain,
            IsotonicKept = isMapped,
            LearnerLosses = [.. both.Select(Gate.LogLoss)],
            FusionLoss = Gate.LogLoss(fused),
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

    private static FusionModel FitFusion(IReadOnlyList<IIntentModel> learners, IReadOnlyList<Predictions> rows, bool isFree, bool isotonic)
    {
        var plain = new FusionModel(learners, FitWeights(rows, isFree), isotonic: null);
        return isotonic ? new FusionModel(learners, plain.Fusion, FitIsotonic(plain, rows)) : plain;
    }

    private static LogitFusion FitWeights(IReadOnlyList<Predictions> rows, bool isFree) =>
        LogitFusion.Fit([.. rows.Select(p => p.Probability)], rows[0].Outcome, rows[0].Weight, rows[0].User, isFree);

    private static IsotonicCalibration FitIsotonic(FusionModel plain, IReadOnlyList<Predictions> rows)
    {
        var fused = Array.ConvertAll(plain.Combine([.. rows.Select(p => p.Probability)]), p => (double)p);
        return IsotonicCalibration.Fit(fused, rows[0].Outcome, rows[0].Weight);
    }

    private static Predictions Fuse(FusionModel model, IReadOnlyList<Predictions> rows) =>
        rows[0] with { Learner = model.Name, Probability = model.Combine([.. rows.Select(p => p.Probability)]) };

    private static bool CanSettle(IReadOnlyList<Predictions> rows, int numbers) => LogitFusion.CanSettle(numbers, rows[0].Outcome, rows[0].Weight, rows[0].User);

    // A learner that diverged has no loss and is not the best.
    private static int Best(IEnumerable<Predictions> rows) =>
        rows.Select((p, m) => (Loss: Gate.LogLoss(p), m)).MinBy(l => double.IsNaN(l.Loss) ? double.PositiveInfinity : l.Loss).m;

    /// <summary>What one half says of a choice made on the other.</summary>
    /// <param name="Plain">Fused without the isotonic map.</param>
    /// <param name="Mapped">Fused with it.</param>
    /// <param name="Single">The learner that was best on the other half.</param>
    private sealed record HeldOut(Predictions Plain, Predictions Mapped, Predictions Single)
    {
        public static HeldOut Of(IReadOnlyList<IIntentModel> learners, IReadOnlyList<Predictions> fit, IReadOnlyList<Predictions> judge, bool isFree)
        {
            var mapped = FitFusion(learners, fit, isFree, isotonic: true);
            var plain = new FusionModel(learners, mapped.Fusion, isotonic: null);
            return new HeldOut(Fuse(plain, judge), Fuse(mapped, judge), judge[Best(fit)] with { Learner = "best single" });
        }
    }

    /// <summary>A learner of which only predictions are there.</summary>
    private sealed class NamedModel(string name) : IIntentModel
    {
        public string Name { get; } = name;

        public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) => throw new NotSupportedException("Only its predictions are known.");

        public string AddTo(Export.OnnxGraph graph) => throw new NotSupportedException("Only its predictions are known.");
    }
}
