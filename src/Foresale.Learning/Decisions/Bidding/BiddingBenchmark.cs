using Foresale.Decisions.Benchmarks;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary><c>foresale benchmark bidding</c>: budgeted bidding against published numbers and under drift.</summary>
public sealed class BiddingBenchmark : IDecisionBenchmark
{
    /// <summary>c0: budgets as shares of what winning everything would cost.</summary>
    public static IReadOnlyList<double> Shares { get; } = [1 / 32d, 1 / 16d, 1 / 8d, 1 / 4d, 1 / 2d];

    /// <inheritdoc/>
    public string Name => "bidding";

    /// <inheritdoc/>
    public string Description => "How much to bid for each place for an ad, within a budget.";

    /// <inheritdoc/>
    public DecisionResult Run(DecisionRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (instances, known, notes) = (new List<DecisionInstance>(), new List<KnownAnswer>(), new List<string>());
        var hasData = run.DataFolder is { } folder && Directory.Exists(Path.Combine(folder, IpinyouInstances.Folder));
        if (hasData)
        {
            var ipinyou = new IpinyouInstances(run);
            var found = ipinyou.Run(run, cancellationToken);
            instances.AddRange(found.Instances);
            known.AddRange(found.Known);
            notes.AddRange(found.Notes);
            if (run.Wants("drift-ipinyou"))
            {
                instances.Add(DriftInstances.Run("drift-ipinyou", "Drift: each day has the price law of one of nine iPinYou campaigns, scaled", IpinyouInstances.AllLaws(run), ipinyou.Values, run, cancellationToken));
            }
        }
        else if (run.Only?.Contains("ipinyou", StringComparison.Ordinal) is true)
        {
            run.DataFile($"{IpinyouInstances.Folder}/auctions.txt.gz"); // says what is missing
        }
        else
        {
            notes.Add($"The iPinYou problems were left out: there is no folder {IpinyouInstances.Folder} in {(run.DataFolder is null ? "FORESALE_DATA, which is not set" : run.DataFolder)}. It holds auctions.txt.gz and info_*.json.");
        }

        if (run.Wants("drift-planted"))
        {
            instances.Add(DriftInstances.Run("drift-planted", "Drift: each day has one of nine planted price laws, scaled", DriftInstances.Planted(), DriftInstances.PlantedValues(), run, cancellationToken));
        }

        foreach (var drift in instances.Where(i => i.Name.StartsWith("drift", StringComparison.Ordinal)))
        {
            notes.Add(AgainstRlb(drift));
        }

        return new DecisionResult { Name = Name, Title = "Ad bidding", KnownAnswers = known, Instances = instances, Notes = notes };
    }

    private static string AgainstRlb(DecisionInstance instance)
    {
        PolicyScores Of(string name) => instance.Policies.Single(p => string.Equals(p.Name, name, StringComparison.Ordinal));
        var gain = DecisionGate.Gain(Of(BiddingPolicies.Learned), Of(BiddingPolicies.Rlb), sign: 1);
        return FormattableString.Invariant($"{instance.Name}: learned over RLB, which knows the average law, {gain.Value:0.0000} [{gain.Low:0.0000}, {gain.High:0.0000}] of the bound; paired over {Of(BiddingPolicies.Rlb).BySeed[0].Count} episodes.");
    }
}
