using Foresale.Events;

namespace Foresale.Features;

/// <summary>What an event names, as entries of the tables.</summary>
/// <param name="Item">The item; -1 for none.</param>
/// <param name="Slot">The shopper's slot of the item; -1 for none.</param>
/// <param name="Category">The category told, else the one known; -1 for none.</param>
/// <param name="Brand">The brand told, else the one known; -1 for none.</param>
/// <param name="Price">The unit price told; NaN for none, even where one is known.</param>
internal readonly record struct Told(int Item, int Slot, int Category, int Brand, float Price);

/// <summary>Turns a shop's event into the facts that features fold: names into entries, and what it means after the shopper's earlier events.</summary>
internal sealed class EventInterpreter(ItemCatalogue catalogue, WordLevels levels, FocusResolver focus, bool dayResolution)
{
    /// <summary>Interprets a shopper's next event, and notes in the shopper's header and cart that it happened.</summary>
    /// <param name="shopper">The shopper.</param>
    /// <param name="shopEvent">The event.</param>
    /// <param name="timeMs">Its time, not before the shopper's last event. Unix milliseconds.</param>
    /// <param name="local">This time in the shop's zone.</param>
    /// <param name="told">What it names.</param>
    public FoldEvent Interpret(ShopperState shopper, ShopEvent shopEvent, long timeMs, LocalTime local, out Told told)
    {
        var first = shopper.Events == 0;
        var days = first ? 0 : (timeMs - shopper.LastEventMs) / Fold.MsPerDay;
        var session = shopper.SessionOf(shopEvent, dayResolution);
        var newSession = first || !string.Equals(session, shopper.SessionId, StringComparison.Ordinal);
        var newDay = first || local.Day != shopper.LastDay;
        shopper.Begin(session, timeMs, local.Day, newSession, newDay);
        levels.Set(shopper, shopEvent);

        told = Names(shopper, shopEvent, timeMs, out var known);
        var price = float.IsNaN(told.Price) ? known.Price : told.Price;
        var quantity = shopEvent.Quantity is { } units ? (float)units : 1f;
        var seenInSession = known.Pair >= 0 && shopper.Pairs.Header(known.Pair).LastSession == shopper.Sessions;
        var spilled = default(PairHeader);
        if (told is { Item: >= 0, Slot: < 0 })
        {
            told = told with { Slot = shopper.Pairs.Add(told.Item, out spilled) };
        }

        var (cartUnits, cartValue) = told.Slot < 0 ? (0f, 0f) : shopper.Pairs.Header(told.Slot).MoveCart(shopEvent.Behavior, quantity, price);
        return new FoldEvent
        {
            Behavior = shopEvent.Behavior,
            Detail = levels.DetailOf(shopEvent),
            Query = levels.QueryOf(shopEvent),
            Item = told.Item,
            Price = price,
            Quantity = quantity,
            First = first,
            NewSession = newSession,
            NewDay = newDay,
            NewOrder = shopper.OpensOrder(shopEvent.Behavior, shopEvent.OrderId, timeMs),
            SameItem = told.Item >= 0 && told.Item == shopper.LastItem,
            SeenItem = known.Pair >= 0,
            SeenInSession = seenInSession,
            Night = local.Hour is >= 22 or < 6,
            CartUnits = cartUnits - spilled.CartUnits, // What was in the cart of a forgotten item is forgotten with it.
            CartValue = cartValue - spilled.CartValue,
            DaysSincePrevious = days,
            Decays = Decays.Over(days),
        };
    }

    private Told Names(ShopperState shopper, ShopEvent shopEvent, long timeMs, out Focus known)
    {
        var item = shopEvent.ItemId is null ? -1 : catalogue.Items.FindOrAdd(shopEvent.ItemId, shopper.LastItem);
        known = focus.Resolve(shopper, item, shopper.Pairs.Find(item), timeMs);
        return new Told(
            item,
            known.Pair,
            shopEvent.Category is null ? known.Category : catalogue.Categories.FindOrAdd(shopEvent.Category, known.Category),
            shopEvent.Brand is null ? known.Brand : catalogue.Brands.FindOrAdd(shopEvent.Brand, known.Brand),
            shopEvent.Price is { } price ? (float)price : float.NaN);
    }
}
