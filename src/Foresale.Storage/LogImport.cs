using System.Globalization;
using System.Text;
using Apache.Arrow;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;
using Foresale.Storage.Writing;

namespace Foresale.Storage;

/// <summary>The import of an event log.</summary>
internal sealed class LogImport(ImportOptions options, IReadOnlyList<SourceFile> files, Database database, StagedFolder? folder, TimeZoneInfo zone)
{
    private readonly Mapping _mapping = options.Mapping;
    private readonly Quarantine _quarantine = new(files, options.Mapping);
    private readonly MoneyRule _money = new(options.Rates is null ? null : Rates.Read(options.Rates));
    private readonly Sessions _sessions = new(options.Mapping.Time.IsDayResolution);
    private readonly BotFilter _bots = new(options.Mapping.Time.IsDayResolution, options.KeepBots ? RuleAction.Flagged : RuleAction.Dropped);
    private readonly KeySet _items = new();
    private readonly List<ShopEvent> _shown = [];
    private readonly long[] _behaviors = new long[Behaviors.Count];
    private long _rows;
    private long _events;
    private (long First, long Last) _span = (long.MaxValue, long.MinValue);
    private UserDay _userDay;
    private string _hash = "";
    private byte[] _session = new byte[256];

    /// <summary>Runs it.</summary>
    public ImportReport Run(Task<string> hash, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        CheckColumns();
        var side = new SideTables(database, folder, zone);
        var identities = options.Identities is not null && side.ReadIdentities(options.Identities);
        var users = options.Users is null ? [] : side.WriteUsers(options.Users);
        var items = options.Items is null ? [] : side.WriteItems(options.Items);
        var cleaner = new Cleaner(Rules());
        using var writer = folder is null ? null : new EventWriter(folder.Path);
        Stream(Query(identities), cleaner, writer, hash, progress, cancellationToken);
        writer?.Finish();
        if (files.Any(f => f.Format is not SourceFormat.Parquet))
        {
            _quarantine.AddRejects(database);
        }

        var info = Info(cleaner, writer, users, items);
        Verify(info);
        cancellationToken.ThrowIfCancellationRequested();
        if (folder is not null)
        {
            _quarantine.Write(Path.Combine(folder.Path, DatasetFiles.Quarantine));
            DatasetJson.Write(Path.Combine(folder.Path, DatasetFiles.Info), info);
            File.WriteAllText(Path.Combine(folder.Path, "mapping.json"), MappingFile.Write(_mapping));
            folder.Commit();
        }

        return new ImportReport(info, options.Out, _shown, _quarantine.First(10));
    }

    private List<ICleaningRule> Rules()
    {
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

    private string Query(bool identities)
    {
        var localZone = options.Zone ?? _mapping.Time.Zone;
        var offsets = new ZoneOffsets(zone);
        if (localZone is null && _mapping.Time is { HasOffset: false, Format: not TimeMapping.Iso })
        {
            throw new UserFaultException($"{_mapping.Name} $.time.zone", $"times of the format {_mapping.Time.Format} have no time zone.", "Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\", or give --zone.");
        }

        var types = files[0].Format is SourceFormat.Parquet
            ? database.Rows($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(files[0].Path)})").ToDictionary(r => (string)r[0]!, r => (string)r[1]!, StringComparer.Ordinal)
            : [];
        return new EventQuery(_mapping, files, offsets, localZone is null ? null : offsets, identities) { Types = types }.Build();
    }

