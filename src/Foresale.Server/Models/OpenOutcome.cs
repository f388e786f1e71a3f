namespace Foresale.Server.Models;

/// <summary>An intent that was shown, until it is known what became of the shopper.</summary>
internal sealed class OpenOutcome
{
    /// <summary>The models that served then.</summary>
    public required Lineup Lineup { get; init; }

    /// <summary>The one whose intent was shown.</summary>
    public required Seat Shown { get; init; }

    /// <summary>What it said, 0..1.</summary>
    public required float Intent { get; init; }

    /// <summary>The session; null for targets without.</summary>
    public string? SessionId { get; set; }

    /// <summary>When the outcome is known to be no, Unix milliseconds; moved on by a session's events.</summary>
    public long UntilMs { get; set; }

    /// <summary>Events of the session that still count.</summary>
    public int EventsLeft { get; set; } = int.MaxValue;

    /// <summary>True once the outcome was told; what is left waits for the end, so that a session gives one outcome.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>What the champion said of the same state, once the background has computed it; NaN until then.</summary>
    public float Champion { get; set; } = float.NaN;

    /// <summary>What the shadow said, likewise.</summary>
    public float Shadow { get; set; } = float.NaN;

    /// <summary>Tells the models, once.</summary>
    public void End(bool bought)
    {
        if (IsKnown)
        {
            return;
        }

        IsKnown = true;
        var champions = Shown.Role is ModelRole.Champion ? Intent : Champion;
        Shown.Book.Ended(Intent, Shown.Role is ModelRole.Champion ? float.NaN : champions, bought);
        if (!float.IsNaN(Shadow))
        {
            Lineup.Shadow?.Book.Ended(Shadow, champions, bought);
        }
    }
}
