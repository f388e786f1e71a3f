using DuckDB.NET.Data;
using Foresale.Description;
using Foresale.Events;

namespace Foresale.Storage.Describing;

/// <summary>Counts what a description needs, by SQL over the Parquet files of a dataset folder.</summary>
public static class LogCounter
{
    private static readonly double[] s_levels = [.1, .25, .5, .75, .9, .99];
    private static readonly int[] s_horizons = [1, 7, 30];
    private static readonly string[] s_presence =
        ["received_at", "anonymous_id", "item_id", "category", "brand", "price", "currency", "quantity", "order_id", "query", "device", "region", "channel", "consent"];

    /// <summary>Counts a dataset.</summary>
    /// <param name="folder">The dataset folder; it has events.</param>
    /// <param name="info">What it says of itself.</param>
    /// <param name="threads">Threads of the queries, &gt;= 1.</param>
    /// <param name="progress">Told of each query; null for none.</param>
    /// <param name="cancellationToken">Looked at between queries.</param>
    /// <exception cref="UserFaultException">The folder has no events.</exception>
    public static LogFacts Count(string folder, DatasetInfo info, int threads, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(info);
        if (info.Kind is "table")
        {
            throw new UserFaultException(folder, "the dataset holds a table, not events.", "Give a dataset of events.");
        }

        RequireEvents(folder);
        const int Stages = 16;
        var stage = 0;
        using var queries = new DescribeQueries(folder, threads);
        T Next<T>(Func<T> count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new StageProgress("describe", stage++, Stages));
            return count();
        }

        queries.Run("describe_visits");
        queries.Run("describe_paces");
        var days = Next(() => queries.Rows("describe_days", r => new DayCount(Day(r, 0), (Behavior)r.GetInt32(1), r.GetInt64(2))));
        return new LogFacts
        {
            Info = info,
            Days = days,
            Behaviors = Next(() => queries.Rows("describe_behaviors", r => new BehaviorCount((Behavior)r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)))),
            SessionSets = Next(() => queries.Rows("describe_session_sets", r => new BehaviorSet(r.GetInt32(0), r.GetInt64(1)))),
            ShopperSets = Next(() => queries.Rows("describe_shopper_sets", r => new BehaviorSet(r.GetInt32(0), r.GetInt64(1)))),
            Buyers = Next(() => queries.Rows("describe_buyers", r => new BuyerCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetDouble(3)))[0]),
            Hours = Next(() => info.DayResolution ? [] : queries.Rows("describe_hours", r => new HourStarts(r.GetInt64(0), r.GetInt64(1)))),
            Stretches = Next(() => info.DayResolution ? [] : queries.Rows("describe_stretches", r => new Stretch(Instant(r, 0), Instant(r, 1)))),
            Top = Next(() => queries.Rows("describe_top", r => new TopValue(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)))),
            Sessions = Next(() => Quantiles(queries, info.DayResolution)),
            Presence = Next(() => Presence(queries)),
            Outcomes = Next(() => Outcomes(queries, folder)),
            Bursts = Next(() => info.DayResolution ? [] : queries.Rows("describe_bursts", r => new Burst(Instant(r, 1), r.GetInt32(0), r.GetInt64(2), r.GetInt64(3)))),
            Clock = Next(() => queries.Rows("describe_clock", r => new ClockCounts(r.GetInt64(0), r.GetInt64(1), r.GetDouble(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5)), ("by_session", info.SourceSessions))[0]),
            PaceSpread = Next(() => queries.Rows("describe_pace_spread", r => (r.GetDouble(0), r.GetDouble(1)))[0]),
            Paces = Next(() => queries.Rows("describe_pace_suspects", r => new ShopperPace(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetDouble(5), r.GetDouble(6)))),
            Targets = Next(() => Targets(queries, days)),
        };
    }

    /// <summary>The orders that a dataset knows.</summary>
    public static IReadOnlyList<LoggedOrder> Orders(string folder, int threads)
    {
        RequireEvents(folder);
        using var queries = new DescribeQueries(folder, threads);
        return queries.Rows("describe_orders", r => new LoggedOrder(r.IsDBNull(0) ? null : r.GetString(0), r.GetString(1), Day(r, 2)));
    }

    private static void RequireEvents(string folder)
    {
        var events = Path.Combine(folder, DatasetFiles.Events);
        if (!Directory.Exists(events) || !Directory.EnumerateFiles(events, "*.parquet", SearchOption.AllDirectories).Any())
        {
            throw new UserFaultException(folder, "the folder has no events.", "Give a dataset folder that `foresale import` wrote from an event log.");
        }
    }

    private static SessionQuantiles? Quantiles(DescribeQueries queries, bool dayResolution) =>
        queries.Rows("describe_quantiles", r => r.IsDBNull(0)
            ? null
            : new SessionQuantiles(s_levels, r.GetFieldValue<List<double>>(0), dayResolution ? [] : r.GetFieldValue<List<double>>(1)))[0];

    private static List<FieldPresence> Presence(DescribeQueries queries)
    {
        var rows = queries.Rows("describe_presence", r => (Purchase: r.GetBoolean(0), Counts: Enumerable.Range(1, s_presence.Length + 1).Select(r.GetInt64).ToArray()));
        var none = new long[s_presence.Length + 1];
        var purchases = rows.Find(r => r.Purchase).Counts ?? none;
        var others = rows.Find(r => !r.Purchase).Counts ?? none;
        return [.. s_presence.Select((field, i) => new FieldPresence(field, purchases[i + 1], purchases[0], others[i + 1], others[0]))];
    }

    private static List<ValueOutcome> Outcomes(DescribeQueries queries, string folder)
    {
        var (sessions, buying, _) = queries.Rows("describe_session_buyers", r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)))[0];
        var outcomes = queries.Rows("describe_outcomes", r => new ValueOutcome("session", r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), sessions, buying));
        outcomes.AddRange(SideOutcomes.Find(queries, folder, DatasetFiles.Users, "user"));
        outcomes.AddRange(SideOutcomes.Find(queries, folder, DatasetFiles.Items, "item"));
        return outcomes;
    }

    private static List<TargetCounts> Targets(DescribeQueries queries, List<DayCount> days)
    {
        var targets = queries.Rows("describe_session_buyers", r => new TargetCounts("session", null, r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)));
        if (days.Count > 0)
        {
            foreach (var horizon in s_horizons)
            {
                targets.AddRange(queries.Rows(
                    "describe_windows",
                    r => new TargetCounts("user", horizon, r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
                    ("horizon", horizon), ("first", days[0].Day.ToString("yyyy-MM-dd", null)), ("last", days[^1].Day.ToString("yyyy-MM-dd", null))));
            }
        }

        return targets;
    }

    private static DateOnly Day(DuckDBDataReader reader, int column) => reader.GetFieldValue<DateOnly>(column);

    private static DateTimeOffset Instant(DuckDBDataReader reader, int column) => DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(column) * TimeSpan.TicksPerMicrosecond);
}