    private void CheckColumns()
    {
        if (files.Any(f => f.Format != files[0].Format))
        {
            throw new UserFaultException(files.First(f => f.Format != files[0].Format).Name, "the files of one import have one format.", "Import them one by one.");
        }

        if (_mapping.Nested && files[0].Format is SourceFormat.Text)
        {
            throw new UserFaultException(files[0].Name, $"the mapping {_mapping.Name} reads nested rows.", "Give JSON Lines or Parquet.");
        }

        if (_mapping.Nested || files[0].Format is SourceFormat.JsonLines)
        {
            return;
        }

        foreach (var file in files)
        {
            var there = file.Format is SourceFormat.Parquet
                ? [.. database.Rows($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(file.Path)})").Select(r => (string)r[0]!)]
                : file.Columns;
            var missing = _mapping.Columns.FirstOrDefault(c => !there.Contains(c.Key, StringComparer.Ordinal) && !_mapping.Optional.Contains(c.Value, StringComparer.Ordinal));
            if (missing.Key is not null)
            {
                throw new UserFaultException($"{file.Name}(1)", $"the column '{missing.Key}' ({missing.Value}) is missing; there are {string.Join(", ", there)}.", "Add it, or map another column.");
            }

            if (file.Format is SourceFormat.Text && !file.Columns.SequenceEqual(files[0].Columns, StringComparer.Ordinal))
            {
                throw new UserFaultException($"{file.Name}(1)", $"its columns differ from those of {files[0].Name}.", "Give files with one header, or import them one by one.");
            }
        }
    }

    private void Stream(string sql, Cleaner cleaner, EventWriter? writer, Task<string> hash, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        using var command = database.Connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var registration = cancellationToken.Register(command.Cancel);
        progress?.Report(new StageProgress("import", 0, 0, "reading and sorting"));
        using var stream = command.ExecuteArrowStream();
        _hash = hash.GetAwaiter().GetResult();
        var reader = new RowReader();
        long nextReport = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = stream.ReadNextRecordBatchAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
            if (batch is null)
            {
                break;
            }

            reader.Open(batch);
            for (var i = 0; i < batch.Length; i++)
            {
                var (file, record) = reader.PlaceOf(i);
                _quarantine.Saw(file, record);
                _rows++;
                var row = reader.Read(i);
                if (row.Fault.StartsWith("zone:"u8))
                {
                    throw new UserFaultException(files[file].Name, $"the time '{Encoding.UTF8.GetString(row.Fault[5..])}' has no time zone, and the mapping names none.", "Name the zone that the shop's clock shows, such as \"zone\": \"Europe/Paris\" under \"time\", or give --zone.");
                }

                var verdict = cleaner.Check(ref row, out var fault);
                if (verdict is Verdict.Quarantined)
                {
                    _quarantine.Add(file, record, cleaner.LastRule, fault);
                }
                else if (verdict is Verdict.Kept)
                {
                    Keep(row, writer);
                }
            }

            if (_rows >= nextReport)
            {
                nextReport += 500_000;
                progress?.Report(new StageProgress("import", 0, 0, $"{_rows.ToString("N0", CultureInfo.InvariantCulture)} rows"));
            }
        }

