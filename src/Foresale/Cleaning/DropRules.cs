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

/// <summary>One order line reported twice: a reloaded thank-you page.</summary>
public sealed class DuplicateOrderRule : ICleaningRule
{
    private readonly KeySet _seen = new();

    /// <inheritdoc/>
    public string Name => "duplicate_order";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Dropped;

    /// <inheritdoc/>
    public string Reason => "The purchase of this item in this order was seen before (a reloaded thank-you page).";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Behavior == (sbyte)Behavior.Purchase
        && row.Text(EventText.OrderId) is { IsEmpty: false } order
        && !_seen.Add(KeySet.Join(KeySet.Key(order), KeySet.Key(row.Text(EventText.ItemId))));
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
