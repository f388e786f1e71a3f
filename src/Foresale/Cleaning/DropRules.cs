using Foresale.Events;

namespace Foresale.Cleaning;

/// <summary>Words that the mapping leaves out.</summary>
public sealed class IgnoredBehaviorRule : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "ignored_behavior";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Dropped;

    /// <inheritdoc/>
    public string Reason => "The mapping leaves these words out (\"ignoreBehaviors\").";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Behavior == EventRow.Ignored;
}

/// <summary>Events that the shopper did not agree to.</summary>
/// <param name="required">True where a shopper who was not asked counts as one who said no.</param>
public sealed class ConsentRule(bool required) : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "no_consent";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Dropped;

    /// <inheritdoc/>
    public string Reason => required ? "The shopper did not agree, or was not asked (--require-consent)." : "The shopper said no.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => required ? row.Consent is not true : row.Consent is false;
}

/// <summary>One event reported twice.</summary>
public sealed class DuplicateEventIdRule : ICleaningRule
{
    private readonly KeySet _seen = new();

    /// <inheritdoc/>
    public string Name => "duplicate_event_id";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Dropped;

    /// <inheritdoc/>
    public string Reason => "The event_id was seen before; the first arrival stays.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Text(EventText.EventId) is { IsEmpty: false } id && !_seen.Add(KeySet.Key(id));
}

/// <summary>
/// One order line reported twice: a reloaded thank-you page. Under a name of the same shopper, the known one or the cookie: numbers of orders can be guessed, and live a stranger who claims one
/// beforehand must not take a purchase away.
/// </summary>
public sealed class DuplicateOrderRule : ICleaningRule
{
    private readonly KeySet _seen = new();

    /// <inheritdoc/>
    public string Name => "duplicate_order";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Dropped;

    /// <inheritdoc/>
    public string Reason => "The shopper's purchase of this item in this order was seen before (a reloaded thank-you page).";

    /// <summary>The key of a line of an order, whoever's it is.</summary>
    public static ulong Key(ReadOnlySpan<byte> order, ReadOnlySpan<byte> item) => KeySet.Join(KeySet.Key(order), KeySet.Key(item));

    /// <summary>The key of a shopper's line of an order.</summary>
    public static ulong Key(ulong line, ReadOnlySpan<byte> shopper) => KeySet.Join(line, KeySet.Key(shopper));

    /// <inheritdoc/>
    public bool Applies(ref EventRow row)
    {
        if (row.Behavior != (sbyte)Behavior.Purchase || row.Text(EventText.OrderId) is not { IsEmpty: false } order)
        {
            return false;
        }

        var line = Key(order, row.Text(EventText.ItemId));
        var shopper = Key(line, row.Text(EventText.UserId));
        var cookie = row.Text(EventText.AnonymousId) is { IsEmpty: false } anonymous ? Key(line, anonymous) : shopper;
        if (_seen.Contains(shopper) || _seen.Contains(cookie))
        {
            return true;
        }

        _seen.Add(shopper);
        _seen.Add(cookie);
        return false;
    }
}

/// <summary>Rows equal in every field, where the mapping says that these are one event. They are neighbours in the order of rows.</summary>
public sealed class ExactDuplicateRule : ICleaningRule
{
    private readonly HashSet<ulong> _seen = [];
    private ulong _moment;

    /// <inheritdoc/>
    public string Name => "exact_duplicate";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Dropped;

    /// <inheritdoc/>
    public string Reason => "Equal in every field to a row before (\"dedup\": \"exact\").";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row)
    {
        var moment = KeySet.Join(KeySet.Key(row.Text(EventText.UserId)), (ulong)row.ArrivalMs);
        if (moment != _moment)
        {
            _moment = moment;
            _seen.Clear();
        }

        var key = KeySet.Join((ulong)row.TimeMs.GetValueOrDefault(), (ulong)(byte)row.Behavior);
        key = KeySet.Join(key, KeySet.Join((ulong)row.Price.GetValueOrDefault(-1), (ulong)row.Quantity.GetValueOrDefault(-1)));
        for (var field = EventText.AnonymousId; field <= EventText.Detail; field++)
        {
            key = KeySet.Join(key, KeySet.Key(row.Text(field)));
        }

        return !_seen.Add(key);
    }
}
