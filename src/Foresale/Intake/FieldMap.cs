using System.Text;
using System.Text.Json;
using Foresale.Cleaning;

namespace Foresale.Intake;

/// <summary>The fields of an event that a table can fill; the first ones are the texts, by the numbers of <see cref="EventText"/>.</summary>
internal enum Field
{
    EventId = EventText.EventId,
    UserId = EventText.UserId,
    AnonymousId = EventText.AnonymousId,
    SessionId = EventText.SessionId,
    ItemId = EventText.ItemId,
    Category = EventText.Category,
    Brand = EventText.Brand,
    Currency = EventText.Currency,
    OrderId = EventText.OrderId,
    Query = EventText.Query,
    Device = EventText.Device,
    Region = EventText.Region,
    Channel = EventText.Channel,
    Detail = EventText.Detail,
    Price = EventRow.TextCount,
    Quantity,
    Consent,
    Time,
    ReceivedAt,
    Behavior,
}

/// <summary>Names of a source's object to fields, in order: where two names fill one field, the first that has a value does.</summary>
internal sealed class FieldMap
{
    private readonly Entry[] _entries;

    /// <summary>Creates a map of names; a dot goes into an object, as in <c>campaign.medium</c>.</summary>
    public FieldMap(params (string Name, Field Field)[] entries) =>
        _entries = [.. entries.Select(e => new Entry(e.Name, e.Field, [.. e.Name.Split('.').Select(Encoding.UTF8.GetBytes)]))];

    /// <summary>Fills what the draft does not have yet; names that are not in the map are left alone.</summary>
    /// <param name="source">An object.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="draft">The event.</param>
    public void Read(JsonElement source, JsonPlace place, EventDraft draft)
    {
        foreach (var entry in _entries)
        {
            var value = source;
            var found = true;
            foreach (var part in entry.Path)
            {
                if (value.ValueKind is not JsonValueKind.Object)
                {
                    if (value.ValueKind is not JsonValueKind.Null)
                    {
                        draft.Fail("wrong_type", place.Of(entry.Name[..entry.Name.LastIndexOf('.')]), $"this is {IntakeText.Kind(value)}.", "Give an object.");
                    }

                    found = false;
                    break;
                }

                if (!value.TryGetProperty(part, out value))
                {
                    found = false;
                    break;
                }
            }

            if (found)
            {
                draft.Set(entry.Field, value, place, entry.Name);
            }
        }
    }

    private readonly record struct Entry(string Name, Field Field, byte[][] Path);
}
