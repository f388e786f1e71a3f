using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Foresale.Features;
using Foresale.Scoring;
using Foresale.Server.Models;
using Foresale.States;
using Foresale.Storage;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>How strongly a shopper intends to buy, now.</summary>
public sealed record IntentAnswer
{
    /// <summary>The shopper.</summary>
    public required string UserId { get; init; }

    /// <summary>The session of their last event.</summary>
    public string? SessionId { get; init; }

    /// <summary>Calibrated probability of the target, 0..1.</summary>
    public required float Intent { get; init; }

    /// <summary>Share of the calibration slice's scores below it, 0..100.</summary>
    public required double Percentile { get; init; }

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c> or <c>very_high</c>, against the base rate.</summary>
    public required string Band { get; init; }

    /// <summary>Share of buyers in the training slice, 0..1.</summary>
    public required double BaseRate { get; init; }

    /// <summary>The question with its horizon.</summary>
    public required string Target { get; init; }

    /// <summary>Behavior most likely next; null where the model has no network.</summary>
    public string? Next { get; init; }

    /// <summary>Behavior that would raise the chance; null where none would.</summary>
    public string? Nudge { get; init; }

    /// <summary>By how much: associated, not caused.</summary>
    public double? Lift { get; init; }

    /// <summary>What is at stake: intent times price, and times margin where that is known; null where no price is.</summary>
    public double? Value { get; init; }

    /// <summary><c>margin</c>, or <c>revenue</c> where no margin is known.</summary>
    public string? ValueIs { get; init; }

    /// <summary>Whose price: what lies in the <c>cart</c>, else the <c>item</c> in focus, else the mean of what was <c>viewed</c>.</summary>
    public string? ValueOf { get; init; }

    /// <summary>ISO 4217 code of <see cref="Value"/>; null where it is not known.</summary>
    public string? Currency { get; init; }

    /// <summary>Probability within each further horizon that the model answers; null where it answers none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, float>? Horizons { get; init; }

    /// <summary>The model: version and data.</summary>
    public required string Model { get; init; }

    /// <summary>The instant of the state: the last event's arrival for sessions, else now.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Events of the shopper so far.</summary>
    public required int Events { get; init; }
}

/// <summary>The chance of an item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Intent">Calibrated probability with the item in focus, 0..1.</param>
/// <param name="Percentile">0..100.</param>
/// <param name="Band">Against the base rate.</param>
/// <param name="Value">Intent times the item's price, and times its margin where that is known; null where its price is not.</param>
/// <param name="ValueIs"><c>margin</c>, or <c>revenue</c> where no margin is known.</param>
public sealed record ItemIntent(string ItemId, float Intent, double Percentile, string Band, double? Value, string? ValueIs);

/// <summary>Scores on reading. An answer is remembered until the shopper does something, the minute ends or another model is shown to them.</summary>
internal sealed class IntentReader(ShopState shop, ServedModel models, IntentWatch watch, ShopMeter meter, IOptions<ShopOptions> options, TimeProvider clock)
{
    private const int MostRemembered = 50_000; // some 40 MB: a minute may see millions of shoppers
    private ConcurrentDictionary<string, (int Events, int Model, IntentAnswer Answer)> _remembered = new(StringComparer.Ordinal);
    private long _minute;
    private int _held; // answers remembered, about

    /// <summary>ISO 4217 code of values; null where it is not known.</summary>
    public string? Currency { get; } = CurrencyOf(options.Value);

    /// <summary>True where intents with an item in focus are the probability that this item is bought, and not anything.</summary>
    public bool IsOfItems => models.Folder.Manifest.Target.Kind is TargetKind.UserItem;

    /// <summary>The model that most shoppers are shown.</summary>
    public string ModelName => models.Now.Champion.Model.Name;

