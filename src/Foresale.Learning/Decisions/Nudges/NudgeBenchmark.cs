using Foresale.Decisions.Benchmarks;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>Nudges: whom to make an offer, and when (docs/decisions/nudges.md).</summary>
public sealed class NudgeBenchmark : IDecisionBenchmark
{
    /// <inheritdoc/>
    public string Name => "nudges";

    /// <inheritdoc/>
    public string Description => "whom to make an offer, and when in a session";

    /// <inheritdoc/>
    public DecisionResult Run(DecisionRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (known, instances, notes) = (new List<KnownAnswer>(), new List<DecisionInstance>(), new List<string>());
        if (Wanted(run, $"{UpliftBenchmark.Name}-orders", $"{UpliftBenchmark.Name}-qini"))
        {
            var (found, told) = UpliftBenchmark.Run(run, cancellationToken);
            known.AddRange(UpliftBenchmark.Known());
            instances.AddRange(found.Where(i => run.Wants(i.Name)));
            notes.AddRange(told);
        }

        if (Wanted(run, TimingBenchmark.Name))
        {
            var (found, told) = TimingBenchmark.Run(run, cancellationToken);
            known.AddRange(TimingBenchmark.Known());
            instances.Add(found);
            notes.AddRange(told);
        }

        return new DecisionResult { Name = Name, Title = "Nudges", KnownAnswers = known, Instances = instances, Notes = notes };
    }

    private static bool Wanted(DecisionRun run, params string[] names) => names.Any(run.Wants);
}
