using Foresale.Events;

namespace Foresale.Description;

/// <summary>What was counted in a log, before anything is concluded from it. Storage counts; this folder concludes.</summary>
public sealed record LogFacts
{
    /// <summary>What the dataset says of itself.</summary>
    public required DatasetInfo Info { get; init; }

    /// <summary>Counts by behavior, in the order of the funnel; only behaviors that occur.</summary>
    public IReadOnlyList<BehaviorCount> Behaviors { get; init; } = [];

    /// <summary>Sessions by the set of behaviors in them.</summary>
    public IReadOnlyList<BehaviorSet> SessionSets { get; init; } = [];

    /// <summary>Shoppers by the set of behaviors that they ever did.</summary>
    public IReadOnlyList<BehaviorSet> ShopperSets { get; init; } = [];

    /// <summary>Orders and those who placed them.</summary>
    public BuyerCounts Buyers { get; init; } = new(0, 0, 0, null);

    /// <summary>Events a day and behavior, in the shop's time zone, ascending.</summary>
    public IReadOnlyList<DayCount> Days { get; init; } = [];

    /// <summary>Session starts by hour; hours without any are absent.</summary>
    public IReadOnlyList<HourStarts> Hours { get; init; } = [];

    /// <summary>The longest stretches without an event, longest first; empty in a day-resolution log.</summary>
    public IReadOnlyList<Stretch> Stretches { get; init; } = [];

    /// <summary>The most frequent items, categories and brands.</summary>
    public IReadOnlyList<TopValue> Top { get; init; } = [];

    /// <summary>Quantiles of sessions, by their level; null without sessions.</summary>
    public SessionQuantiles? Sessions { get; init; }

    /// <summary>How often each optional field is present on purchases and on everything else.</summary>
    public IReadOnlyList<FieldPresence> Presence { get; init; } = [];

    /// <summary>Values of fields and side columns with how many of those who have them bought.</summary>
    public IReadOnlyList<ValueOutcome> Outcomes { get; init; } = [];

    /// <summary>The seconds and minutes with the most events.</summary>
    public IReadOnlyList<Burst> Bursts { get; init; } = [];

    /// <summary>How the clock runs against the order of arrival.</summary>
    public ClockCounts Clock { get; init; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The busiest and the most regular shoppers.</summary>
    public IReadOnlyList<ShopperPace> Paces { get; init; } = [];

    /// <summary>Median over shoppers of ln(events per active day), and the median absolute deviation from it.</summary>
    public (double Median, double Deviation) PaceSpread { get; init; }

    /// <summary>Independent units of each target.</summary>
    public IReadOnlyList<TargetCounts> Targets { get; init; } = [];
}

/// <summary>Counts of a behavior.</summary>
public sealed record BehaviorCount(Behavior Behavior, long Events, long Shoppers, long Sessions, long Items);

/// <summary>How many sessions or shoppers did exactly these behaviors.</summary>
/// <param name="Mask">Bit b is set where behavior code b occurs.</param>
/// <param name="Count">Sessions or shoppers.</param>
public readonly record struct BehaviorSet(int Mask, long Count)
{
    /// <summary>True where the set has the behavior.</summary>
    public bool Has(Behavior behavior) => (Mask & (1 << (int)behavior)) != 0;
}

/// <summary>Orders and those who placed them.</summary>
/// <param name="Buyers">Shoppers with a purchase.</param>
/// <param name="RepeatBuyers">Shoppers with two orders or more.</param>
/// <param name="Orders">Distinct order ids; a purchase without one counts with its session.</param>
/// <param name="Revenue">Sum of price times quantity over purchases; null where no purchase has a price.</param>
public sealed record BuyerCounts(long Buyers, long RepeatBuyers, long Orders, double? Revenue);

/// <summary>Events of a behavior on a day of the shop's time zone.</summary>
public readonly record struct DayCount(DateOnly Day, Behavior Behavior, long Events);

/// <summary>Sessions that began within an hour.</summary>
/// <param name="Hour">Hours since 1970 in UTC.</param>
/// <param name="Starts">Sessions.</param>
public readonly record struct HourStarts(long Hour, long Starts);

/// <summary>A stretch between two neighbouring events.</summary>
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Its length.</summary>
    public TimeSpan Length => To - From;
}

