using System.Globalization;
using System.Text;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;
using Foresale.Storage.Writing;

namespace Foresale.Storage;

/// <summary>The import of an event log.</summary>
internal sealed class LogImport(ImportOptions options, IReadOnlyList<SourceFile> files, SideSources sides, Database database, StagedFolder? folder, TimeZoneInfo zone)
{
    private readonly Mapping _mapping = options.Mapping;
    private readonly Quarantine _quarantine = new(files, options.Mapping);
    private readonly MoneyRule _money = new(options.Rates is null ? null : Rates.Read(options.Rates));
    private long _rows;
    private string _hash = "";

    /// <summary>Runs it.</summary>
    public ImportReport Run(Task<SourceScan> scan, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var source = new LogSource(options, files, database, zone);
        source.CheckColumns();
        var side = new SideTables(database, folder, zone, _quarantine);
        var identities = sides.Identities is not null && side.ReadIdentities(sides.Identities);
        var users = sides.Users is null ? [] : side.WriteUsers(sides.Users);
        var items = sides.Items is null ? [] : side.WriteItems(sides.Items);
        var cleaner = new Cleaner(Rules());
        using var writer = folder is null ? null : new EventWriter(folder.Path);
        var kept = new KeptEvents(options, _money, writer, scan);
        Stream(source.Query(identities && options.Taken is null), cleaner, kept, scan, progress, cancellationToken);
        writer?.Finish();
        _quarantine.AddRejects(database);
        _quarantine.AddSwallowed(scan.GetAwaiter().GetResult().Swallowed);
        var info = Info(cleaner, kept, side.Counts, users, items);
        Verify(info, side);
        cancellationToken.ThrowIfCancellationRequested();
        if (folder is not null)
        {
            _quarantine.Write(Path.Combine(folder.Path, DatasetFiles.Quarantine));
            DatasetJson.Write(Path.Combine(folder.Path, DatasetFiles.Info), info);
            File.WriteAllText(Path.Combine(folder.Path, DatasetFiles.Mapping), MappingFile.Write(_mapping));
            folder.Commit();
        }

        return new ImportReport(info, options.Out, kept.Shown, _quarantine.First(10));
    }

    private List<ICleaningRule> Rules()
    {
        if (options.Taken is not null)
        {
            return [new ClockRule(), _money];
        }

        var rules = new List<ICleaningRule>
        {
            new BrokenRowRule(), new IgnoredBehaviorRule(), new UnknownBehaviorRule(), new BadTimeRule(_mapping.Time), new TimeBefore1990Rule(),
            new FutureTimeRule(options.Clock.GetUtcNow()), new MissingUserRule(), new BadPriceRule(), new BadQuantityRule(), new MissingItemRule(), new BadConsentRule(),
            new ConsentRule(options.RequireConsent), new DuplicateEventIdRule(), new DuplicateOrderRule(),
        };
        if (_mapping.Dedup is Dedup.Exact)
        {
            rules.Add(new ExactDuplicateRule());
        }

        rules.AddRange([new ClockRule(), new IdentityRule(), _money]);
        return rules;
    }

    private void Stream(string sql, Cleaner cleaner, KeptEvents kept, Task<SourceScan> scan, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        using var command = database.Connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var registration = cancellationToken.Register(command.Cancel);
        progress?.Report(new StageProgress("import", 0, 0, "reading and sorting"));
        using var stream = command.ExecuteArrowStream();
        using var batches = new BatchStream(stream, command.Cancel);
        _hash = scan.GetAwaiter().GetResult().Hash;
        var reader = new RowReader();
        long nextReport = 0;
        while (batches.Next(cancellationToken) is { } next)
        {
            using var batch = next;
            reader.Open(batch);
            Clean(reader, batch.Length, cleaner, kept);
            kept.EndSource();
            if (_rows >= nextReport)
            {
                nextReport += 500_000;
                progress?.Report(new StageProgress("import", 0, 0, $"{_rows.ToString("N0", CultureInfo.InvariantCulture)} rows"));
            }
        }

        kept.EndUserDay(nextDay: null);
    }

