using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using Foresale.Events;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.States;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// Trains the intent network: what comes next first where that is asked for (phase 0), the critic with its target network (phase 1),
/// then the actor against the standing critic (phase 2). docs/equations.md has the losses.
/// </summary>
/// <remarks>
/// Equal seeds give equal weights to the bit on one machine, unless a time budget cuts. With a checkpoint folder a run that was stopped
/// goes on from its last whole epoch and ends with the same weights. Ctrl-C loses at most the epoch it falls into, or the pre-training or the trials
/// of lambda: each of these is kept when it is done, both together where there are both.
/// </remarks>
/// <param name="options">Sizes, losses, epochs; null for the defaults.</param>
public sealed class IntentLearner(IntentOptions? options = null) : ILearner
{
    private const int MostValidationRows = 20_000;
    private readonly IntentOptions _options = options ?? new IntentOptions();

    /// <summary>Names the checkpoint.</summary>
    internal string Name { get; init; } = "intent";

    /// <summary>True for the supervised head alone.</summary>
    internal bool IsSupervised { get; init; }

    /// <inheritdoc/>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken) =>
        FitFolds(table, context, [.. folds.SelectMany(f => f).OfType<IntentHead>().Select(h => h.Trained)], cancellationToken).Heads;

    /// <summary>The network whose heads some models are; null where none is.</summary>
    public static TrainedIntent? NetworkOf(IEnumerable<IIntentModel> models) => models.OfType<IntentHead>().FirstOrDefault()?.Trained;

    /// <summary>Trains on the training slice; the validation rows serve early stopping and the choice of lambda.</summary>
    /// <exception cref="UserFaultException">The options contradict themselves, there is nothing to learn from, or a checkpoint is broken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; whole epochs are in the checkpoint folder, where there is one.</exception>
    public TrainedIntent Fit(StateTable table, FitContext context, CancellationToken cancellationToken) =>
        Run(table, context, _options, [Slice.Train], table.RowsOf(Slice.Validation), cancellationToken);

    internal TrainedIntent FitFolds(StateTable table, FitContext context, IReadOnlyList<TrainedIntent> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (folds.Count == 0)
        {
            return Fit(table, context, cancellationToken);
        }

        // The folds have shown how long to train; the validation rows may then be learnt from.
        var settled = _options with
        {
            Epochs = Math.Max(1, (int)Math.Round(folds.Average(f => f.History.BestEpoch))),
            PretrainEpochs = (int)Math.Round(folds.Average(f => f.History.PretrainEpochs)),
            Lambda = folds[0].History.Lambda ?? _options.Lambda,
        };
        return Run(table, context, settled, [Slice.Train, Slice.Validation], [], cancellationToken);
    }

    private TrainedIntent Run(StateTable table, FitContext context, IntentOptions options, Slice[] slices, int[] validationRows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.Fault() is { } fault)
        {
            throw new UserFaultException("network options", fault, "Correct it, or leave the default.");
        }

        TorchNative.Ensure();
        var rows = table.RowsOf(slices);
        if (rows.Length == 0)
        {
            throw new UserFaultException("training slice", "no row has a known outcome.", "Import a longer log, or choose a shorter horizon.");
        }

        options = context.Start is { } start ? options.ShapedAs(start.Options) : options;
        var shape = IsSupervised ? IntentShape.Of(table).Supervised() : IntentShape.Of(table);
        var fit = new IntentFit(table, shape, options, ScalingOf(table, shape, rows, context), context, slices, Sample(validationRows, context.Seed))
        {
            Name = Name,
            Fingerprint = Fingerprint(table, shape, options, context, slices),
        };
        return fit.Run(cancellationToken);
    }

    private static FeatureScaling ScalingOf(StateTable table, IntentShape shape, int[] rows, FitContext context)
    {
        var own = FeatureScaling.Fit(table, rows);
        if (context.Start is not { } start)
        {
            return own;
        }

        WarmStart.Require(shape, start);
        return WarmStart.Scaling(own, shape, start);
    }

    private static int[] Sample(int[] rows, int seed)
    {
        if (rows.Length > MostValidationRows)
        {
            rows = [.. rows];
            new Random(seed).Shuffle(rows);
            rows = rows[..MostValidationRows];
            Array.Sort(rows);
        }

        return rows;
    }

    private static string Fingerprint(StateTable table, IntentShape shape, IntentOptions options, FitContext context, Slice[] slices)
    {
        var text = JsonSerializer.Serialize(new { table.DataHash, shape, options = options with { Budget = null }, context.Seed, slices });
        var hash = new XxHash64();
        hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(table.Nodes.Slice.AsSpan())); // Folds of one table differ in nothing else.
        foreach (var numbers in context.Start?.Weights.Values.AsEnumerable() ?? [])
        {
            hash.Append(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }

        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }
}
