using System.Text.Json.Serialization;
using Foresale.Learning.Encoders;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What stands for the value of the next state in a target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Backup>))]
public enum Backup
{
    /// <summary>The value head's own prediction: what a probability needs.</summary>
    Expectation,

    /// <summary>V = (1 - eps) tau ln sum beta_k exp(Q_k / tau) - eps.</summary>
    Soft,

    /// <summary>V = (1 - eps) max_k Q_k - eps: the article's, which overestimates (docs/equations.md).</summary>
    Max,
}

/// <summary>How the intent network is built and trained. Defaults: measured on the planted shop (docs/equations.md), else customary.</summary>
public sealed record IntentOptions
{
    /// <summary>What reads the token history.</summary>
    public EncoderKind Encoder { get; init; } = EncoderKind.Gru;

    /// <summary>Width of embeddings and encoder, D.</summary>
    public int EncoderWidth { get; init; } = 96;

    /// <summary>Blocks of a transformer or HSTU.</summary>
    public int EncoderBlocks { get; init; } = 2;

    /// <summary>Heads of a transformer's or HSTU's attention; they divide the width.</summary>
    public int EncoderHeads { get; init; } = 2;

    /// <summary>Width of the trunk's two layers, H.</summary>
    public int TrunkWidth { get; init; } = 128;

    /// <summary>Share of units dropped in training, 0..1.</summary>
    public double Dropout { get; init; } = .2;

    /// <summary>Share of feature columns dropped in training, 0..1: many columns and few buyers are learnt by heart else.</summary>
    public double FeatureDropout { get; init; } = .3;

    /// <summary>
    /// Lambda of the targets, 0..1: 1 is the observed outcome (Monte Carlo), 0 one step of temporal difference. Null chooses from
    /// <see cref="LambdaChoices"/> by validation log-loss, or takes the last of them below <see cref="LambdaTrialTrajectories"/>.
    /// </summary>
    public double? Lambda { get; init; }

    /// <summary>What a null <see cref="Lambda"/> chooses from.</summary>
    public IReadOnlyList<double> LambdaChoices { get; init; } = [.9, .5];

    /// <summary>Training trajectories from which on a choice of lambda is worth its time.</summary>
    public int LambdaTrialTrajectories { get; init; } = 10_000;

    /// <summary>Epochs after which the lambdas are compared; the best goes on from there.</summary>
    public int LambdaTrialEpochs { get; init; } = 2;

    /// <summary>What stands for the next state's value.</summary>
    public Backup Backup { get; init; } = Backup.Expectation;

    /// <summary>tau of <see cref="Backup.Soft"/>, &gt; 0.</summary>
    public double BackupTemperature { get; init; } = 1;

    /// <summary>
    /// Share by which the slow network, which gives the targets and is kept, follows after each update, 0..1; 1 switches it off. Ten times
    /// the customary .005: a log of some thousand sessions is overfitted after a few hundred updates, before a slower one has caught up.
    /// </summary>
    public double TargetStep { get; init; } = .05;

    /// <summary>Learning rate of trunk and heads.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of the encoder.</summary>
    public double EncoderLearningRate { get; init; } = 3e-4;

    /// <summary>Share of the learning rates where a network begins from one of another log: at the full rate a small log soon overwrites it (bench/results/transfer.md).</summary>
    public double WarmStartRate { get; init; } = .1;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Largest norm of the gradient. Rarely met: where every batch with many buyers is cut, predictions are too low.</summary>
    public double GradientClip { get; init; } = 5;

    /// <summary>Trajectories an update; histories an update at most.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Nodes of one history an update at most; where more stand on it, trajectories are drawn.</summary>
    public int NodesPerHistory { get; init; } = 128;

    /// <summary>Epochs of what comes next before the critic (phase 0) at most; skipped where there is no history or no behavior.</summary>
    public int PretrainEpochs { get; init; }

    /// <summary>Weight of the next item's loss in phase 0, beside that of the next behavior, which weighs 1.</summary>
    public double PretrainItemWeight { get; init; } = .2;

    /// <summary>Weight of the gap's loss in phase 0.</summary>
    public double PretrainGapWeight { get; init; } = .05;

