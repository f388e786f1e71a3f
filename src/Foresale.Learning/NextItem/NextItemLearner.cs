using System.Globalization;
using Foresale.Decisions.Recommendation;
using Foresale.Learning.Agents;
using Foresale.Learning.Native;
using Foresale.Learning.Softmax;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.NextItem;

/// <summary>Learns which item comes next: AdamW on sampled softmax, a cosine rate, the epoch kept that ranks the validation cases best.</summary>
/// <param name="options">Settings.</param>
public sealed class NextItemLearner(NextItemOptions options)
{
    private const string Stage = "next item";
    private const int ListLength = 20;
    private const double ClipNorm = 1;

    /// <summary>Trains a head.</summary>
    /// <param name="train">Sessions, oldest first.</param>
    /// <param name="validation">Cases that choose the epoch, of later sessions; null, or none, keeps the last.</param>
    /// <param name="context">Seed and progress.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    public NextItemModel Fit(ItemSessions train, NextItemCases? validation, FitContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(context);
        TorchNative.Ensure();
        validation = validation is { Count: > 0 } ? validation : null;
        manual_seed(context.Seed);
        var network = new NextItemNetwork(train.ItemCount, options.Width, options.Dropout);
        var model = new NextItemModel(network, options);
        using var optimizer = new AdamW([new ParameterGroup([.. network.parameters()], options.LearningRate)], options.WeightDecay, ClipNorm);
        var pass = new Pass(network, optimizer, new NegativeSampler(train.ClicksByItem(), Math.Min(options.Negatives, train.ItemCount), options.UniformShare), new Random(context.Seed));
        var start = context.Clock.GetTimestamp();
        bool IsOutOfTime() => options.Budget is { } budget && context.Clock.GetElapsedTime(start) >= budget;

        var (best, weights) = (double.NegativeInfinity, NamedTensors.Copy(network));
        for (var epoch = 1; epoch <= (options.StopAfter ?? options.Epochs) && epoch - model.Epochs <= options.Patience && !IsOutOfTime(); epoch++)
        {
            var loss = Run(pass, train, epoch, context, IsOutOfTime, cancellationToken);
            network.eval();
            var score = validation?.Ranks(model, ListLength, cancellationToken).ReciprocalRank ?? epoch;
            if (score > best)
            {
                (best, model.Epochs, weights) = (score, epoch, NamedTensors.Copy(network));
            }

            var judged = validation is null ? "" : string.Create(CultureInfo.InvariantCulture, $", MRR@{ListLength} {score:P2}");
            context.Tell?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{Stage}: epoch {epoch}, loss {loss:F4}{judged}, {context.Clock.GetElapsedTime(start).TotalSeconds:F0} s"));
        }

        NamedTensors.Restore(network, weights);
        return model;
    }

    // One pass over the sessions; gives the mean loss of its batches.
    private double Run(Pass pass, ItemSessions train, int epoch, FitContext context, Func<bool> isOutOfTime, CancellationToken cancellationToken)
    {
        pass.Network.train();
        var batches = SessionBatch.Shuffled(train, options.BatchSessions, options.Length, pass.Random).ToList();
        double sum = 0;
        var b = 0;
        for (; b < batches.Count && !isOutOfTime(); b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = epoch - 1 + ((double)b / batches.Count);
            pass.Optimizer.RateScale = (1 + Math.Cos(Math.PI * done / options.Epochs)) / 2;
            sum += Update(pass, batches[b]);
            context.Progress?.Report(new StageProgress(Stage, done, options.Epochs, string.Create(CultureInfo.InvariantCulture, $"loss {sum / (b + 1):F3}")));
        }

        return sum / b;
    }

    private double Update(Pass pass, SessionBatch batch)
    {
        using var scope = NewDisposeScope();
        var (drawn, logExpected) = pass.Sampler.Draw(pass.Random);
        var items = tensor(batch.Items, batch.Items.Length / batch.Length, batch.Length); // [B, T]
        var states = pass.Network.call(items).view(-1, options.Width).index_select(0, tensor(batch.Place)); // [M, D]
        var loss = SampledSoftmax.Loss(
            states.Times(1 / options.Temperature),
            pass.Network.Items(tensor(batch.Next)),
            pass.Network.Items(tensor(drawn)),
            tensor(logExpected),
            SampledSoftmax.Collisions(batch.Next, drawn));
        pass.Optimizer.Minimize(loss);
        return loss.item<float>();
    }

    /// <summary>What all passes of a fit share.</summary>
    private sealed record Pass(NextItemNetwork Network, AdamW Optimizer, NegativeSampler Sampler, Random Random);
}
