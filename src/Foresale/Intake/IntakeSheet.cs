using System.Globalization;
using System.Text.Json;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>What has become of a body so far. Values are judged by the rules of cleaning, so that live and imported events mean the same.</summary>
internal sealed class IntakeSheet
{
    /// <summary>The rules ask of texts only whether they are there: eight rows stand for all events.</summary>
    private static readonly EventTexts s_present = Present();

    private readonly List<IntakeItem> _accepted = [];
    private readonly Dictionary<string, int> _ignored = new(StringComparer.Ordinal);
    private readonly List<IntakeFault> _faults = [];
    private readonly DateTimeOffset _received;
    private readonly Cleaner _cleaner;

    public IntakeSheet(IntakeContext context)
    {
        Options = context.Options;
        ReceivedMs = context.ReceivedAt.ToUnixTimeMilliseconds();
        _received = DateTimeOffset.FromUnixTimeMilliseconds(ReceivedMs);
        Draft = new EventDraft(context.Options);
        _cleaner = new Cleaner(
        [
            new TimeBefore1990Rule(), new FutureTimeRule(context.ReceivedAt), new MissingUserRule(), new BadPriceRule(),
            new BadQuantityRule(), new MissingItemRule(), new ConsentRule(context.Options.RequireConsent),
        ]);
    }

    public IntakeOptions Options { get; }

    /// <summary>Unix milliseconds.</summary>
    public long ReceivedMs { get; }

    /// <summary>The event in the making.</summary>
    public EventDraft Draft { get; }

    public void Fail(string rule, string place, string found, string remedy) => Fail(new IntakeFault(rule, place, found, remedy));

    public void Fail(IntakeFault fault) => _faults.Add(fault);

    public void Ignore(string name)
    {
        name = IntakeText.Show(name);
        _ignored[name] = _ignored.GetValueOrDefault(name) + 1;
    }

    /// <summary>Decides on the draft: an event, or left out for want of consent, or a fault.</summary>
    /// <param name="places">Where its parts stand.</param>
    /// <param name="names">What the source calls the fields.</param>
    public void SettleEvent(in EventPlaces places, SourceNames names)
    {
        if (Check(places, names) is { } behavior)
        {
            _accepted.Add(new IntakeItem(Event(behavior), null));
        }
    }

    /// <summary>Decides on the draft as a merge; it has both names.</summary>
    public void SettleMerge(JsonPlace place, SourceNames names)
    {
        Draft.Behavior = Behavior.View; // asks for no item
        if (Check(new EventPlaces(place), names) is not null)
        {
            _accepted.Add(new IntakeItem(null, new IdentityMerge(Draft.Text(Field.AnonymousId)!, Draft.Text(Field.UserId)!, DateTimeOffset.FromUnixTimeMilliseconds(Draft.TimeMs!.Value))));
        }
    }

    /// <summary>True where a list has more events than a body may have; the body is then refused.</summary>
    public bool IsTooMany(int events, string name, out IntakeResult refused)
    {
        refused = new IntakeResult();
        if (events <= Options.MaxEvents)
        {
            return false;
        }

        refused = Unreadable(new IntakeFault("too_many_events", name, $"it has {events.ToString("N0", CultureInfo.InvariantCulture)} events.", $"Send at most {Options.MaxEvents.ToString("N0", CultureInfo.InvariantCulture)} in one body."));
        return true;
    }

    /// <summary>The result of a body of which nothing can be read.</summary>
    public static IntakeResult Unreadable(IntakeFault fault) => new() { Faults = [fault], IsUnreadable = true };

    /// <summary>The result of a body whose outermost value is not of the format.</summary>
    public static IntakeResult WrongBody(string place, JsonElement found, string remedy) =>
        Unreadable(new IntakeFault("unreadable_body", place, found.ValueKind is JsonValueKind.Undefined ? "there is none." : $"this is {IntakeText.Kind(found)}.", remedy));

    public IntakeResult Result() => new()
    {
        Accepted = _accepted,
        Ignored = _ignored,
        Faults = _faults,
        Count = _accepted.Count + _ignored.Values.Sum() + _faults.Count,
    };

