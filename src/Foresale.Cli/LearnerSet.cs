using System.Globalization;
using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Learning.Baselines;
using Foresale.States;

namespace Foresale.Cli;

/// <summary>Which learners run, and how.</summary>
internal sealed record LearnerSet
{
    /// <summary>What the quickstart runs.</summary>
    public static LearnerSet Quick { get; } = new();

    /// <summary>The learners of a run.</summary>
    public LearnerRun Create(StateTable raw) => new([new BaseRateLearner(), new RecencyLearner(), new LogisticLearner(), new TreesLearner()]);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"base_rate, recency, logistic, lightgbm");
}

/// <summary>The learners of one run, and what they leave behind.</summary>
internal sealed class LearnerRun(IReadOnlyList<ILearner> all)
{
    /// <summary>In the order of the tables.</summary>
    public IReadOnlyList<ILearner> All { get; } = all;

    /// <summary>Curves of training; known after the fit.</summary>
    public IReadOnlyList<Series> History => [];

    /// <summary>Writes the weights of networks, to resume from.</summary>
    public void SaveWeights(string path) => _ = path;
}
