namespace Foresale.Features;

/// <summary>How a shopper's state in memory stands to the one that was written.</summary>
internal enum Written : byte
{
    /// <summary>Equal: it may leave memory.</summary>
    Equal,

    /// <summary>Handed over and not known to be on the disk: it stays.</summary>
    HandedOver,

    /// <summary>Older, or there is none: it stays.</summary>
    Older,

    /// <summary>The shopper was forgotten.</summary>
    Gone,
}

/// <summary>Why a shopper is in memory: a part of the state that is not written.</summary>
internal struct Residence
{
    /// <summary>How the state stands to the one that was written.</summary>
    public Written Written;

    /// <summary>True where the shopper was asked for since the hand came by.</summary>
    public bool Asked;

    /// <summary>True where a state of the shopper is held outside, or was handed over.</summary>
    public bool IsHeld;

    /// <summary>Bytes that were counted for the shopper.</summary>
    public int Bytes;

    /// <summary>Handings over that had begun when the state became older than the one written.</summary>
    public int Since;
}