    /// <summary>Weight of the next item's loss beside the critic; 0 leaves it out (bench/results/pretraining.md).</summary>
    public double ItemWeight { get; init; }

    /// <summary>Weight of the loss of the gap until the next event, likewise.</summary>
    public double GapWeight { get; init; }

    /// <summary>Epochs of all heads but the actor's at most.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Epochs without a log-loss on the validation rows that is lower beyond chance before the training stops.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Updates that an epoch has at least: small logs are passed several times.</summary>
    public int MinUpdatesPerEpoch { get; init; } = 20;

    /// <summary>Weight of the consistency loss.</summary>
    public double ConsistencyWeight { get; init; } = .1;

    /// <summary>Weight of the supervised head's loss; 0 leaves the head untrained.</summary>
    public double SupervisedWeight { get; init; } = 1;

    /// <summary>tau of the actor: the lower, the further it goes from the observed behavior towards the critic's best.</summary>
    public double ActorTemperature { get; init; } = .1;

    /// <summary>Learning rate of the actor.</summary>
    public double ActorLearningRate { get; init; } = 1e-3;

    /// <summary>Updates of the actor.</summary>
    public int ActorUpdates { get; init; } = 600;

    /// <summary>Time that a fit may take; null for no bound. A bounded fit is not repeatable to the byte.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The same with the widths, blocks and heads of a size.</summary>
    public IntentOptions Sized(ModelSize size) => size switch
    {
        ModelSize.Tiny => this with { EncoderWidth = 32, TrunkWidth = 64, EncoderBlocks = 1, EncoderHeads = 2 },
        ModelSize.Small => this with { EncoderWidth = 96, TrunkWidth = 128, EncoderBlocks = 2, EncoderHeads = 2 },
        ModelSize.Base => this with { EncoderWidth = 192, TrunkWidth = 256, EncoderBlocks = 4, EncoderHeads = 4 },
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, "There is no such size."),
    };

    /// <summary>The same with another network's encoder, widths, blocks and heads: its weights fit no other shape.</summary>
    public IntentOptions ShapedAs(IntentOptions other) => this with
    {
        Encoder = other.Encoder, EncoderWidth = other.EncoderWidth, TrunkWidth = other.TrunkWidth, EncoderBlocks = other.EncoderBlocks, EncoderHeads = other.EncoderHeads,
    };

    /// <summary>True where a phase learns what comes next besides the behavior.</summary>
    internal bool LooksAhead => PretrainEpochs > 0 || ItemWeight > 0 || GapWeight > 0;

    /// <summary>The encoder's part of the options.</summary>
    internal EncoderOptions EncoderOptions => new(Encoder, EncoderWidth, EncoderBlocks, EncoderHeads, Dropout);

    /// <summary>Says what is wrong with the options; null where nothing is.</summary>
    internal string? Fault() => this switch
    {
        { EncoderWidth: < 1 } or { TrunkWidth: < 1 } => "A width is less than 1.",
        { EncoderBlocks: < 1 } or { EncoderHeads: < 1 } => "An encoder has fewer than one block or head.",
        _ when Encoder is (EncoderKind.Transformer or EncoderKind.Hstu) && EncoderWidth % EncoderHeads != 0 => "The encoder's heads do not divide its width.",
        { Dropout: < 0 or >= 1 } or { FeatureDropout: < 0 or >= 1 } => "Dropout is not in 0..1.",
        { Lambda: < 0 or > 1 } => "Lambda is not in 0..1.",
        { LambdaChoices.Count: 0, Lambda: null } => "There is no lambda to choose from.",
        { BackupTemperature: <= 0 } or { ActorTemperature: <= 0 } => "A temperature is not above 0.",
        { WarmStartRate: <= 0 } => "The share of the learning rate is not above 0.",
        { TargetStep: <= 0 or > 1 } => "The target's step is not in 0..1.",
        { Batch: < 1 } or { Epochs: < 1 } or { NodesPerHistory: < 1 } => "Batch, epochs or nodes a history are less than 1.",
        { PretrainEpochs: < 0 } or { ItemWeight: < 0 } or { GapWeight: < 0 } or { PretrainItemWeight: < 0 } or { PretrainGapWeight: < 0 } => "The epochs of pre-training or a weight of what comes next are below 0.",
        _ => null,
    };
}
