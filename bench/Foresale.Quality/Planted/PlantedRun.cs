using Foresale.Learning;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Agents.Supervised;
using Foresale.Learning.Baselines;
using Foresale.Learning.Fusion;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality.Planted;

/// <summary>One training log, every learner on it, and how near each comes to the truth of the test log.</summary>
internal static class PlantedRun
{
    /// <summary>Name of the trees that read the counts of the session only.</summary>
    public const string CountTrees = "lightgbm, session counts";

    private static readonly string[] s_counts = ["session_views", "session_searches", "session_favorites", "session_carts", "session_purchases"];

    /// <summary>Trains and judges.</summary>
    /// <returns>Learner to closeness, in the order of the tables; and the truth's mean.</returns>
    public static (IReadOnlyDictionary<string, Closeness> Learners, FusionReport Fusion, double MeanTruth) Of(
        PlantedShop shop, TestLog test, int sessions, IntentOptions intent, FitContext context, CancellationToken cancellationToken)
    {
        var (table, parts) = PlantedTable.Of(shop, test, sessions, context.Seed, cancellationToken);
        var all = new Dictionary<string, Closeness>(StringComparer.Ordinal);

        ILearner[] learners =
        [
            new BaseRateLearner(), new RecencyLearner(), new LogisticLearner(), new TreesLearner(),
            new SupervisedLearner(intent with { Lambda = .5 }), new IntentLearner(intent with { Lambda = .5 }),
        ];
        var fitted = learners.SelectMany(l => l.Fit(table, context, [], cancellationToken)).ToList();
        foreach (var model in fitted)
        {
            all[Name(model.Name, ".5")] = Closeness.Of(parts, model, cancellationToken);
        }

        var fused = FusedModel.FitOnSlices(fitted, table, context, cancellationToken);
        Add("1", new IntentLearner(intent with { Lambda = 1 }), keepSupervised: true);
        Add("max", new IntentLearner(intent with { Lambda = .5, Backup = Backup.Max }), keepSupervised: false);
        var counts = Counts(table);
        var trees = new TreesLearner().Fit(counts, context, cancellationToken);
        all[CountTrees] = Closeness.Of(parts, part => trees.Predict(Counts(part.Table), part.Rows, cancellationToken));
        all["fusion"] = Closeness.Of(parts, fused.Fusion, cancellationToken);
        Free(fitted);
        return (all, fused.Report, parts.Sum(p => p.Truth.Sum(t => (double)t)) / parts.Sum(p => p.Rows.Length));

        void Add(string variant, ILearner learner, bool keepSupervised)
        {
            var models = learner.Fit(table, context, [], cancellationToken);
            foreach (var model in models.Where(m => keepSupervised || m.Name is "td"))
            {
                all[Name(model.Name, variant)] = Closeness.Of(parts, model, cancellationToken);
            }

            Free(models);
        }
    }

    /// <summary>How a head of the network is called in the tables.</summary>
    public static string Name(string model, string variant) => model switch
    {
        "td" => variant is "max" ? "td, max backup" : $"td, lambda {variant}",
        "supervised" => $"supervised head beside lambda {variant}",
        _ => model,
    };

    // The same rows with the counts of the session as their only columns.
    private static StateTable Counts(StateTable table)
    {
        int[] columns = [.. s_counts.Select(table.Schema.IndexOf).Where(c => c >= 0)];
        var features = new float[table.StateCount * columns.Length];
        for (var state = 0; state < table.StateCount; state++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                features[(state * columns.Length) + c] = table.FeaturesOf(state)[columns[c]];
            }
        }

        return table with { Schema = new Features.FeatureSchema([.. columns.Select(c => table.Schema.Columns[c])]), Features = features };
    }

    private static void Free(IEnumerable<IIntentModel> models)
    {
        foreach (var model in models)
        {
            (model as IDisposable)?.Dispose();
        }
    }
}
