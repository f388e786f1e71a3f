using Foresale.Decisions.Benchmarks;
using Foresale.Evaluation;
using Foresale.Events;

namespace Foresale.Learning.Decisions;

/// <summary>What a benchmark of decisions gets.</summary>
public sealed record DecisionRun
{
    /// <summary>Training seeds of the learned policies.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Folder of the public data sets, as FORESALE_DATA names it; null where there is none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Share of the training and of the units that are usual, above 0: small ones only show that it runs.</summary>
    public double Effort { get; init; } = 1;

    /// <summary>Only the instances whose name begins with it; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Receives progress; null where nobody looks.</summary>
    public IProgress<StageProgress>? Progress { get; init; }

    /// <summary>A number of steps or units at this effort, at least <paramref name="least"/>.</summary>
    public int Scaled(int usual, int least) => Math.Max(least, (int)Math.Round(usual * Effort));

    /// <summary>True where an instance is asked for.</summary>
    public bool Wants(string instance) => Only is null || instance.StartsWith(Only, StringComparison.Ordinal);

    /// <summary>A file of a public data set.</summary>
    /// <exception cref="UserFaultException">It is not there.</exception>
    public string DataFile(string relative) =>
        DataFolder is { } folder && File.Exists(Path.Combine(folder, relative))
            ? Path.Combine(folder, relative)
            : throw new UserFaultException(relative, DataFolder is null ? "no folder of data sets is known." : $"it is not in '{DataFolder}'.", "Set FORESALE_DATA to the folder that holds it, or give --data FOLDER.");
}

/// <summary>A benchmark of decisions: instances with known answers, baselines, learned policies, gates.</summary>
public interface IDecisionBenchmark
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it decides, in one line.</summary>
    string Description { get; }

    /// <summary>Trains and judges.</summary>
    /// <exception cref="UserFaultException">Data that it needs are not there, or an option is out of its range.</exception>
    DecisionResult Run(DecisionRun run, CancellationToken cancellationToken);
}
