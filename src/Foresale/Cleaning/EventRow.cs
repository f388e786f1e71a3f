namespace Foresale.Cleaning;

/// <summary>
/// One parsed row of the source, as the rules see it: text as UTF-8 in the reader's memory, so that a row costs no allocation.
/// Empty text is a missing value. Valid until the reader's next batch.
/// </summary>
public ref struct EventRow
{
    /// <summary>Price units in one unit of money.</summary>
    public const long PriceScale = 10_000;

    /// <summary>Code of a word that the mapping leaves out.</summary>
    public const sbyte Ignored = -2;

    /// <summary>Code of a word that is no behavior.</summary>
    public const sbyte Unknown = -1;

    /// <summary>Number of <see cref="Texts"/>.</summary>
    public const int TextCount = 15;

    /// <summary>Place in the source, from 0.</summary>
    public long Sequence { get; set; }

    /// <summary>Days since 1970 in the shop's time zone; of no meaning without <see cref="TimeMs"/>.</summary>
    public int Day { get; set; }

    /// <summary>Unix milliseconds; null where it could not be read.</summary>
    public long? TimeMs { get; set; }

    /// <summary>Unix milliseconds; null where the source does not say.</summary>
    public long? ReceivedMs { get; set; }

    /// <summary>Code of the behavior, or <see cref="Ignored"/>, or <see cref="Unknown"/>.</summary>
    public sbyte Behavior { get; set; }

    /// <summary>Unit price times <see cref="PriceScale"/>.</summary>
    public long? Price { get; set; }

    /// <summary>Quantity times <see cref="PriceScale"/>.</summary>
    public long? Quantity { get; set; }

    /// <summary>Whether the shopper agreed.</summary>
    public bool? Consent { get; set; }

    /// <summary>True where the known name came from the identities file.</summary>
    public bool Merged { get; set; }

    /// <summary><c>field:text</c> of the first value that could not be read; empty for none.</summary>
    public ReadOnlySpan<byte> Fault { get; set; }

    /// <summary>Text fields of the batch that the row is of.</summary>
    public EventTexts? Texts { get; set; }

    /// <summary>Place in <see cref="Texts"/>, from 0.</summary>
    public int Index { get; set; }

    /// <summary>The instant that orders events.</summary>
    public readonly long ArrivalMs => ReceivedMs ?? TimeMs ?? 0;

    /// <summary>A text field; empty for a missing value.</summary>
    public readonly ReadOnlySpan<byte> Text(EventText field) => Texts is null ? default : Texts.Of(field, Index);
}

/// <summary>The text fields of a row.</summary>
public enum EventText
{
    /// <summary>Names the event.</summary>
    EventId,

    /// <summary>The shopper.</summary>
    UserId,

    /// <summary>The shopper before logging in.</summary>
    AnonymousId,

    /// <summary>The visit.</summary>
    SessionId,

    /// <summary>The item.</summary>
    ItemId,

    /// <summary>Its category.</summary>
    Category,

    /// <summary>Its brand.</summary>
    Brand,

    /// <summary>Code of the money.</summary>
    Currency,

    /// <summary>The order.</summary>
    OrderId,

    /// <summary>Words of a search.</summary>
    Query,

    /// <summary>Kind of device.</summary>
    Device,

    /// <summary>Place of the shopper.</summary>
    Region,

    /// <summary>How the shopper came.</summary>
    Channel,

    /// <summary>The shop's finer word for what was done.</summary>
    Detail,

    /// <summary>The name under which the event came, where a later login told the shopper's.</summary>
    SeenAs,
}
