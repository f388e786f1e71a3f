using Foresale.Events;

namespace Foresale.Features;

/// <summary>What is kept of a shopper and an item beside the features' floats: exact times, counts and what the shopper was last told.</summary>
internal struct PairHeader
{
    /// <summary>First and last touch, Unix milliseconds.</summary>
    public long FirstMs, LastMs;

    /// <summary>Touches in all, and in the session of the last one.</summary>
    public int Touches, SessionTouches;

    /// <summary>The shopper's session and event count at the last touch: which session it was, and which pair is oldest.</summary>
    public int LastSession, LastEvent;

    /// <summary>Day number of the last touch, and days with a touch.</summary>
    public int LastDay, ActiveDays;

    /// <summary>Category and brand as last reported to the shopper; -1 where unknown.</summary>
    public int Category, Brand;

    /// <summary>Unit price as first and as last reported to the shopper; NaN where unknown.</summary>
    public float FirstPrice, Price;

    /// <summary>Units in the cart, &gt;= 0, and the unit price they were put in for.</summary>
    public float CartUnits, CartPrice;

    /// <summary>A pair that was never touched.</summary>
    public static PairHeader New() => new() { Category = -1, Brand = -1, FirstPrice = float.NaN, Price = float.NaN, LastDay = -1, LastSession = -1 };

    /// <summary>Puts units into the cart or takes them out. Taking out, and buying, undo only what is in it: a purchase without a cart leaves the balance alone.</summary>
    /// <param name="behavior">What was done.</param>
    /// <param name="quantity">Units, &gt; 0.</param>
    /// <param name="price">Unit price; NaN counts as 0.</param>
    /// <returns>Units and value that the cart gained; negative where it lost.</returns>
    public (float Units, float Value) MoveCart(Behavior behavior, float quantity, float price)
    {
        switch (behavior)
        {
            case Behavior.Cart:
                var value = (CartUnits * OrZero(CartPrice)) + (quantity * OrZero(price));
                CartUnits += quantity;
                CartPrice = value / CartUnits;
                return (quantity, quantity * OrZero(price));
            case Behavior.Uncart or Behavior.Purchase:
                var taken = Math.Min(quantity, CartUnits);
                CartUnits -= taken;
                return (-taken, -taken * OrZero(CartPrice));
            default:
                return (0f, 0f);
        }
    }

    /// <summary>Value of what is in the cart.</summary>
    public readonly float CartValue => CartUnits * OrZero(CartPrice);

    /// <summary>Notes a touch: its time, and the shopper's session and event count that it belongs to.</summary>
    public void Touch(ShopperState shopper, long timeMs, int day)
    {
        FirstMs = Touches == 0 ? timeMs : FirstMs;
        SessionTouches = LastSession == shopper.Sessions ? SessionTouches + 1 : 1;
        ActiveDays += LastDay == day ? 0 : 1;
        Touches++;
        LastMs = timeMs;
        LastDay = day;
        LastSession = shopper.Sessions;
        LastEvent = shopper.Events;
    }

    /// <summary>Notes what the shopper was told of the item.</summary>
    /// <param name="category">Entry of its category; -1 for unknown.</param>
    /// <param name="brand">Entry of its brand; -1 for unknown.</param>
    /// <param name="price">Unit price as reported; NaN for none.</param>
    public void Tell(int category, int brand, float price)
    {
        Category = category;
        Brand = brand;
        if (!float.IsNaN(price))
        {
            FirstPrice = float.IsNaN(FirstPrice) ? price : FirstPrice;
            Price = price;
        }
    }

    private static float OrZero(float value) => float.IsNaN(value) ? 0f : value;
}