/// <summary>A frequent value.</summary>
/// <param name="Field"><c>item_id</c>, <c>category</c> or <c>brand</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Events">Events with it.</param>
/// <param name="Shoppers">Shoppers with such an event.</param>
/// <param name="Purchases">Purchases among the events.</param>
public sealed record TopValue(string Field, string Value, long Events, long Shoppers, long Purchases);

/// <summary>Quantiles over sessions.</summary>
/// <param name="Levels">.1, .25, .5, .75, .9, .99.</param>
/// <param name="Events">Events a session at each level.</param>
/// <param name="Seconds">First to last event of a session, in seconds, at each level; empty in a day-resolution log.</param>
public sealed record SessionQuantiles(IReadOnlyList<double> Levels, IReadOnlyList<double> Events, IReadOnlyList<double> Seconds);

/// <summary>How often a field is present.</summary>
public sealed record FieldPresence(string Field, long OnPurchases, long Purchases, long OnOthers, long Others);

/// <summary>Those who have a value, and how many of them bought.</summary>
/// <param name="Of"><c>session</c> (the value on an event other than a purchase), <c>user</c> or <c>item</c> (a column of the side file).</param>
/// <param name="Column">Field or column.</param>
/// <param name="Value">The value; <c>(present)</c> for any value of a side column.</param>
/// <param name="Count">Sessions, shoppers or items with it.</param>
/// <param name="Bought">Those of them with a purchase.</param>
/// <param name="Total">All sessions, shoppers or items.</param>
/// <param name="TotalBought">All that have a purchase.</param>
public sealed record ValueOutcome(string Of, string Column, string Value, long Count, long Bought, long Total, long TotalBought);

/// <summary>Events at one moment.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Seconds">Its length: 1 or 60.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Shoppers">Shoppers in it.</param>
public readonly record struct Burst(DateTimeOffset At, int Seconds, long Events, long Shoppers);

/// <summary>How the clock runs against the order of arrival.</summary>
/// <param name="Steps">Pairs of neighbouring rows of one shopper in the order of the source.</param>
/// <param name="Backwards">Those where the time goes back by more than a minute.</param>
/// <param name="FurthestBackSeconds">The furthest of these.</param>
/// <param name="Received">Events that say when they were received.</param>
/// <param name="Ahead">Those whose time is more than five minutes after it was received.</param>
/// <param name="Late">Those received more than a day after their time.</param>
public sealed record ClockCounts(long Steps, long Backwards, double FurthestBackSeconds, long Received, long Ahead, long Late);

/// <summary>How fast and how regularly a shopper acts.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Events">Events.</param>
/// <param name="Days">Days with an event.</param>
/// <param name="Purchases">Purchases.</param>
/// <param name="Gaps">Gaps under 30 minutes between neighbouring events.</param>
/// <param name="GapSeconds">Their mean.</param>
/// <param name="GapDeviation">Their standard deviation, in seconds.</param>
public sealed record ShopperPace(string UserId, long Events, long Days, long Purchases, long Gaps, double GapSeconds, double GapDeviation)
{
    /// <summary>Events per active day.</summary>
    public double PerDay => Days == 0 ? 0 : (double)Events / Days;
}

/// <summary>Independent units of a target, and those with the answer yes.</summary>
/// <param name="Target"><c>session</c> or <c>user</c>.</param>
/// <param name="HorizonDays">Days; null for a session.</param>
/// <param name="Units">Sessions; or shoppers seen in one window of the horizon's length, the next window being whole.</param>
/// <param name="Positives">Sessions with a purchase; or such shoppers who buy in the next window.</param>
/// <param name="Buyers">Distinct shoppers among the positives.</param>
public sealed record TargetCounts(string Target, int? HorizonDays, long Units, long Positives, long Buyers);
