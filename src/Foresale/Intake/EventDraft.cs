using System.Globalization;
using System.Text.Json;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>An event in the making: what was read of it, from where, and the first fault. One draft serves a whole body.</summary>
/// <param name="options">Bounds of texts.</param>
internal sealed class EventDraft(IntakeOptions options)
{
    /// <summary>How a native time is written.</summary>
    public const string TimeRemedy = "Give ISO 8601 with an offset, such as 2026-05-01T10:00:00Z, or Unix seconds or milliseconds.";

    private const int FieldCount = (int)Field.Behavior + 1;
    private readonly string?[] _texts = new string?[EventRow.TextCount];
    private readonly (JsonPlace Place, string? Name)[] _from = new (JsonPlace, string?)[FieldCount];

    /// <summary>The first fault; null for none.</summary>
    public IntakeFault? Fault { get; private set; }

    /// <summary>Unix milliseconds; null where not read.</summary>
    public long? TimeMs { get; set; }

    /// <summary>Unix milliseconds; null where the source does not say.</summary>
    public long? ReceivedMs { get; private set; }

    /// <summary>What was done; null where not read.</summary>
    public Behavior? Behavior { get; set; }

    public decimal? Price { get; private set; }

    public decimal? Quantity { get; private set; }

    public bool? Consent { get; set; }

    public string? Text(Field field) => _texts[(int)field];

    /// <summary>Begins another event.</summary>
    public void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_from);
        (Fault, TimeMs, ReceivedMs, Behavior, Price, Quantity, Consent) = (null, null, null, null, null, null, null);
    }

    /// <summary>Notes a fault, if it is the first.</summary>
    public void Fail(string rule, string place, string found, string remedy) => Fault ??= new IntakeFault(rule, place, found, remedy);

    /// <summary>Puts a text that the format made; null takes it away.</summary>
    public void Put(Field field, string? text) => _texts[(int)field] = text;

    /// <summary>Where a field was read; null where it was not.</summary>
    public string? PlaceOf(Field field) => _from[(int)field] is (var place, { } name) ? place.Of(name) : null;

    /// <summary>Puts the words of a search that the format made.</summary>
    public void PutQuery(string words, JsonPlace place, string name)
    {
        if (IsShort(Field.Query, words, place, name) && words.Length > 0)
        {
            Put(Field.Query, words);
        }
    }

    /// <summary>Notes where a field that the format reads itself stands.</summary>
    public void From(Field field, JsonPlace place, string name) => _from[(int)field] = (place, name);

    /// <summary>Reads a field, unless it has a value already. Null and empty text are missing values.</summary>
    public void Set(Field field, JsonElement value, JsonPlace place, string name)
    {
        if (value.ValueKind is JsonValueKind.Null || IsEmpty(value) || Fault is not null || _from[(int)field].Name is not null)
        {
            return;
        }

        From(field, place, name);
        if ((int)field < EventRow.TextCount)
        {
            SetText(field, value, place, name);
        }
        else if (!TryRead(field, value))
        {
            var (rule, found, remedy) = Unread(field);
            Fail(rule, place.Of(name), $"'{IntakeText.Show(value)}' is {found}.", remedy);
        }
    }

    private bool TryRead(Field field, JsonElement value)
    {
        switch (field)
        {
            case Field.Price when IntakeText.TryAmount(value, out var price):
                Price = price;
                return true;
            case Field.Quantity when IntakeText.TryAmount(value, out var quantity):
                Quantity = quantity;
                return true;
            case Field.Consent when IntakeText.TryConsent(value, out var consent):
                Consent = consent;
                return true;
            case Field.Time when TryInstant(value, out var time):
                TimeMs = time;
                return true;
            case Field.ReceivedAt when TryInstant(value, out var received):
                ReceivedMs = received;
                return true;
            case Field.Behavior when value.ValueKind is JsonValueKind.String && Behaviors.TryParse(value.GetString(), out var behavior):
                Behavior = behavior;
                return true;
            default:
                return false;
        }
    }

    private static (string Rule, string Found, string Remedy) Unread(Field field) => field switch
    {
        Field.Price => ("bad_price", "no price", "Give a number from 0 to 1,000,000,000."),
        Field.Quantity => ("bad_quantity", "no quantity", "Give a number above 0 and at most 1,000,000."),
        Field.Consent => ("bad_consent", "neither true nor false", "Write true, false, 1 or 0, or leave it empty."),
        Field.Behavior => ("unknown_behavior", "no behavior", "Use view, search, favorite, cart, purchase, uncart or refund."),
        _ => ("bad_time", "no time", TimeRemedy),
    };

    private void SetText(Field field, JsonElement value, JsonPlace place, string name)
    {
        if (!IntakeText.TryText(value, out var text))
        {
            Fail("wrong_type", place.Of(name), $"this is {(value.ValueKind is JsonValueKind.Number ? "no whole number" : IntakeText.Kind(value))}.", "Give a text.");
            return;
        }

        if (IsShort(field, text, place, name))
        {
            _texts[(int)field] = text;
        }
    }

    private bool IsShort(Field field, string text, JsonPlace place, string name)
    {
        var most = field is Field.Query ? options.MaxQueryLength : options.MaxTextLength;
        if (text.Length <= most)
        {
            return true;
        }

        Fail("too_long", place.Of(name), $"it has {text.Length.ToString("N0", CultureInfo.InvariantCulture)} characters.", $"Give at most {most.ToString("N0", CultureInfo.InvariantCulture)}.");
        return false;
    }

    private static bool TryInstant(JsonElement value, out long milliseconds) => value.ValueKind is JsonValueKind.Number
        ? IntakeText.TryUnix(value, perMillisecond: null, out milliseconds)
        : IntakeText.TryIso(value, needsOffset: true, out milliseconds);

    private static bool IsEmpty(JsonElement value) => value.ValueKind is JsonValueKind.String && value.ValueEquals(""u8);
}
