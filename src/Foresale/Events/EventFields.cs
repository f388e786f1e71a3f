namespace Foresale.Events;

/// <summary>The fields of an event, by the names that mapping files, Parquet columns and reports use.</summary>
public static class EventFields
{
    /// <summary>All fields, in the order of the Parquet columns: a new one goes last, so that older datasets still read.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "event_id", "time", "received_at", "seq", "user_id", "anonymous_id", "session_id", "behavior", "item_id", "category",
        "brand", "price", "currency", "quantity", "order_id", "query", "device", "region", "channel", "consent", "detail", "seen_as",
    ];

    /// <summary>The fields that a source can give: all but <c>seq</c>, which is the place in the source, and <c>seen_as</c>, which follows from the logins.</summary>
    public static IReadOnlyList<string> Mappable { get; } = [.. All.Where(f => f is not ("seq" or "seen_as"))];

    /// <summary>Fields that an event may lack; their share of missing values is in the cleaning report.</summary>
    public static IReadOnlyList<string> Optional { get; } = [.. All.Where(f => f is not ("event_id" or "time" or "seq" or "user_id" or "session_id" or "behavior" or "seen_as"))];
}
