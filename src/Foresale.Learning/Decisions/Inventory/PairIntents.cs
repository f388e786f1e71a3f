using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Events;
using Foresale.Features;
using Foresale.Learning.Baselines;
using Foresale.States;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>
/// A fast model of target <c>user-item</c>, horizon one day, trained on pairs touched lately: every pair that was bought on the day, and every
/// tenth of the others with ten times the weight, so that probabilities stay what they are.
/// </summary>
public sealed class PairIntents
{
    private const int Thinning = 10;
    private readonly FoldSettings _settings;
    private readonly MissingValues _missing;
    private readonly LogisticModel _model;
    private readonly int _recentDays;

    private PairIntents(FoldSettings settings, MissingValues missing, LogisticModel model, int recentDays, int bought) =>
        (_settings, _missing, _model, _recentDays, Bought) = (settings, missing, model, recentDays, bought);

    /// <summary>Pairs of the training logs that were bought on the day.</summary>
    public int Bought { get; }

    /// <summary>Trains on logs of the same shop.</summary>
    /// <param name="logs">Events of tracked shoppers.</param>
    /// <param name="from">First day of rows, counted from a log's first.</param>
    /// <param name="until">Rows stand before this day.</param>
    /// <param name="recentDays">Pairs touched in so many days before a row count.</param>
    /// <param name="cancellationToken">Looked at once a day of a log.</param>
    public static PairIntents Train(IReadOnlyList<MemoryDataset> logs, int from, int until, int recentDays, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var settings = Fold.FitSettings(logs[0], logs[0].Info.LastTime) with { UnboundedPairs = true, HasCalendar = true };
        var (features, outcomes) = (new List<float>(), new List<float>());
        FeatureSchema? schema = null;
        foreach (var log in logs)
        {
            var number = 0;
            StateBuilder.ReadPairsDaily(log, settings, DaysOf(log, from, until), recentDays, (day, table) =>
            {
                schema = table.Schema;
                var bought = log.ReadDay(day).Where(e => e.Behavior == Behavior.Purchase).Select(e => (e.UserId, e.ItemId!)).ToHashSet();
                for (var node = 0; node < table.Nodes.Count; node++)
                {
                    var buys = bought.Contains((table.UserIds[table.Nodes.User[node]], table.ItemIds[table.Nodes.Item[node]]));
                    if (buys || number++ % Thinning == 0)
                    {
                        features.AddRange(table.FeaturesOf(table.Nodes.State[node]));
                        outcomes.Add(buys ? 1 : 0);
                    }
                }
            }, progress: null, cancellationToken);
        }

        var rows = TableOf(schema!, [.. features], [.. outcomes]);
        var missing = MissingValues.Fit(rows);
        var model = new LogisticLearner().Fit(missing.Apply(rows), cancellationToken);
        return new PairIntents(settings, missing, model, recentDays, (int)outcomes.Sum());
    }

    /// <summary>Sums of intents by item on some mornings, counted from the history's first day; null on the others.</summary>
    public DemandHistory AddTo(DemandHistory history, IDataset log, int from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(history);
        return ItemIntents.AddTo(history, log, _settings, from, _recentDays, Score, progress: null, cancellationToken);

        float[] Score(StateTable table) => _model.Predict(_missing.Apply(table), [.. Enumerable.Range(0, table.Nodes.Count)], cancellationToken);
    }

    private static List<DateOnly> DaysOf(MemoryDataset log, int from, int until) => [.. Enumerable.Range(from, until - from).Select(log.Days[0].AddDays)];

    private static StateTable TableOf(FeatureSchema schema, float[] features, float[] outcomes)
    {
        var rows = outcomes.Length;
        T[] All<T>(T value) => [.. Enumerable.Repeat(value, rows)];
        return new StateTable
        {
            Target = new Target(TargetKind.UserItem, HorizonDays: 1),
            Actions = [],
            Schema = schema,
            Features = features,
            UserIds = ["any"],
            DataHash = "",
            Nodes = new NodeTable
            {
                State = [.. Enumerable.Range(0, rows)],
                TokenBegin = All(0),
                TokenEnd = All(0),
                TimeLeft = All(1f),
                Action = All((sbyte)-1),
                End = [.. outcomes.Select(y => y > 0 ? NodeEnd.Bought : NodeEnd.NotBought)],
                Outcome = outcomes,
                Weight = [.. outcomes.Select(y => y > 0 ? 1f : Thinning)],
                Slice = All(Slice.Train),
                IsRow = All(true),
                User = All(0),
                Item = All(-1),
                TimeMs = All(0L),
                EventId = All<string?>(null),
                SessionId = All<string?>(null),
                Step = All(0),
            },
        };
    }
}
