namespace Foresale.Simulation;

/// <summary>
/// What the next step of a session depends on, beside the hidden type and what is fixed when a session starts
/// (weekend, evening, device, the item remembered). All of it can be seen in the log.
/// </summary>
/// <param name="Last">Last behavior, 0..4.</param>
/// <param name="Carts">Carts since the session's start or last purchase, capped at 2.</param>
/// <param name="Engaged">Searches and favorites likewise, capped at 2.</param>
/// <param name="Length">Events so far, less one, capped at 7.</param>
/// <param name="Focus">Cell of the item in focus times two, plus one where it is the remembered item; 12 where no item is in focus.</param>
/// <param name="Stayed">1 where the last event was about the same item as the one before.</param>
internal readonly record struct SessionState(int Last, int Carts, int Engaged, int Length, int Focus, int Stayed)
{
    public const int Lengths = 8;
    public const int NoFocus = 12;
    public const int Focuses = 13;

    /// <summary>Number of states.</summary>
    public const int Count = Lengths * PerLength;

    /// <summary>States of one length.</summary>
    public const int PerLength = 5 * 3 * 3 * Focuses * 2;

    /// <summary>Place in a table of <see cref="Count"/> values; states of a length stand together.</summary>
    public int Index => ((((Length * 5 + Last) * 3 + Carts) * 3 + Engaged) * Focuses + Focus) * 2 + Stayed;

    /// <summary>The state after an event.</summary>
    public SessionState After(int behavior, int focus, int stayed) => new(
        behavior,
        CartsAfter(behavior, Carts),
        EngagedAfter(behavior, Engaged),
        Math.Min(Length + 1, Lengths - 1),
        focus,
        stayed);

    /// <summary>The state after a session's first event.</summary>
    public static SessionState First(int behavior, int focus) => new(behavior, CartsAfter(behavior, 0), EngagedAfter(behavior, 0), 0, focus, 0);

    public static int CartsAfter(int behavior, int carts) => behavior switch { 3 => Math.Min(carts + 1, 2), 4 => 0, _ => carts };

    public static int EngagedAfter(int behavior, int engaged) => behavior switch { 1 or 2 => Math.Min(engaged + 1, 2), 4 => 0, _ => engaged };
}

/// <summary>What a session keeps from start to end and all can see.</summary>
/// <param name="Weekend">Saturday or Sunday in the shop's zone.</param>
/// <param name="Evening">18 h or later there.</param>
/// <param name="Device">0 phone, 1 tablet, 2 desktop.</param>
/// <param name="Memory">Cell of the item remembered from earlier sessions, 0..5; 6 for none.</param>
internal readonly record struct SessionContext(bool Weekend, bool Evening, int Device, int Memory)
{
    public const int NoMemory = 6;
    public const int Count = 12 * 7;

    /// <summary>Place among the combinations without memory, 0..11.</summary>
    public int Setting => ((Weekend ? 1 : 0) * 2 + (Evening ? 1 : 0)) * 3 + Device;

    public int Index => Setting * 7 + Memory;
}