        EndUserDay(writer, nextDay: null);
    }

    private void Keep(in EventRow row, EventWriter? writer)
    {
        var user = KeySet.Key(row.Text(EventText.UserId));
        if (_userDay.Day != row.Day || _userDay.User != user || _userDay.Events == 0)
        {
            EndUserDay(writer, row.Day);
            _userDay = new UserDay { Day = row.Day, User = user, Begin = writer?.Pending ?? 0, Behaviors = new long[Behaviors.Count], First = row.ArrivalMs };
            _bots.Begin();
        }

        _bots.Observe(row);
        var session = SessionOf(user, row);
        var currency = row.Price is null || _money.CurrencyUtf8.IsEmpty ? row.Text(EventText.Currency) : _money.CurrencyUtf8;
        writer?.Add(row, session, currency);
        if (row.Text(EventText.ItemId) is { IsEmpty: false } item)
        {
            _items.Add(KeySet.Key(item));
        }

        if (writer is null && _shown.Count < options.Show)
        {
            _shown.Add(Shown(row, session, currency));
        }

        _userDay.Events++;
        _userDay.Last = row.ArrivalMs;
        _userDay.Behaviors[row.Behavior]++;
    }

    private void EndUserDay(EventWriter? writer, int? nextDay)
    {
        if (_userDay.Events == 0)
        {
            return;
        }

        if (_bots.End())
        {
            writer?.Truncate(_userDay.Begin);
        }
        else
        {
            _events += _userDay.Events;
            _span = (Math.Min(_span.First, _userDay.First), Math.Max(_span.Last, _userDay.Last));
            for (var code = 0; code < _behaviors.Length; code++)
            {
                _behaviors[code] += _userDay.Behaviors[code];
            }
        }

        writer?.EndUserDay(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(_userDay.Day), dayEnds: nextDay != _userDay.Day);
        _userDay.Events = 0;
    }

    private ReadOnlySpan<byte> SessionOf(ulong user, in EventRow row)
    {
        var number = _sessions.Next(user, row);
        if (number == 0)
        {
            return row.Text(EventText.SessionId);
        }

        var name = row.Text(EventText.UserId);
        if (_session.Length < name.Length + 12)
        {
            _session = new byte[name.Length * 2 + 12];
        }

        name.CopyTo(_session);
        _session[name.Length] = (byte)':';
        number.TryFormat(_session.AsSpan(name.Length + 1), out var digits, default, CultureInfo.InvariantCulture);
        return _session.AsSpan(0, name.Length + 1 + digits);
    }

    private ShopEvent Shown(in EventRow row, ReadOnlySpan<byte> session, ReadOnlySpan<byte> currency)
    {
        static string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
        return new ShopEvent
        {
            EventId = Text(row.Text(EventText.EventId)) ?? DatasetFolder.MadeEventId(_hash, row.Sequence),
            UserId = Text(row.Text(EventText.UserId))!,
            Behavior = (Behavior)row.Behavior,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(row.TimeMs!.Value),
            ReceivedAt = row.ReceivedMs is { } received ? DateTimeOffset.FromUnixTimeMilliseconds(received) : null,
            Sequence = row.Sequence,
            AnonymousId = Text(row.Text(EventText.AnonymousId)),
            SessionId = Text(session),
            ItemId = Text(row.Text(EventText.ItemId)),
            Category = Text(row.Text(EventText.Category)),
            Brand = Text(row.Text(EventText.Brand)),
            Price = row.Price / (decimal)EventRow.PriceScale,
            Currency = Text(currency),
            Quantity = row.Quantity / (decimal)EventRow.PriceScale,
            OrderId = Text(row.Text(EventText.OrderId)),
            Query = Text(row.Text(EventText.Query)),
            Device = Text(row.Text(EventText.Device)),
            Region = Text(row.Text(EventText.Region)),
            Channel = Text(row.Text(EventText.Channel)),
            Detail = Text(row.Text(EventText.Detail)),
            Consent = row.Consent,
        };
    }

    private DatasetInfo Info(Cleaner cleaner, EventWriter? writer, IReadOnlyList<SideColumn> users, IReadOnlyList<SideColumn> items)
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
            Events = _events,
            Users = _sessions.Users,
            Items = _items.Count,
            Sessions = _sessions.Count,
            SourceSessions = _sessions.Given,
            Behaviors = Behaviors.Words.Select((w, code) => (w, code)).ToDictionary(p => p.w, p => _behaviors[p.code], StringComparer.Ordinal),
            FirstTime = _events == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(_span.First),
            LastTime = _events == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(dayResolution ? EndOfDay(_span.Last) : _span.Last),
            RowsRead = _rows + _quarantine.Rejected,
            Quarantined = _quarantine.Count,
            Cleaning = [.. counts, _bots.Count],
            Missing = EventFields.Optional.ToDictionary(f => f, f => writer is null || _events == 0 ? 0 : writer.Nulls.GetValueOrDefault(f) / (double)_events, StringComparer.Ordinal),
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

    private void Verify(DatasetInfo info)
    {
        if (info.RowsRead == 0)
        {
            throw new UserFaultException(files[0].Name, "the file has no rows.", "Give a file with rows.");
        }

        var share = info.Quarantined / (double)info.RowsRead;
        if (share > options.MaxRejected)
        {
            throw RejectedRows.Fault(info, options.MaxRejected, _quarantine.First(1)[0], RejectedRows.Keep(_quarantine, options.Out));
        }

        if (info.Events == 0)
        {
            throw new UserFaultException("import", $"none of {info.RowsRead.ToString(CultureInfo.InvariantCulture)} rows is left after cleaning.", "See which rule dropped them by --dry-run.");
        }
    }

    private struct UserDay
    {
        public int Day;
        public ulong User;
        public int Begin;
        public long Events;
        public long First;
        public long Last;
        public long[] Behaviors;
    }
}
