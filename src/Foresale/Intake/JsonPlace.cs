using System.Globalization;

namespace Foresale.Intake;

/// <summary>Where in a body an object stands. It becomes text only where there is a fault.</summary>
/// <param name="List">Name of the list of events; empty where the body itself is the list, or the event.</param>
/// <param name="Index">Place in it, from 0; negative for no list.</param>
/// <param name="Inner">Path inside the event, such as <c>params.items</c>; empty for the event itself.</param>
/// <param name="InnerIndex">Place in the inner list, from 0; negative for no list.</param>
/// <param name="IsLine">True where <paramref name="Index"/> counts lines.</param>
internal readonly record struct JsonPlace(string List, int Index, string Inner = "", int InnerIndex = -1, bool IsLine = false)
{
    /// <summary>A body that is one event.</summary>
    public static JsonPlace Root { get; } = new("", -1);

    /// <summary>Place of a field of the object; of the object itself for an empty name.</summary>
    public string Of(string name)
    {
        var number = (Index + (IsLine ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
        var place = Index < 0 ? List : IsLine ? $"{List}({number})" : $"{List}[{number}]";
        place = Join(place, Inner);
        place = InnerIndex < 0 ? place : $"{place}[{InnerIndex.ToString(CultureInfo.InvariantCulture)}]";
        place = Join(place, name);
        return place.Length == 0 ? "body" : place;
    }

    /// <summary>An object inside this one.</summary>
    public JsonPlace At(string inner, int index = -1) => this with { Inner = Join(Inner, inner), InnerIndex = index };

    private static string Join(string outer, string name) => outer.Length == 0 ? name : name.Length == 0 ? outer : $"{outer}.{name}";
}

/// <summary>Where the parts of an event stand.</summary>
/// <param name="Shopper">What names the shopper.</param>
/// <param name="Event">What has the time.</param>
/// <param name="Item">What names the item.</param>
internal readonly record struct EventPlaces(JsonPlace Shopper, JsonPlace Event, JsonPlace Item)
{
    /// <summary>All in one object.</summary>
    public EventPlaces(JsonPlace place)
        : this(place, place, place)
    {
    }
}
