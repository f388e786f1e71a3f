using Foresale.Simulation;
using Foresale.States;

namespace Foresale.Quality.Planted;

/// <summary>A training log of the planted shop as a table, and the test log as its models see it.</summary>
/// <param name="Table">States with filled features, in slices.</param>
/// <param name="Parts">Rows of the test log with their truth.</param>
internal sealed record PlantedTable(StateTable Table, IReadOnlyList<TestPart> Parts)
{
    /// <summary>Draws a log.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="test">Its test log.</param>
    /// <param name="sessions">Sessions of the training log.</param>
    /// <param name="seed">Of the training log; far from the test log's, whatever the number of seeds.</param>
    /// <param name="cancellationToken">Looked at once a day.</param>
    /// <param name="train">Share of events for training; validation and calibration halve the rest. The test log is another one.</param>
    public static PlantedTable Of(PlantedShop shop, TestLog test, int sessions, int seed, CancellationToken cancellationToken, double train = .75)
    {
        var log = shop.Generate(sessions, (100 * seed) + 1).ToDataset();
        var plan = Plan(log.Days.SelectMany(log.ReadDay).Select(e => e.Arrival), train);
        var raw = StateBuilder.Build(log, new StateRequest(new Target(TargetKind.Session)) { Plan = plan, Horizons = test.Horizons }, progress: null, cancellationToken);
        var missing = MissingValues.Fit(raw);
        return new PlantedTable(missing.Apply(raw), test.Fold(sessions, raw.Settings!, missing, cancellationToken));
    }

    private static SplitPlan Plan(IEnumerable<DateTimeOffset> arrivals, double train)
    {
        var times = arrivals.Order().ToList();
        DateTimeOffset At(double share) => times[(int)(share * times.Count)];
        var end = times[^1].AddMilliseconds(1);
        return new SplitPlan { From = times[0], ValidationFrom = At(train), CalibrationFrom = At((1 + train) / 2), TestFrom = end, End = end };
    }
}
