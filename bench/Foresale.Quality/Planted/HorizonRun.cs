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
/// <param name="Falls">Way to the share of test rows whose probabilities fall somewhere from a horizon to a longer one: at all, and by more than .01.</param>
/// <param name="Change">Largest difference that asking for horizons makes to the critic's probability of a test row.</param>
/// <param name="Mapped">Hazards whose map stayed.</param>
internal sealed record HorizonRun(IReadOnlyDictionary<string, HorizonScore[]> Scores, IReadOnlyDictionary<string, (double Any, double Large)> Falls, double Change, int Mapped)
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
    public const string Hazards = "one network's hazards";

    /// <summary>Trains all ways on one log.</summary>
    /// <param name="planted">The log; its test rows are one part.</param>
    /// <param name="context">Seed and threads.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    public static HorizonRun Of(PlantedTable planted, FitContext context, CancellationToken cancellationToken)
    {
        var (table, part, options) = (planted.Table, planted.Parts.Single(), new IntentOptions { Lambda = .5 });
        var (scores, falls) = (new Dictionary<string, HorizonScore[]>(StringComparer.Ordinal), new Dictionary<string, (double, double)>(StringComparer.Ordinal));
        Single(BaseRate, new BaseRateLearner());
        Single(Trees, new TreesLearner());
        Single(Networks, new SupervisedLearner(options));

        using var network = new IntentLearner(options).Fit(table, context, cancellationToken);
        using var without = new IntentLearner(options).Fit(table with { Horizons = [] }, context, cancellationToken);
        var change = Critic(network).Zip(Critic(without), (a, b) => (double)Math.Abs(a - b)).Max();
        ILearner[] others = [new LogisticLearner(), new TreesLearner(), new SupervisedLearner(options)];
        IReadOnlyList<IIntentModel> fitted = [.. others.SelectMany(l => l.Fit(table, context, [], cancellationToken)), .. network.Heads];
        var shipped = FusedModel.FitOnSlices(fitted, table, context, cancellationToken).Shipped.Predict(part.Table, part.Rows, cancellationToken);
        var model = HorizonFit.Of(network.Heads, table, context, cancellationToken);
        Add(Hazards, model.Predict(part.Table, part.Rows, intent: null, cancellationToken));
        Add(Shipped, model.Predict(part.Table, part.Rows, shipped, cancellationToken));
        return new HorizonRun(scores, falls, change, model.Maps.Count(m => m != HazardMap.None));

        float[] Critic(TrainedIntent trained) => trained.TemporalDifference!.Predict(part.Table, part.Rows, cancellationToken);

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

        void Add(string name, float[] probability)
        {
            var results = HorizonResult.Of(part.Table, new ScoredRows(part.Rows, new Dictionary<string, float[]>(StringComparer.Ordinal)) { Horizons = probability }, context.Seed);
            scores[name] = [.. results.Select(r => new HorizonScore(r.Metrics.Rows, r.Metrics.BaseRate, r.Metrics.LogLoss, r.Metrics.PrAuc, r.Metrics.Ece, r.Metrics.EceFloor))];
            var width = table.Horizons.Count;
            falls[name] = (Share(0), Share(.01));

            double Share(double drop) => Enumerable.Range(0, part.Rows.Length).Average(i => Enumerable.Range(1, width - 1).Any(j => probability[(i * width) + j] < probability[(i * width) + j - 1] - drop) ? 1.0 : 0.0);
        }
    }
}
