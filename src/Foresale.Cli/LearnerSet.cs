using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Agents.Supervised;
using Foresale.Learning.Baselines;
using Foresale.Learning.Encoders;
using Foresale.States;

namespace Foresale.Cli;

/// <summary>Which learners run, and how.</summary>
internal sealed record LearnerSet
{
    /// <summary>The network: critic and actor; the supervised baseline shares its sizes.</summary>
    public IntentOptions Intent { get; init; } = new();

    /// <summary>The trees.</summary>
    public TreesOptions Trees { get; init; } = new();

    /// <summary>False leaves the networks out: base rate, recency rule, BG/NBD, logistic regression and trees only.</summary>
    public bool Networks { get; init; } = true;

    /// <summary>Where networks keep checkpoints; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Sized for a look within minutes on two cores.</summary>
    public static LearnerSet Quick { get; } = new()
    {
        Intent = new IntentOptions { EncoderWidth = 48, TrunkWidth = 96, Epochs = 12, Patience = 3, Lambda = .5 },
        Trees = new TreesOptions { Settings = [new TreesSetting(31, 100, .08, .5, .8, 5)], MaxRounds = 300, Patience = 30, Bags = 1 },
    };

    /// <summary>The learners, in the order of the tables.</summary>
    public LearnerRun Create()
    {
        var intent = new RecordingLearner(new IntentLearner(Intent));
        IReadOnlyList<ILearner> baselines = [new BaseRateLearner(), new RecencyLearner(), new BgNbdLearner(), new LogisticLearner(), new TreesLearner(Trees)];
        return new LearnerRun(Networks ? [.. baselines, new SupervisedLearner(Intent), intent] : baselines, intent);
    }

    /// <summary>What was trained, and how; of the network only what the question uses: a table has no events to encode, and one step no lambda.</summary>
    /// <param name="kind">The question.</param>
    /// <param name="trained">Names of the learners that there are.</param>
    public string Describe(TargetKind kind, IEnumerable<string> trained)
    {
        var baselines = string.Join(", ", trained.Where(l => l is "base_rate" or "recency" or "bg_nbd" or "logistic" or "lightgbm").Select(LearnerTitles.Of));
        var search = (Trees.Trials > 0 ? $" with {Trees.Trials} further settings tried" : "") + (Intent.Budget is { } budget ? string.Create(CultureInfo.InvariantCulture, $", at most {budget.TotalSeconds:0} s for each") : "");
        var attention = Intent.Encoder is EncoderKind.Transformer or EncoderKind.Hstu ? string.Create(CultureInfo.InvariantCulture, $", {Intent.EncoderBlocks} blocks of {Intent.EncoderHeads} heads") : "";
        var encoder = kind == TargetKind.Table ? "" : string.Create(CultureInfo.InvariantCulture, $"{Intent.Encoder.ToString().ToLowerInvariant()} encoder of width {Intent.EncoderWidth}{attention}, ");
        var lambda = Intent.Lambda?.ToString(CultureInfo.InvariantCulture) ?? "chosen on validation rows";
        var steps = kind is TargetKind.Table or TargetKind.Labels ? "" : $"lambda {lambda}, {Intent.Backup.ToString().ToLowerInvariant()} backup, ";
        var pretraining = kind != TargetKind.Table && Intent.PretrainEpochs > 0 ? string.Create(CultureInfo.InvariantCulture, $" after {Intent.PretrainEpochs} of pre-training") : "";
        return Networks
            ? string.Create(CultureInfo.InvariantCulture, $"{baselines}{search}; networks: {encoder}hidden layers of width {Intent.TrunkWidth}, {steps}at most {Intent.Epochs} epochs{pretraining}")
            : baselines + search;
    }
}

/// <summary>The learners of one run, and what they leave behind.</summary>
/// <param name="All">In the order of the tables.</param>
/// <param name="Intent">The network's learner.</param>
internal sealed record LearnerRun(IReadOnlyList<ILearner> All, RecordingLearner Intent)
{
    /// <summary>Curves of training; empty before the fit and without a network.</summary>
    public IReadOnlyList<Series> History => Intent.Trained?.History.Series ?? [];

    /// <summary>Writes the network's weights, to resume from or to look into.</summary>
    public void SaveWeights(string path) => Intent.Trained?.Save(path);
}

/// <summary>Keeps the network of the last fit, for its curves and weights.</summary>
internal sealed class RecordingLearner(IntentLearner learner) : ILearner
{
    /// <summary>The network of the last fit; null before.</summary>
    public TrainedIntent? Trained { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<IIntentModel> Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        var models = ((ILearner)learner).Fit(table, context, folds, cancellationToken);
        Trained = IntentLearner.NetworkOf(models);
        return models;
    }
}
