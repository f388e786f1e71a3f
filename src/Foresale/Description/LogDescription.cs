using Foresale.Events;

namespace Foresale.Description;

/// <summary>What a log is like: the document of <c>foresale describe --json</c>. Each figure's formula: docs/describe.md.</summary>
public sealed record LogDescription
{
    /// <summary>What the dataset says of itself, with its cleaning report and its share of missing values by field.</summary>
    public required DatasetInfo Dataset { get; init; }

    /// <summary>The behaviors in the order of the funnel.</summary>
    public required IReadOnlyList<FunnelStep> Funnel { get; init; }

    /// <summary>Rates of purchase.</summary>
    public required PurchaseRates Rates { get; init; }

    /// <summary>The time that the log covers.</summary>
    public required TimeSpanFacts Span { get; init; }

    /// <summary>Rows that cleaning took for repeats.</summary>
    public required DuplicateFacts Duplicates { get; init; }

    /// <summary>The most frequent items, categories and brands.</summary>
    public required IReadOnlyList<TopValue> Top { get; init; }

    /// <summary>Quantiles over sessions.</summary>
    public SessionQuantiles? Sessions { get; init; }

    /// <summary>Events a day and behavior.</summary>
    public required IReadOnlyList<DayCount> Days { get; init; }

    /// <summary>What a person should know before training, the most serious first.</summary>
    public required IReadOnlyList<LogWarning> Warnings { get; init; }

    /// <summary>Whether the data is enough, by target.</summary>
    public required IReadOnlyList<TargetSufficiency> Sufficiency { get; init; }

    /// <summary>The same in one sentence.</summary>
    public required string Verdict { get; init; }

    /// <summary>Which real orders the log lacks; null where none were given.</summary>
    public OrderCoverage? Orders { get; init; }
}

/// <summary>A behavior in the funnel.</summary>
/// <param name="Behavior">The behavior.</param>
/// <param name="Events">Its events.</param>
/// <param name="Share">Of all events, 0..1.</param>
/// <param name="Shoppers">Shoppers who ever did it.</param>
/// <param name="Sessions">Sessions with it.</param>
/// <param name="Items">Distinct items.</param>
/// <param name="FromPreviousBySession">Of the sessions with the previous step of the funnel, the share that has this one too, 0..1; null for the first step and for corrections.</param>
/// <param name="FromPreviousByShopper">The same of shoppers.</param>
/// <param name="ToPurchaseBySession">Of the sessions with this behavior, the share with a purchase; null for purchases and corrections.</param>
public sealed record FunnelStep(
    Behavior Behavior, long Events, double Share, long Shoppers, long Sessions, long Items, double? FromPreviousBySession, double? FromPreviousByShopper, double? ToPurchaseBySession);

/// <summary>Rates of purchase.</summary>
public sealed record PurchaseRates
{
    /// <summary>Sessions with a purchase.</summary>
    public long BuyingSessions { get; init; }

    /// <summary>Their share of all sessions, 0..1: the conversion rate.</summary>
    public double SessionConversion { get; init; }

    /// <summary>Shoppers with a purchase.</summary>
    public long Buyers { get; init; }

    /// <summary>Their share of all shoppers, 0..1.</summary>
    public double BuyerShare { get; init; }

    /// <summary>Shoppers with two orders or more.</summary>
    public long RepeatBuyers { get; init; }

    /// <summary>Their share of buyers, 0..1.</summary>
    public double RepeatShare { get; init; }

    /// <summary>Orders.</summary>
    public long Orders { get; init; }

    /// <summary>Price times quantity over all purchases, in the dataset's currency; null without prices.</summary>
    public double? Revenue { get; init; }

    /// <summary>Revenue by orders; null without prices.</summary>
    public double? OrderValue { get; init; }
}

/// <summary>The time that the log covers.</summary>
/// <param name="First">First event, UTC.</param>
/// <param name="Last">Last event, UTC.</param>
/// <param name="Days">Days of the shop's calendar from the first to the last.</param>
/// <param name="DaysWithEvents">Those with an event.</param>
/// <param name="MissingDays">Those without.</param>
/// <param name="LongestSilence">The stretch without an event that is least likely by the rhythm of the week; null where it cannot be told.</param>
public sealed record TimeSpanFacts(DateTimeOffset First, DateTimeOffset Last, int Days, int DaysWithEvents, IReadOnlyList<DateOnly> MissingDays, Silence? LongestSilence);

/// <summary>Rows that cleaning took for repeats.</summary>
/// <param name="Rows">Their number.</param>
/// <param name="Share">Of the rows read, 0..1.</param>
public sealed record DuplicateFacts(long Rows, double Share);
