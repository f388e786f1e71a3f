using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Foresale.Features;
using Foresale.Scoring;
using Foresale.States;

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
public sealed record ItemIntent(string ItemId, float Intent, double Percentile, string Band);

/// <summary>Scores on reading. An answer is remembered until the shopper does something, the minute ends or another model serves.</summary>
internal sealed class IntentReader(ShopState shop, ServedModel model, ShopMeter meter, TimeProvider clock)
{
    private ConcurrentDictionary<string, (int Events, int Model, IntentAnswer Answer)> _remembered = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>A shopper's intent; null for one never seen.</summary>
    public IntentAnswer? Read(string userId)
    {
        var (now, served) = (clock.GetUtcNow(), model.Now);
        BeginMinute(now.ToUnixTimeSeconds() / 60);
        if (shop.Shards.Glance(userId) is { } glance && _remembered.TryGetValue(userId, out var known) && known.Events == glance.Events && known.Model == served.Version)
        {
            meter.Scored(isRemembered: true);
            return known.Answer;
        }

        if (shop.Shards.Read(userId, g => ([FocusOf(served, g)], AsOf(served, g, now))) is not ({ } seen, { } states))
        {
            return null;
        }

        var answer = Answer(served, userId, seen, served.Scorer.Score(states, [0], progress: null, CancellationToken.None)[0], AsOf(served, seen, now));
        _remembered[userId] = (seen.Events, served.Version, answer);
        meter.Scored(isRemembered: false);
        return answer;
    }

    /// <summary>The intent of whoever is in a session; null where it is not known, or is not their last one any more.</summary>
    public IntentAnswer? ReadSession(string sessionId) =>
        shop.Sessions.UserOf(sessionId) is { } userId && Read(userId) is { } answer && string.Equals(answer.SessionId, sessionId, StringComparison.Ordinal) ? answer : null;

    /// <summary>A shopper's chances of items, in their order. One never seen reads as new.</summary>
    public IReadOnlyList<ItemIntent> Read(string userId, IReadOnlyList<string> itemIds)
    {
        var (now, served) = (clock.GetUtcNow(), model.Now);
        var states = shop.Shards.ReadOrNew(userId, g => (itemIds, AsOf(served, g, now)));
        meter.Scored(isRemembered: false, itemIds.Count);
        return [.. served.Scorer.Score(states, [.. Enumerable.Range(0, itemIds.Count)], progress: null, CancellationToken.None).Zip(itemIds, (s, item) => new ItemIntent(item, s.Intent, s.Percentile, Bands.Word(s.Band)))];
    }

    /// <summary>Forgets all answers: somebody was erased.</summary>
    public void Forget() => _remembered = new(StringComparer.Ordinal);

    // A session is scored as it stands after its last event, with that event's item in focus, as in training; other targets as of now, with none.
    private static string? FocusOf(ServedModel.Served served, ShopperGlance glance) => IsSession(served) ? glance.ItemId : null;

    private static DateTimeOffset AsOf(ServedModel.Served served, ShopperGlance glance, DateTimeOffset now) => IsSession(served) && glance.Events > 0 ? glance.LastArrival : now;

    private static bool IsSession(ServedModel.Served served) => served.Folder.Manifest.Target.Kind == TargetKind.Session;

    private static IntentAnswer Answer(ServedModel.Served served, string userId, ShopperGlance glance, IntentScore score, DateTimeOffset asOf)
    {
        var manifest = served.Folder.Manifest;
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
            Horizons = score.Horizons.Length == 0 ? null : manifest.Horizons.Zip(score.Horizons.ToArray()).ToDictionary(h => h.First.Horizon, h => h.Second, StringComparer.Ordinal),
            Model = served.Name,
            AsOf = asOf,
            Events = glance.Events,
        };
    }

    private void BeginMinute(long minute)
    {
        if (Interlocked.Exchange(ref _minute, minute) != minute)
        {
            _remembered = new(StringComparer.Ordinal);
        }
    }
}
