using Foresale.Features;
using Foresale.Learning;
using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality.Planted;

/// <summary>
/// One fixed log of shoppers that no learner saw, with the truth at every prefix. It is folded in parts of about as many sessions as the
/// training log had: how busy a shop is shows in the counts of its items, and a model is used in the shop that it was trained in.
/// </summary>
internal sealed class TestLog(PlantedShop shop, int sessions, int seed, IReadOnlyList<Horizon>? horizons = null)
{
    /// <summary>Horizons that its tables, and those of training logs, know outcomes by; empty for the session alone.</summary>
    public IReadOnlyList<Horizon> Horizons { get; } = horizons ?? [];

    private readonly SimulatedLog _log = shop.Generate(sessions, seed);

    /// <summary>The test rows as a model of a training log of some size sees them.</summary>
    /// <param name="trainingSessions">Sessions of the training log.</param>
    /// <param name="settings">Its fold.</param>
    /// <param name="missing">Its fills.</param>
    /// <param name="cancellationToken">Looked at once a day of each part.</param>
    public IReadOnlyList<TestPart> Fold(int trainingSessions, FoldSettings settings, MissingValues missing, CancellationToken cancellationToken)
    {
        var parts = Math.Max(1, (int)Math.Round((double)sessions / trainingSessions));
        var place = _log.Users.Keys.Order(StringComparer.Ordinal).Select((user, i) => (user, i)).ToDictionary(p => p.user, p => p.i % parts, StringComparer.Ordinal);
        return [.. _log.Events.GroupBy(e => place[e.UserId]).OrderBy(g => g.Key).Select(g => Part(_log with { Events = [.. g] }, Horizons, settings, missing, cancellationToken))];
    }

    private static TestPart Part(SimulatedLog part, IReadOnlyList<Horizon> horizons, FoldSettings settings, MissingValues missing, CancellationToken cancellationToken)
    {
        var dataset = part.ToDataset();
        var from = dataset.Info.FirstTime;
        var plan = new SplitPlan { From = from, ValidationFrom = from, CalibrationFrom = from, TestFrom = from, End = dataset.Info.LastTime.AddMilliseconds(1) };
        var raw = StateBuilder.Build(dataset, new StateRequest(new Target(TargetKind.Session)) { Plan = plan, Settings = settings, Horizons = horizons }, progress: null, cancellationToken);
        var rows = raw.RowsOf(Slice.Test);
        return new TestPart(missing.Apply(raw), rows, Array.ConvertAll(rows, row => part.Truth[raw.Nodes.EventId[row]!]));
    }
}

/// <summary>A part of the test log.</summary>
/// <param name="Table">States with filled features.</param>
/// <param name="Rows">Nodes that are judged.</param>
/// <param name="Truth">True probability of each.</param>
internal sealed record TestPart(StateTable Table, int[] Rows, float[] Truth);

/// <summary>How near a model comes to the truth.</summary>
/// <param name="Excess">Mean KL(truth || prediction), in nats.</param>
/// <param name="MeanPrediction">Mean prediction, 0..1.</param>
internal readonly record struct Closeness(double Excess, double MeanPrediction)
{
    /// <summary>Over all rows of all parts.</summary>
    public static Closeness Of(IReadOnlyList<TestPart> parts, Func<TestPart, float[]> predict)
    {
        var predictions = parts.Select(predict).ToList();
        float[] all = [.. predictions.SelectMany(p => p)];
        float[] truth = [.. parts.SelectMany(p => p.Truth)];
        return new Closeness(Evaluation.Excess.Mean(truth, all), all.Average(p => (double)p));
    }

    /// <summary>Of a model.</summary>
    public static Closeness Of(IReadOnlyList<TestPart> parts, IIntentModel model, CancellationToken cancellationToken) =>
        Of(parts, part => model.Predict(part.Table, part.Rows, cancellationToken));
}
