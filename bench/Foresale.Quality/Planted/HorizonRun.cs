using Foresale.Evaluation;
using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Agents.Supervised;
using Foresale.Learning.Baselines;
using Foresale.Learning.Fusion;
using Foresale.Learning.Horizons;
using Foresale.States;

namespace Foresale.Quality.Planted;

/// <summary>How a way to answer several horizons does at one of them.</summary>
/// <param name="Rows">Test rows that see its end.</param>
/// <param name="BaseRate">Share of buyers among them.</param>
/// <param name="LogLoss">Nats.</param>
/// <param name="PrAuc">Average precision.</param>
/// <param name="Ece">Calibration error.</param>
/// <param name="EceFloor">That of right scores, on average.</param>
internal sealed record HorizonScore(int Rows, double BaseRate, double LogLoss, double PrAuc, double Ece, double EceFloor);

/// <summary>What one training log gave.</summary>
/// <param name="Scores">Way, then one score a horizon.</param>
/// <param name="Contradictions">Way to the share of test rows whose probabilities fall somewhere from a horizon to a longer one.</param>
/// <param name="Excess">Weight of the horizons' loss to how near the critic and the supervised head come to the session's truth.</param>
/// <param name="Mapped">Hazards whose map stayed.</param>
internal sealed record HorizonRun(IReadOnlyDictionary<string, HorizonScore[]> Scores, IReadOnlyDictionary<string, double> Contradictions, IReadOnlyDictionary<string, (double Critic, double Supervised)> Excess, int Mapped)
{
    /// <summary>A constant.</summary>
    public const string BaseRate = "base rate of each";

    /// <summary>LightGBM, fitted anew on each horizon's outcomes.</summary>
    public const string Trees = "LightGBM, one a horizon";

    /// <summary>The supervised network, likewise.</summary>
    public const string Networks = "supervised GRU, one a horizon";

    /// <summary>The multi-horizon model as it ships.</summary>
    public const string Shipped = "one model, around the fusion";

    /// <summary>The multi-horizon network's hazards alone.</summary>
    public static string Hazards(double weight) => FormattableString.Invariant($"one network's hazards, weight {weight}");

    /// <summary>Trains all ways on one log.</summary>
    /// <param name="planted">The log; its test rows are one part.</param>
    /// <param name="weights">Weights of the horizons' loss to try; the first ships.</param>
    /// <param name="context">Seed and threads.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    public static HorizonRun Of(PlantedTable planted, IReadOnlyList<double> weights, FitContext context, CancellationToken cancellationToken)
    {
        var (table, part) = (planted.Table, planted.Parts.Single());
        var (scores, contradictions) = (new Dictionary<string, HorizonScore[]>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        var excess = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        Single(BaseRate, new BaseRateLearner());
        Single(Trees, new TreesLearner());
        Single(Networks, new SupervisedLearner(new IntentOptions()));
        ExcessOf("without horizons", table with { Horizons = [] }, 0).Dispose();
        var mapped = 0;
        foreach (var weight in weights)
        {
            using var network = ExcessOf(FormattableString.Invariant($"weight {weight}"), table, weight);
            Add(Hazards(weight), HorizonFit.Of([network.Supervised], table, context, cancellationToken).Predict(part.Table, part.Rows, intent: null, cancellationToken));
            if (weight == weights[0])
            {
                ILearner[] others = [new LogisticLearner(), new TreesLearner(), new SupervisedLearner(new IntentOptions())];
                IReadOnlyList<IIntentModel> fitted = [.. others.SelectMany(l => l.Fit(table, context, [], cancellationToken)), .. network.Heads];
                var fusion = FusedModel.FitOnSlices(fitted, table, context, cancellationToken);
                var model = HorizonFit.Of(network.Heads, table, context, cancellationToken);
                mapped = model.Maps.Count(m => m != HazardMap.None);
                Add(Shipped, model.Predict(part.Table, part.Rows, fusion.Shipped.Predict(part.Table, part.Rows, cancellationToken), cancellationToken));
            }
        }

        return new HorizonRun(scores, contradictions, excess, mapped);

        // One model a horizon: the same rows with that horizon's outcomes.
        void Single(string name, ILearner learner)
        {
            var columns = table.Horizons.Select((_, j) =>
            {
                var outcomes = table with { Horizons = [], Nodes = table.Nodes with { Outcome = [.. Enumerable.Range(0, table.Nodes.Count).Select(node => table.OutcomeWithin(j, node))] } };
                var models = learner.Fit(outcomes, context, [], cancellationToken);
                var column = models[0].Predict(part.Table, part.Rows, cancellationToken);
                models.OfType<IDisposable>().ToList().ForEach(m => m.Dispose());
                return column;
            }).ToList();
            Add(name, [.. Enumerable.Range(0, part.Rows.Length).SelectMany(i => columns.Select(c => c[i]))]);
        }

        TrainedIntent ExcessOf(string name, StateTable states, double weight)
        {
            var network = new IntentLearner(new IntentOptions { Lambda = .5, HorizonWeight = weight }).Fit(states, context, cancellationToken);
            excess[name] = (Closeness.Of(planted.Parts, network.TemporalDifference!, cancellationToken).Excess, Closeness.Of(planted.Parts, network.Supervised, cancellationToken).Excess);
            return network;
        }

        void Add(string name, float[] probability)
        {
            var results = HorizonResult.Of(part.Table, new ScoredRows(part.Rows, new Dictionary<string, float[]>(StringComparer.Ordinal)) { Horizons = probability }, context.Seed);
            scores[name] = [.. results.Select(r => new HorizonScore(r.Metrics.Rows, r.Metrics.BaseRate, r.Metrics.LogLoss, r.Metrics.PrAuc, r.Metrics.Ece, r.Metrics.EceFloor))];
            var width = table.Horizons.Count;
            contradictions[name] = Enumerable.Range(0, part.Rows.Length).Average(i => Enumerable.Range(1, width - 1).Any(j => probability[(i * width) + j] < probability[(i * width) + j - 1]) ? 1.0 : 0.0);
        }
    }
}
