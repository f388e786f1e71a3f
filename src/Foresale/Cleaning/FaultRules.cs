using System.Globalization;
using Foresale.Events;

namespace Foresale.Cleaning;

/// <summary>The line is no row: lines of delimited text that the reader sets aside are counted here too.</summary>
public sealed class BrokenRowRule : IFaultRule
{
    /// <inheritdoc/>
    public string Name => "broken_line";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The line has too few or too many fields, is not UTF-8, or is not JSON.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Fault.StartsWith("row:"u8);

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new("", $"'{FaultText.Of(row, "row")}' is not JSON.", "Mend the line: one JSON object on each.");
}

/// <summary>The word of the behavior column is neither a behavior nor mapped to one.</summary>
public sealed class UnknownBehaviorRule : IFaultRule
{
    /// <inheritdoc/>
    public string Name => "unknown_behavior";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The behavior's word is neither a behavior nor mapped to one.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Behavior == EventRow.Unknown;

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new(
        "behavior",
        FaultText.Of(row, "behavior") is { Length: > 0 } word ? $"'{word}' is no behavior." : "the behavior is missing.",
        "Use view, search, favorite, cart, purchase, uncart or refund, or map the word under \"behaviors\" in the mapping file.");
}

/// <summary>The time cannot be read.</summary>
public sealed class BadTimeRule(TimeMapping format) : IFaultRule
{
    /// <inheritdoc/>
    public string Name => "bad_time";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The time is missing or not in the mapping's format.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.TimeMs is null || row.Fault.StartsWith("received_at:"u8);

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row)
    {
        var field = row.TimeMs is null ? "time" : "received_at";
        return new CleaningFault(
            field,
            FaultText.Of(row, field) is { Length: > 0 } text ? $"'{text}' is no time of the format {format.Format}." : "the time is missing.",
            "Mend it, or set \"format\" under \"time\" in the mapping file.");
    }
}

/// <summary>The time lies before shops were on line.</summary>
public sealed class TimeBefore1990Rule : IFaultRule
{
    private static readonly long s_first = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public string Name => "time_before_1990";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The time lies before 1990: mostly a wrong unit or an empty clock.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.TimeMs < s_first || row.ReceivedMs < s_first;

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new(
        row.TimeMs < s_first ? "time" : "received_at",
        $"{FaultText.Time(Math.Min(row.TimeMs!.Value, row.ArrivalMs))} lies before 1990.",
        "Check the unit (unix_s, unix_ms, unix_us) and the format.");
}

/// <summary>The time lies more than a day ahead.</summary>
/// <param name="now">The present.</param>
public sealed class FutureTimeRule(DateTimeOffset now) : IFaultRule
{
    private readonly long _last = now.AddDays(1).ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public string Name => "future_time";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The time lies more than a day ahead of the present.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.TimeMs > _last || row.ReceivedMs > _last;

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new(
        row.TimeMs > _last ? "time" : "received_at",
        $"{FaultText.Time(Math.Max(row.TimeMs!.Value, row.ArrivalMs))} lies in the future.",
        "Check the unit (unix_s, unix_ms, unix_us), the format and the year.");
}

/// <summary>Nobody did it.</summary>
public sealed class MissingUserRule : IFaultRule
{
    /// <inheritdoc/>
    public string Name => "missing_user";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "Neither user_id nor anonymous_id has a value.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Text(EventText.UserId).IsEmpty;

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new("user_id", "the user is missing.", "Give user_id or anonymous_id.");
}

/// <summary>The price is no amount of money that an item can cost.</summary>
public sealed class BadPriceRule : IFaultRule
{
    /// <summary>The highest unit price that is believed: one thousand million of any money.</summary>
    public const long Highest = 1_000_000_000;

    /// <inheritdoc/>
    public string Name => "bad_price";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The price is no number, negative, or above 1,000,000,000.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Price is < 0 or > Highest * EventRow.PriceScale || row.Fault.StartsWith("price:"u8);

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => row.Price switch
    {
        < 0 => new("price", $"the price {FaultText.Number(row.Price.Value)} is negative.", "Give the price paid, or refund as a behavior."),
        > 0 => new("price", $"the price {FaultText.Number(row.Price.Value)} is absurd.", "Give the unit price, at most 1,000,000,000."),
        _ => new("price", $"'{FaultText.Of(row, "price")}' is no price.", "Give a number; \"decimal\": \",\" in the mapping file reads 1.234,50."),
    };
}

/// <summary>The quantity is no number of units.</summary>
public sealed class BadQuantityRule : IFaultRule
{
    private const long Highest = 1_000_000;

    /// <inheritdoc/>
    public string Name => "bad_quantity";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The quantity is no number, not above 0, or above 1,000,000.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Quantity is <= 0 or > Highest * EventRow.PriceScale || row.Fault.StartsWith("quantity:"u8);

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new(
        "quantity",
        row.Quantity is { } units ? $"{FaultText.Number(units)} is no quantity." : $"'{FaultText.Of(row, "quantity")}' is no quantity.",
        "Give a number above 0 and at most 1,000,000; what is sent back is the behavior refund.");
}

/// <summary>A behavior that acts on an item names none.</summary>
public sealed class MissingItemRule : IFaultRule
{
    /// <inheritdoc/>
    public string Name => "missing_item";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "favorite, cart and uncart need an item; purchase and refund an item or an order.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Text(EventText.ItemId).IsEmpty && (Behavior)row.Behavior switch
    {
        Behavior.Favorite or Behavior.Cart or Behavior.Uncart => true,
        Behavior.Purchase or Behavior.Refund => row.Text(EventText.OrderId).IsEmpty,
        _ => false,
    };

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new(
        "item_id",
        $"the item is missing, and the behavior is {((Behavior)row.Behavior).Word()}.",
        "Give item_id; a purchase or a refund may give order_id instead.");
}

/// <summary>A consent that is neither yes nor no cannot be respected.</summary>
public sealed class BadConsentRule : IFaultRule
{
    /// <inheritdoc/>
    public string Name => "bad_consent";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Quarantined;

    /// <inheritdoc/>
    public string Reason => "The consent is neither true nor false.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Fault.StartsWith("consent:"u8);

    /// <inheritdoc/>
    public CleaningFault Describe(in EventRow row) => new("consent", $"'{FaultText.Of(row, "consent")}' is neither true nor false.", "Write true, false, 1 or 0, or leave it empty.");
}

/// <summary>Values in messages.</summary>
internal static class FaultText
{
    /// <summary>The text that the reader could not read, if it is that field's.</summary>
    public static string Of(in EventRow row, string field)
    {
        var fault = row.Fault;
        return fault.Length > field.Length && fault[field.Length] == (byte)':' && System.Text.Ascii.Equals(fault[..field.Length], field)
            ? Cleaner.Show(fault[(field.Length + 1)..])
            : "";
    }

    /// <summary>An instant as text.</summary>
    public static string Time(long milliseconds) => milliseconds is > -62_135_596_800_000 and < 253_402_300_800_000
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : $"the instant {milliseconds.ToString(CultureInfo.InvariantCulture)} ms";

    /// <summary>A scaled number as text.</summary>
    public static string Number(long scaled) => (scaled / (decimal)EventRow.PriceScale).ToString("0.####", CultureInfo.InvariantCulture);
}
