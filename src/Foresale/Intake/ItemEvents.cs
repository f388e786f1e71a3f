using System.Globalization;
using System.Text.Json;

namespace Foresale.Intake;

/// <summary>A source's event that lists items: one event an item, or one event where it lists none, or only shows them.</summary>
internal static class ItemEvents
{
    /// <summary>The items of a list.</summary>
    /// <param name="sheet">Takes the fault, if the list cannot be read.</param>
    /// <param name="holder">The object that may have the list.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="name">Name of the list.</param>
    /// <returns>Empty where there is no list; null where it cannot be read, which is then the event's fault.</returns>
    public static IReadOnlyList<(JsonElement Item, JsonPlace Place)>? Of(IntakeSheet sheet, JsonElement holder, JsonPlace place, string name)
    {
        if (holder.ValueKind is not JsonValueKind.Object || !holder.TryGetProperty(name, out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            sheet.Fail("wrong_type", place.Of(name), $"this is {IntakeText.Kind(list)}.", "Give a list of items.");
            return null;
        }

        return IsTooMany(sheet, list.GetArrayLength(), place.Of(name)) ? null : [.. list.EnumerateArray().Select((item, i) => (item, place.At(name, i)))];
    }

    /// <summary>True where an event has more items than it may; that is then its fault.</summary>
    public static bool IsTooMany(IntakeSheet sheet, int items, string place)
    {
        if (items <= sheet.Options.MaxItems)
        {
            return false;
        }

        sheet.Fail("too_many_items", place, $"it has {items.ToString("N0", CultureInfo.InvariantCulture)} items.", $"Give at most {sheet.Options.MaxItems.ToString("N0", CultureInfo.InvariantCulture)}, or send several events.");
        return true;
    }

    /// <summary>Settles the event.</summary>
    /// <param name="sheet">Where it goes.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="items">Its items.</param>
    /// <param name="itemFields">What an item tells.</param>
    /// <param name="rest">Reads what the event and the request tell; what the item told stays.</param>
    /// <param name="id">Name of the event; items of several get <c>id:n</c>, from 0.</param>
    /// <param name="places">Where its parts stand; the item's place where it has no items.</param>
    /// <param name="names">What the source calls the fields.</param>
    /// <param name="noItems">The same where the event has no items.</param>
    public static void Settle(
        IntakeSheet sheet, EventKind kind, IReadOnlyList<(JsonElement Item, JsonPlace Place)> items, FieldMap itemFields,
        Action<EventDraft> rest, string id, EventPlaces places, SourceNames names, SourceNames noItems)
    {
        var count = kind.PerItem ? items.Count : 0;
        for (var n = 0; n < Math.Max(count, 1); n++)
        {
            var draft = sheet.Draft;
            draft.Clear();
            draft.Behavior = kind.Behavior;
            if (count > 0 && items[n].Item.ValueKind is not JsonValueKind.Object)
            {
                draft.Fail("wrong_type", items[n].Place.Of(""), $"this is {IntakeText.Kind(items[n].Item)}.", "Give an item as an object.");
            }
            else if (count > 0)
            {
                itemFields.Read(items[n].Item, items[n].Place, draft);
            }

            rest(draft);
            draft.Put(Field.Detail, kind.Detail);
            draft.Put(Field.EventId, count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{id}:{n}") : id);
            if (count > 0)
            {
                sheet.SettleEvent(places with { Item = items[n].Place }, names);
            }
            else
            {
                sheet.SettleEvent(places, noItems);
            }
        }
    }
}
