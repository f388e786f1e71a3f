using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.EventLog;

namespace Foresale.Storage.Export;

/// <summary>
/// From a server's event log to a dataset folder whose offline fold gives the states that the server had, also while the server runs: rows in the order of the log, each with the name
/// that the shop knew then and the one that it knows now.
/// </summary>
public static class LogExport
{
    /// <summary>Exports a log.</summary>
    /// <param name="options">What and where to.</param>
    /// <param name="progress">Receives bytes of the log read; null for none.</param>
    /// <param name="cancellationToken">Stops the work; nothing half-written stays.</param>
    /// <exception cref="UserFaultException">There is no log, or it has no event.</exception>
    public static ExportReport Run(ExportOptions options, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var log = new LogFiles(Path.Combine(options.Data, "log"));
        using var keys = UserKeys.Read(Path.Combine(options.Data, "log-keys"));
        var work = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Out))}.export-{Environment.ProcessId}";
        Directory.CreateDirectory(work); // it holds names until the end
        try
        {
            var found = Read(log, keys, Path.Combine(work, "events.parquet"), progress, cancellationToken);
            var side = options.Side is { } folder ? new DatasetFolder(folder) : null;
            string? File(string name, Func<string, bool> write) => Path.Combine(work, name) is var path && write(path) ? path : null;
            var import = new ImportOptions
            {
                Paths = [Path.Combine(work, "events.parquet")],
                Mapping = EventRows.Mapping,
                Out = options.Out,
                Zone = options.Zone,
                Users = side is null ? null : File("users.csv", path => SideCsv.WriteUsers(path, side.ReadUsers())),
                Items = File("items.csv", path => SideCsv.WriteItems(path, side?.ReadItems() ?? new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal), found.Items)),
                Identities = File("identities.csv", path => SideCsv.WriteIdentities(path, found.Logins)),
                Rates = options.Rates,
                Threads = options.Threads,
                Taken = [new RuleCount("late", "dropped", found.Late, "The event arrived more than a day after it happened: it is in the log, and in no state.")],
            };
            ExportList.Add(options.Data, options.Out);
            var report = EventImport.Run(import, progress, cancellationToken);
            ForgetErased(options, found.Names);
            return new ExportReport(report.Info, options.Out, found.Late, found.OfErased, found.Logins.Count, found.DamagedBytes);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // Who was erased while the export ran must not come out of it.
    private static void ForgetErased(ExportOptions options, IReadOnlyDictionary<long, string> names)
    {
        using var now = UserKeys.Read(Path.Combine(options.Data, "log-keys"));
        string[] gone = [.. names.Where(n => now.Find(n.Key) is null).Select(n => n.Value)];
        if (gone.Length > 0)
        {
            DatasetErasure.Erase(options.Out, gone);
        }
    }

    private static Found Read(LogFiles log, UserKeys keys, string path, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var (names, found) = (new LogNames(keys), new Found());
        foreach (var (entry, address) in Entries(log, gap => found.DamagedBytes += gap.Bytes, progress: null, cancellationToken))
        {
            if (entry.Merge is { } merge)
            {
                names.Add(merge, address);
            }
        }

        using var rows = new EventRows(path);
        foreach (var (entry, address) in Entries(log, _ => { }, progress, cancellationToken))
        {
            switch (entry.KindCase)
            {
                case LogEntry.KindOneofCase.Event when entry.Event.Late:
                    found.Late++;
                    break;
                case LogEntry.KindOneofCase.Event:
                    var key = keys.Find(entry.Event.Shopper);
                    found.OfErased += key is null ? 1 : 0;
                    if (key is { } owner)
                    {
                        found.Names[entry.Event.Shopper] = owner.UserId;
                    }

                    var shopEvent = key is { } known ? LoggedEvents.ToEvent(entry, address, known.UserId, known.Key) : LoggedEvents.ToErasedEvent(entry, address);
                    var shopper = names.NameOf(names.ShopperOf(entry.Event.Shopper, address));
                    rows.Add((string.Equals(shopper, shopEvent.UserId, StringComparison.Ordinal) ? shopEvent : shopEvent with { UserId = shopper, SeenAs = shopEvent.UserId }) with { AnonymousId = keys.Known(shopEvent.AnonymousId) });
                    break;
                case LogEntry.KindOneofCase.Merge:
                    found.Logins.Add(new IdentityMerge(names.NameOf(entry.Merge.Anonymous), names.NameOf(entry.Merge.Known), DateTimeOffset.FromUnixTimeMilliseconds(entry.ArrivalMs)) { Sequence = rows.Count });
                    break;
                case LogEntry.KindOneofCase.Items:
                    found.Items.AddRange(entry.Items.Rows.Select(row => (row.ItemId, new ItemRow(LoggedEvents.ValidFrom(entry), row.Values))));
                    break;
            }
        }

        rows.Finish();
        return rows.Count > 0 ? found : throw new UserFaultException("export", "the log has no event that a state could read.", "Send events first.");
    }

    private static IEnumerable<(LogEntry Entry, long Address)> Entries(LogFiles log, Action<LogGap> onGap, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var next = 0L;
        foreach (var record in log.Scan(onGap))
        {
            if (record.Address >= next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new StageProgress("export", record.Address - log.Begin, log.End - log.Begin));
                next = record.Address + (1 << 22);
            }

            yield return (LogEntry.Parser.ParseFrom(record.Payload.Span), record.Address);
        }
    }

    private sealed class Found
    {
        public List<(string ItemId, ItemRow Row)> Items { get; } = [];

        public Dictionary<long, string> Names { get; } = [];

        public List<IdentityMerge> Logins { get; } = [];

        public long Late { get; set; }

        public long OfErased { get; set; }

        public long DamagedBytes { get; set; }
    }
}
