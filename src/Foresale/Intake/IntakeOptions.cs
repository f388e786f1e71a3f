using System.ComponentModel.DataAnnotations;

namespace Foresale.Intake;

/// <summary>Settings under <c>Intake</c>: bounds of a body, and what the shop leaves out.</summary>
public sealed record IntakeOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Intake";

    /// <summary>Most events in a body; a body with more is refused whole.</summary>
    [Range(1, 100_000)]
    public int MaxEvents { get; init; } = 1_000;

    /// <summary>Most items in one event, such as the lines of an order.</summary>
    [Range(1, 10_000)]
    public int MaxItems { get; init; } = 200;

    /// <summary>Most characters of a text field; a longer one is a fault, not cut.</summary>
    [Range(1, 65_536)]
    public int MaxTextLength { get; init; } = 512;

    /// <summary>Most characters of the words of a search.</summary>
    [Range(1, 65_536)]
    public int MaxQueryLength { get; init; } = 1_024;

    /// <summary>Most levels of JSON inside each other.</summary>
    [Range(8, 64)]
    public int MaxDepth { get; init; } = 32;

    /// <summary>True where a shopper who was not asked counts as one who said no.</summary>
    public bool RequireConsent { get; init; }

    /// <summary>True where <c>received_at</c> of a native event is believed, as when a log is sent again; else the server's clock counts.</summary>
    public bool KeepReceivedAt { get; init; }

    /// <summary>The category of <c>context.consent.categoryPreferences</c> that stands for consent, whatever its case (Segment).</summary>
    [Required]
    public string ConsentCategory { get; init; } = "Analytics";

    /// <summary>Which consent of GA4's Measurement Protocol counts: <c>none</c>, <c>ad_user_data</c>, <c>ad_personalization</c>, or <c>either</c>, where one no is a no. Both are of advertising, and say nothing of analytics.</summary>
    [AllowedValues("none", "ad_user_data", "ad_personalization", "either", ErrorMessage = "Give none, ad_user_data, ad_personalization or either.")]
    public string Ga4Consent { get; init; } = "none";

    /// <summary>Names of the source's events that are left out though the tables map them, such as <c>page_view</c>.</summary>
    public IReadOnlySet<string> IgnoreEvents { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
