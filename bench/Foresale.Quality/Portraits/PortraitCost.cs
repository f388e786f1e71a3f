using System.Diagnostics;
using System.Globalization;
using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.Quality.Reporting;
using Foresale.Simulation;

namespace Foresale.Quality.Portraits;

/// <summary>What portraits cost on a log of about a million events: fitting, and the fold with a state read after every event.</summary>
internal static class PortraitCost
{
    private const int Sessions = 211_000, Days = 60, Snapshots = 7;

    /// <summary>Measures on one thread.</summary>
    public static StudyTable Of(StudyContext context, CancellationToken cancellationToken)
    {
        var log = PlantedShop.Load().Generate(Sessions, 9, Days).ToDataset();
        var settings = Fold.FitSettings(log, log.Info.LastTime);
        DateTimeOffset[] instants = [.. Enumerable.Range(1, Snapshots).Select(i => new DateTimeOffset(log.Days[i * log.Days.Count / (Snapshots + 1)].ToDateTime(TimeOnly.MinValue), TimeZoneInfo.FindSystemTimeZoneById(settings.Zone).GetUtcOffset(log.Info.FirstTime)))];
        var clock = Stopwatch.StartNew();
        var fitted = PortraitFit.At(log, settings, instants, PortraitOptions.Of(1), context.Progress, cancellationToken);
        var fit = clock.Elapsed.TotalSeconds;
        var megabytes = fitted.Sum(f => (f.Snapshot.Factors?.Vectors.Length ?? 0) + (f.Snapshot.Segments?.Centres.Length ?? 0)) * sizeof(float) / 1e6;
        var (plain, with) = (Replay(log, settings), Replay(log, settings with { Portraits = [.. fitted.Select(f => f.Snapshot)] }));
        return new StudyTable(
            string.Create(CultureInfo.InvariantCulture, $"Cost on {log.Info.Events:N0} events of {log.Info.Users:N0} shoppers, one thread"),
            "what",
            [("seconds", "F1"), ("µs an event", "F2"), ("MB", "F1")],
            [
                new StudyRow($"fit {Snapshots} snapshots (replay, k-means, factors)", [fit, fit * 1e6 / log.Info.Events, megabytes]),
                new StudyRow("fold, a state read after every event, without portraits", [plain, plain * 1e6 / log.Info.Events, double.NaN]),
                new StudyRow("the same with portraits", [with, with * 1e6 / log.Info.Events, double.NaN]),
            ]);
    }

    private static double Replay(MemoryDataset log, FoldSettings settings)
    {
        var fold = new Fold(settings, log.ReadUsers(), log.ReadItems());
        var (token, features) = (new int[fold.TokenSchema.Count], new float[fold.Schema.Count]);
        var clock = Stopwatch.StartNew();
        foreach (var day in log.Days)
        {
            fold.BeginDay(day);
            foreach (var shopEvent in log.ReadDay(day))
            {
                fold.Apply(shopEvent, token);
                fold.Read(shopEvent.UserId, shopEvent.ItemId, shopEvent.Arrival, features);
            }
        }

        return clock.Elapsed.TotalSeconds;
    }
}
