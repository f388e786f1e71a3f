namespace Foresale.Events;

/// <summary>A dataset held in memory: simulated shops, tests, and the server's first minutes.</summary>
public sealed class MemoryDataset : IDataset
{
    private readonly SortedDictionary<DateOnly, List<ShopEvent>> _days = [];
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _users;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> _items;
    private readonly IReadOnlyList<IdentityMerge> _identities;

    /// <summary>Sorts clean events (every one with a session) into days of the shop's time zone.</summary>
    /// <param name="events">Clean events in any order.</param>
    /// <param name="zone">IANA name of the shop's time zone.</param>
    /// <param name="dayResolution">True where times are days without a clock.</param>
    /// <param name="sourceHash">Names the content, for a model's data hash.</param>
    /// <param name="users">User side file; null for none.</param>
    /// <param name="items">Item side file; null for none.</param>
    /// <param name="identities">Logins; null for none.</param>
    public MemoryDataset(
        IReadOnlyList<ShopEvent> events,
        string zone = "UTC",
        bool dayResolution = false,
        string sourceHash = "memory",
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? users = null,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>>? items = null,
        IReadOnlyList<IdentityMerge>? identities = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        var zoneInfo = TimeZoneInfo.FindSystemTimeZoneById(zone);
        foreach (var shopEvent in events)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(shopEvent.Arrival, zoneInfo).DateTime);
            (_days.TryGetValue(day, out var list) ? list : _days[day] = []).Add(shopEvent);
        }

        foreach (var list in _days.Values)
        {
            var sorted = dayResolution
                ? list.OrderBy(e => e.UserId, StringComparer.Ordinal).ThenBy(e => e.Behavior).ThenBy(e => e.ItemId, StringComparer.Ordinal).ThenBy(e => e.Sequence)
                : list.OrderBy(e => e.UserId, StringComparer.Ordinal).ThenBy(e => e.Arrival).ThenBy(e => e.Sequence);
            var ordered = sorted.ToList();
            list.Clear();
            list.AddRange(ordered);
        }

        _users = users ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        _identities = [.. (identities ?? []).OrderBy(i => i.Time).ThenBy(i => i.Sequence)];
        _items = items ?? new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal);
        var last = events.Count == 0 ? default : events.Max(e => e.Arrival);
        Info = new DatasetInfo
        {
            Version = typeof(MemoryDataset).Assembly.GetName().Version?.ToString(3) ?? "0",
            SourceHash = sourceHash,
            Mapping = "memory",
            Zone = zone,
            DayResolution = dayResolution,
            Currency = events.FirstOrDefault(e => e.Currency is not null)?.Currency,
            Events = events.Count,
            Users = events.Select(e => e.UserId).Distinct(StringComparer.Ordinal).Count(),
            Items = events.Where(e => e.ItemId is not null).Select(e => e.ItemId!).Distinct(StringComparer.Ordinal).Count(),
            Sessions = events.Select(e => (e.UserId, e.SessionId)).Distinct().Count(),
            SourceSessions = true,
            Behaviors = Behaviors.Words.ToDictionary(w => w, w => (long)events.Count(e => string.Equals(e.Behavior.Word(), w, StringComparison.Ordinal)), StringComparer.Ordinal),
            FirstTime = events.Count == 0 ? default : events.Min(e => e.Arrival),
            LastTime = dayResolution && events.Count > 0 ? last.AddDays(1).AddMilliseconds(-1) : last,
            RowsRead = events.Count,
            Cleaning = [],
            Missing = new Dictionary<string, double>(StringComparer.Ordinal),
        };
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DateOnly> Days => [.. _days.Keys];

    /// <inheritdoc/>
    public IEnumerable<ShopEvent> ReadDay(DateOnly day) => _days.TryGetValue(day, out var list) ? list : [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ReadUsers() => _users;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> ReadItems() => _items;

    /// <inheritdoc/>
    public IReadOnlyList<IdentityMerge> ReadIdentities() => _identities;
}