    private void Clean(RowReader reader, int rows, Cleaner cleaner, KeptEvents kept)
    {
        for (var i = 0; i < rows; i++)
        {
            var (file, record) = reader.PlaceOf(i);
            _quarantine.Saw(file, record);
            _rows++;
            var row = reader.Read(i);
            if (row.Fault.StartsWith("zone:"u8))
            {
                throw NoZone(files[file], Encoding.UTF8.GetString(row.Fault[5..]));
            }

            var verdict = cleaner.Check(ref row, out var fault);
            if (verdict is Verdict.Quarantined)
            {
                _quarantine.Add(file, record, cleaner.LastRule, fault);
            }
            else if (verdict is Verdict.Kept)
            {
                kept.Add(row);
            }
        }
    }

    private static UserFaultException NoZone(SourceFile file, string time) => new(
        file.Name,
        $"the time '{time}' has no time zone, and the mapping names none.",
        $"Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\" under \"time\", or give --zone{(file.Query is null ? "" : "; a column that holds UTC is said to in the query, by AT TIME ZONE 'UTC'")}.");

    private DatasetInfo Info(Cleaner cleaner, KeptEvents kept, IReadOnlyList<RuleCount> side, IReadOnlyList<SideColumn> users, IReadOnlyList<SideColumn> items)
    {
        var dayResolution = _mapping.Time.IsDayResolution;
        var counts = cleaner.Counts.Select(c => string.Equals(c.Rule, "broken_line", StringComparison.Ordinal) ? c with { Rows = c.Rows + _quarantine.Rejected } : c);
        return new DatasetInfo
        {
            Version = typeof(ShopEvent).Assembly.GetName().Version?.ToString(3) ?? "0",
            SourceHash = _hash,
            Mapping = _mapping.Name,
            Zone = zone.Id,
            DayResolution = dayResolution,
            Currency = _money.Currency,
            Events = kept.Events,
            Users = kept.Sessions.Users,
            Items = kept.Items,
            Sessions = kept.Sessions.Count,
            SourceSessions = kept.Sessions.Given,
            Behaviors = Behaviors.Words.Select((w, code) => (w, code)).ToDictionary(p => p.w, p => kept.ByBehavior[p.code], StringComparer.Ordinal),
            FirstTime = kept.Events == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(kept.Span.First),
            LastTime = kept.Events == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(dayResolution ? EndOfDay(kept.Span.Last) : kept.Span.Last),
            RowsRead = _rows + _quarantine.Rejected + (options.Taken ?? []).Sum(t => t.Rows),
            Quarantined = _quarantine.Count,
            Cleaning = [.. options.Taken ?? [], .. counts, kept.Bots, .. side],
            Missing = EventFields.Optional.ToDictionary(f => f, kept.Missing, StringComparer.Ordinal),
            UserColumns = users,
            ItemColumns = items,
        };
    }

    // The last instant of a local day, which summer time may make 23 or 25 hours long.
    private long EndOfDay(long midnightMs)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(midnightMs), zone).DateTime.Date.AddDays(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds() - 1;
    }

    private void Verify(DatasetInfo info, SideTables side)
    {
        if (info.RowsRead == 0)
        {
            throw new UserFaultException(files[0].Name, "the file has no rows.", "Give a file with rows.");
        }

        var share = info.Quarantined / (double)info.RowsRead;
        if (share > options.MaxRejected)
        {
            throw RejectedRows.Fault("import", info.Quarantined, info.RowsRead, options.MaxRejected, _quarantine.First(1)[0], RejectedRows.Keep(_quarantine, options.Out));
        }

        if (side.TooManyRejected(options.MaxRejected) is { } bad)
        {
            throw RejectedRows.Fault(bad.Name, bad.Rejected, bad.Rows, options.MaxRejected, _quarantine.First(1, bad.File)[0], RejectedRows.Keep(_quarantine, options.Out));
        }

        if (info.Events == 0)
        {
            throw new UserFaultException("import", $"none of {info.RowsRead.ToString(CultureInfo.InvariantCulture)} rows is left after cleaning.", "See which rule dropped them by --dry-run.");
        }
    }
}