    /// <summary>A shopper's intent; null for one never seen.</summary>
    public IntentAnswer? Read(string userId)
    {
        var now = clock.GetUtcNow();
        BeginMinute(now.ToUnixTimeSeconds() / 60);
        if (shop.Shards.Glance(userId) is { } glance && _remembered.TryGetValue(userId, out var known) && known.Events == glance.Events && known.Model == models.Now.ShownTo(userId).Model.Version)
        {
            meter.Scored(isRemembered: true);
            return known.Answer;
        }

        return models.With(userId, (lineup, shown) =>
        {
            var model = shown.Model;
            if (shop.Shards.Read(userId, g => ([FocusOf(model, g)], AsOf(model, g, now))) is not ({ } seen, { } states))
            {
                return null;
            }

            var began = clock.GetTimestamp();
            var score = model.Scorer.Score(states, [0], progress: null, CancellationToken.None)[0];
            watch.Scored(lineup, shown, userId, seen, score, states, clock.GetElapsedTime(began));
            var answer = Answer(model, userId, seen, score, model.Stake.OfShopper(score.Intent, states.FeaturesOf(0)), AsOf(model, seen, now));
            if (Interlocked.Increment(ref _held) > MostRemembered)
            {
                Forget();
            }

            _remembered[userId] = (seen.Events, model.Version, answer);
            meter.Scored(isRemembered: false);
            return answer;
        });
    }

    /// <summary>The intent of whoever is in a session; null where it is not known, or is not their last one any more.</summary>
    public IntentAnswer? ReadSession(string sessionId) =>
        shop.Sessions.UserOf(sessionId) is { } userId && Read(userId) is { } answer && string.Equals(answer.SessionId, sessionId, StringComparison.Ordinal) ? answer : null;

    /// <summary>A shopper's chances of items, in their order. One never seen reads as new.</summary>
    public ScoreAnswer Read(string userId, IReadOnlyList<string> itemIds) => models.With(userId, (_, shown) =>
    {
        var (now, model) = (clock.GetUtcNow(), shown.Model);
        var states = shop.Shards.ReadOrNew(userId, g => (itemIds, AsOf(model, g, now)));
        meter.Scored(isRemembered: false, itemIds.Count);
        var scores = model.Scorer.Score(states, [.. Enumerable.Range(0, itemIds.Count)], progress: null, CancellationToken.None);
        return new ScoreAnswer([.. scores.Select((s, i) => Item(itemIds[i], s, model.Stake.OfItem(s.Intent, states.FeaturesOf(i))))], model.Name, Currency);
    });

    /// <summary>Forgets all answers: somebody was erased, the minute ended, or there are too many.</summary>
    public void Forget() => (_remembered, _held) = (new(StringComparer.Ordinal), 0);

    private static ItemIntent Item(string itemId, IntentScore score, Worth? worth) => new(itemId, score.Intent, score.Percentile, Bands.Word(score.Band), worth?.Value, worth?.ValueIs);

    private static string? CurrencyOf(ShopOptions options) =>
        options.Currency is { Length: > 0 } currency ? currency : options.Side is { Length: > 0 } side ? new DatasetFolder(side).Info.Currency : null;

    // A session is scored as it stands after its last event, with that event's item in focus, as in training; other targets as of now, with none.
    private static string? FocusOf(LoadedModel model, ShopperGlance glance) => IsSession(model) ? glance.ItemId : null;

    private static DateTimeOffset AsOf(LoadedModel model, ShopperGlance glance, DateTimeOffset now) => IsSession(model) && glance.Events > 0 ? glance.LastArrival : now;

    private static bool IsSession(LoadedModel model) => model.Folder.Manifest.Target.Kind == TargetKind.Session;

    private IntentAnswer Answer(LoadedModel model, string userId, ShopperGlance glance, IntentScore score, Worth? worth, DateTimeOffset asOf)
    {
        var manifest = model.Folder.Manifest;
        return new IntentAnswer
        {
            UserId = userId,
            SessionId = glance.SessionId,
            Intent = score.Intent,
            Percentile = score.Percentile,
            Band = Bands.Word(score.Band),
            BaseRate = manifest.BaseRate,
            Target = TargetParser.Describe(manifest.Target),
            Next = score.Next,
            Nudge = score.Nudge,
            Lift = score.Lift,
            Value = worth?.Value,
            ValueIs = worth?.ValueIs,
            ValueOf = worth?.ValueOf,
            Currency = worth is null ? null : Currency,
            Horizons = score.Horizons.Length == 0 ? null : manifest.Horizons.Zip(score.Horizons.ToArray()).ToDictionary(h => h.First.Horizon, h => h.Second, StringComparer.Ordinal),
            Model = model.Name,
            AsOf = asOf,
            Events = glance.Events,
        };
    }

    private void BeginMinute(long minute)
    {
        if (Interlocked.Exchange(ref _minute, minute) != minute)
        {
            Forget();
        }
    }
}