    private Behavior? Check(in EventPlaces places, SourceNames names)
    {
        var draft = Draft;
        if (draft.Behavior is null)
        {
            draft.Fail("unknown_behavior", places.Event.Of("behavior"), "the behavior is missing.", "Use view, search, favorite, cart, purchase, uncart or refund.");
        }

        if (draft.TimeMs is null)
        {
            draft.Fail("bad_time", places.Event.Of(names.Time), "the time is missing.", EventDraft.TimeRemedy);
        }

        ShopperNames.Check(draft, Field.UserId);
        ShopperNames.Check(draft, Field.AnonymousId);
        if (draft.Fault is { } fault)
        {
            Fail(fault);
            return null;
        }

        var row = new EventRow
        {
            TimeMs = draft.TimeMs,
            ReceivedMs = draft.ReceivedMs,
            Behavior = (sbyte)draft.Behavior!.Value,
            Price = Scaled(draft.Price),
            Quantity = Scaled(draft.Quantity),
            Consent = draft.Consent,
            Texts = s_present,
            Index = ((draft.Text(Field.UserId) ?? draft.Text(Field.AnonymousId)) is null ? 0 : 1) | (draft.Text(Field.ItemId) is null ? 0 : 2) | (draft.Text(Field.OrderId) is null ? 0 : 4),
        };
        switch (_cleaner.Check(ref row, out var wrong))
        {
            case Verdict.Kept:
                return draft.Behavior;
            case Verdict.Dropped:
                Ignore(_cleaner.LastRule);
                return null;
            default:
                Fail(Fault(places, names, wrong));
                return null;
        }
    }

    /// <summary>The rule's words, with the names of the source.</summary>
    private IntakeFault Fault(in EventPlaces places, SourceNames names, CleaningFault wrong) => wrong.Field switch
    {
        "user_id" => new(_cleaner.LastRule, places.Shopper.Of(names.User), wrong.Found, $"Give {names.User} or {names.Anonymous}."),
        "item_id" => new(_cleaner.LastRule, places.Item.Of(names.Item), wrong.Found, $"Give {names.ItemWord}; a purchase or a refund may give {names.Order} instead."),
        "price" => new(_cleaner.LastRule, Draft.PlaceOf(Field.Price)!, wrong.Found, wrong.Remedy),
        "quantity" => new(_cleaner.LastRule, Draft.PlaceOf(Field.Quantity)!, wrong.Found, wrong.Remedy),
        "received_at" => new(_cleaner.LastRule, Draft.PlaceOf(Field.ReceivedAt)!, wrong.Found, wrong.Remedy),
        _ => new(_cleaner.LastRule, Draft.PlaceOf(Field.Time) ?? places.Event.Of(names.Time), wrong.Found, wrong.Remedy),
    };

    private ShopEvent Event(Behavior behavior) => new()
    {
        EventId = Draft.Text(Field.EventId)!,
        UserId = Draft.Text(Field.UserId) ?? Draft.Text(Field.AnonymousId)!,
        Behavior = behavior,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(Draft.TimeMs!.Value),
        ReceivedAt = Draft.ReceivedMs is { } received && Options.KeepReceivedAt ? DateTimeOffset.FromUnixTimeMilliseconds(received) : _received,
        AnonymousId = Draft.Text(Field.AnonymousId),
        SessionId = Draft.Text(Field.SessionId),
        ItemId = Draft.Text(Field.ItemId),
        Category = Draft.Text(Field.Category),
        Brand = Draft.Text(Field.Brand),
        Price = Draft.Price,
        Currency = Draft.Text(Field.Currency),
        Quantity = Draft.Quantity,
        OrderId = Draft.Text(Field.OrderId),
        Query = Draft.Text(Field.Query),
        Device = Draft.Text(Field.Device),
        Region = Draft.Text(Field.Region),
        Channel = Draft.Text(Field.Channel),
        Detail = Draft.Text(Field.Detail),
        Consent = Draft.Consent,
    };

    private static long? Scaled(decimal? amount) => amount is { } value ? (long)(value * EventRow.PriceScale) : null;

    private static EventTexts Present()
    {
        var texts = new EventTexts();
        Span<int> starts = stackalloc int[9];
        foreach (var (field, bit) in (ReadOnlySpan<(EventText, int)>)[(EventText.UserId, 1), (EventText.ItemId, 2), (EventText.OrderId, 4)])
        {
            for (var row = 0; row < 8; row++)
            {
                starts[row + 1] = starts[row] + ((row & bit) == 0 ? 0 : 1);
            }

            texts.Set(field, "xxxx"u8, starts);
        }

        return texts;
    }
}
