using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning.Encoders;
using Foresale.States;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>One fit from fresh weights (or a checkpoint) to a trained network.</summary>
internal sealed class IntentFit(
    StateTable table, IntentShape shape, IntentOptions options, FeatureScaling scaling, FitContext context, Slice[] slices, int[] validationRows)
{
    private const double BudgetForCritic = .9, BudgetForPretraining = .3;
    private readonly long _start = context.Clock.GetTimestamp();
    private BestEpoch _best = BestEpoch.None;
    private (BestEpoch Best, IReadOnlyList<Series> Curves)? _pretrained;
    private int _pretrainEpochs;
    private bool _cut;

    /// <summary>Names the checkpoint.</summary>
    public required string Name { get; init; }

    /// <summary>What an equal fit has in common.</summary>
    public required string Fingerprint { get; init; }

    private string? CheckpointPath => context.CheckpointFolder is { } folder ? Checkpoint.PathIn(folder, Name, Fingerprint) : null;

    public TrainedIntent Run(CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        Checkpoint? checkpoint = null;
        if (CheckpointPath is { } path)
        {
            context.Checkpoints.Add(path);
            checkpoint = Checkpoint.Read(path);
        }

        var critic = checkpoint is null ? ChooseLambda(cancellationToken) : Start(checkpoint.Header.Lambda);
        using (critic)
        {
            var epoch = checkpoint is null ? TrialEpochs : Resume(critic, checkpoint);
            if (checkpoint is null && (epoch > 0 || _pretrainEpochs > 0))
            {
                Save(critic, epoch, isDone: false); // Neither phase 0 nor the trials of lambda are done twice.
            }

            epoch = TrainCritic(critic, epoch, checkpoint?.Header.IsDone ?? false, cancellationToken);
            NamedTensors.Restore(critic.Network, _best.Weights);
            critic.History.Flush(critic.Updates);
            if (shape.HasValue)
            {
                new ActorTraining(critic.Network, options, context, critic.History).Run(table, scaling, slices, () => OutOfTime(1), cancellationToken);
                critic.History.Flush(options.ActorUpdates);
            }

            return new TrainedIntent(shape, options, scaling, NamedTensors.Copy(critic.Network), Record(critic, epoch), context.Device);
        }
    }

    private int TrialEpochs { get; set; }

    private CriticTraining Start(double lambda) => new(table, shape, options, lambda, scaling, context, slices, validationRows);

    // Several lambdas are compared after a few epochs; the best goes on from there.
    private CriticTraining ChooseLambda(CancellationToken cancellationToken)
    {
        var critic = Start(options.Lambda ?? options.LambdaChoices[^1]);
        if (!shape.HasValue || options.Lambda is not null || options.LambdaChoices.Count < 2 || validationRows.Length == 0 || critic.Trajectories < options.LambdaTrialTrajectories)
        {
            return Pretrained(critic, cancellationToken);
        }

        critic.Dispose();
        (CriticTraining Critic, BestEpoch Best)? chosen = null;
        foreach (var lambda in options.LambdaChoices)
        {
            _best = BestEpoch.None;
            critic = Pretrained(Start(lambda), cancellationToken);
            for (var epoch = 1; epoch <= Math.Min(options.LambdaTrialEpochs, options.Epochs) && !OutOfTime(BudgetForCritic); epoch++)
            {
                RunEpoch(critic, epoch, cancellationToken);
                TrialEpochs = epoch;
            }

            if (chosen is { } before && !(_best.Loss.Score < before.Best.Loss.Score))
            {
                critic.Dispose();
                continue;
            }

            chosen?.Critic.Dispose();
            chosen = (critic, _best);
        }

        (critic, _best) = chosen!.Value;
        return critic;
    }

    private CriticTraining Pretrained(CriticTraining critic, CancellationToken cancellationToken)
    {
        if (context.Start is not null)
        {
            _best = _best.After(0, critic.Validate(), () => NamedTensors.Copy(critic.Slow)); // as it came from the other log
        }

        if (critic.Next is null || options.PretrainEpochs == 0)
        {
            return critic;
        }

        if (_pretrained is { } before)
        {
            // No lambda is in this phase: what it learnt serves all.
            critic.StartFrom(before.Best);
            critic.History.Restore(before.Curves);
            return critic;
        }

        var best = new Pretraining(critic, table, options, context).Run(judges: validationRows.Length > 0, () => OutOfTime(BudgetForPretraining), cancellationToken);
        (_pretrained, _pretrainEpochs) = ((best, critic.History.Series), best.Epoch);
        return critic;
    }

    private int Resume(CriticTraining critic, Checkpoint checkpoint)
    {
        if (checkpoint.Best.Count > 0) // none before the first epoch
        {
            NamedTensors.Restore(critic.Slow, checkpoint.Best);
            _best = new BestEpoch(checkpoint.Header.BestEpoch, critic.Validate(), checkpoint.Best);
        }

        critic.Restore(checkpoint.State, checkpoint.Header.Updates);
        critic.History.Restore(checkpoint.Header.Series);
        _pretrainEpochs = checkpoint.Header.PretrainEpochs;
        context.Tell?.Invoke(string.Create(
            CultureInfo.InvariantCulture,
            $"{LearnerTitles.Of(Name)}: goes on after {(checkpoint.Header.Epoch == 0 ? "pre-training" : $"epoch {checkpoint.Header.Epoch}")}{(checkpoint.Header.IsDone ? ", its last" : checkpoint.Header.Epoch == 0 ? "" : $" of {options.Epochs} at most")}, which an earlier run left in {context.CheckpointFolder}. To start afresh, delete that folder."));
        return checkpoint.Header.Epoch;
    }

    private int TrainCritic(CriticTraining critic, int epoch, bool isDone, CancellationToken cancellationToken)
    {
        while (!isDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunEpoch(critic, ++epoch, cancellationToken);
            isDone = epoch >= options.Epochs || (validationRows.Length > 0 && epoch - _best.Epoch >= options.Patience);
            Save(critic, epoch, isDone);
            if (OutOfTime(BudgetForCritic))
            {
                _cut = !isDone;
                break;
            }
        }

        return epoch;
    }

    private void RunEpoch(CriticTraining critic, int epoch, CancellationToken cancellationToken)
    {
        critic.RunEpoch(epoch, () => OutOfTime(BudgetForCritic), cancellationToken);
        critic.History.Flush(critic.Updates);
        var loss = critic.Validate();
        if (validationRows.Length > 0)
        {
            critic.History.Point("validation log-loss", "supervised", critic.Updates, loss.Supervised);
            if (shape.HasValue)
            {
                critic.History.Point("validation log-loss", "temporal differences", critic.Updates, loss.Value);
            }
        }

        _best = _best.After(epoch, loss, () => NamedTensors.Copy(critic.Slow));
        context.Progress?.Report(new StageProgress(Name, epoch, options.Epochs, string.Create(CultureInfo.InvariantCulture, $"log-loss {loss.Score:F4}")));
    }

    private void Save(CriticTraining critic, int epoch, bool isDone)
    {
        if (CheckpointPath is not { } path)
        {
            return;
        }

        var header = new CheckpointHeader
        {
            Lambda = critic.Lambda,
            Epoch = epoch,
            Updates = critic.Updates,
            BestEpoch = _best.Epoch,
            PretrainEpochs = _pretrainEpochs,
            IsDone = isDone,
            Series = critic.History.Series,
        };
        new Checkpoint(header, critic.Save(), _best.Weights).Write(path);
    }

    private bool OutOfTime(double share) => options.Budget is { } budget && context.Clock.GetElapsedTime(_start) >= budget * share;

    private TrainingHistory Record(CriticTraining critic, int epochs) => new()
    {
        Series = critic.History.Series,
        Critic = shape.HasValue ? "temporal difference" : "supervised",
        LogOdds = critic.LogOdds,
        Lambda = shape.HasValue ? critic.Lambda : null,
        BestEpoch = _best.Epoch,
        PretrainEpochs = _pretrainEpochs,
        Epochs = epochs,
        Updates = critic.Updates,
        ValidationLoss = _best.Loss.Score,
        CutByBudget = _cut,
    };
}
