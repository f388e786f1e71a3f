using System.Runtime.InteropServices;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.States;

/// <summary>What a target does while the log is replayed: it says where states are read.</summary>
internal interface IReplayReader
{
    /// <summary>Days at whose beginning the reader is asked, even where the log has no event on them.</summary>
    IEnumerable<DateOnly> Days { get; }

    /// <summary>A day has begun; all events of earlier days have been folded.</summary>
    void AtMidnight(LogReplay replay, DateOnly day);

    /// <summary>An event of the day is about to be folded.</summary>
    void BeforeEvent(LogReplay replay, ShopEvent shopEvent);

    /// <summary>An event has been folded and stands at a place of the tape.</summary>
    void AfterEvent(LogReplay replay, ShopEvent shopEvent, int place);

    /// <summary>All events of a day have been folded.</summary>
    void AtDayEnd(LogReplay replay, DateOnly day);

    /// <summary>The log has ended.</summary>
    void AtEnd(LogReplay replay);
}

/// <summary>What the replay knows of a shopper so far.</summary>
internal record struct ShopperSoFar
{
    public int Name;
    public int Sessions;
    public string? Session;
    public long LastMs;
    public Facets Facets;
}

/// <summary>Replays a log through the fold, day by day, and lets a reader take states at its instants.</summary>
internal sealed class LogReplay
{
    private const int EventsPerReport = 100_000;
    private readonly IDataset _dataset;
    private readonly FoldSettings _settings;
    private readonly Fold _fold;
    private readonly WordIndex _orders = new();
    private readonly Logins? _logins; // null for a log without any: names are shoppers then
    private readonly List<int> _folded = []; // events, by name
    private readonly List<ShopperSoFar> _shoppers = [];

    /// <summary>Makes room for a log.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="settings">Settings of the fold.</param>
    /// <param name="stateAnEvent">True where the reader takes one state after each event: their number is known, and rows name their event.</param>
    public LogReplay(IDataset dataset, FoldSettings settings, bool stateAnEvent)
    {
        (_dataset, _settings) = (dataset, settings);
        _fold = new Fold(settings, dataset.ReadUsers(), dataset.ReadItems());
        Tape = new EventTape(dataset.Info.Events, _fold.TokenSchema.Count, keepsIds: stateAnEvent);
        States = new StateStore(_fold, stateAnEvent ? dataset.Info.Events : null);
        Calendar = new ShopCalendar(settings.Zone);
        _logins = dataset.ReadIdentities() is { Count: > 0 } merges ? new Logins(merges, Calendar) : null;
    }

    public EventTape Tape { get; }

    public StateStore States { get; }

    public ShopCalendar Calendar { get; }

    /// <summary>Who shoppers turned out to be: rows and outcomes are theirs.</summary>
    public WordIndex Users { get; } = new();

    /// <summary>Who shoppers were known to be: states and tokens are theirs.</summary>
    public WordIndex Names { get; } = new();

    public WordIndex Items { get; } = new();

    public WordIndex Devices { get; } = new();

    public WordIndex Categories { get; } = new();

    public FeatureSchema Schema => _fold.Schema;

    public TokenSchema TokenSchema => _fold.TokenSchema;

    /// <summary>Last observed instant, Unix milliseconds.</summary>
    public long LastMs => _dataset.Info.LastTime.ToUnixTimeMilliseconds();

    /// <summary>What is known of each shopper, by number.</summary>
    public Span<ShopperSoFar> Shoppers => CollectionsMarshal.AsSpan(_shoppers);

    /// <summary>Folds all events before an instant.</summary>
    /// <param name="reader">Takes the states.</param>
    /// <param name="before">Unix milliseconds; events at or after it are not read.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day and every 100,000 events.</param>
    public void Run(IReplayReader reader, long before, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var logDays = _dataset.Days.ToHashSet();
        foreach (var day in new SortedSet<DateOnly>(logDays.Concat(reader.Days).Concat(_logins?.Days ?? [])))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Calendar.Midnight(day) > before)
            {
                break;
            }

            _fold.BeginDay(day);
            reader.AtMidnight(this, day);
            foreach (var shopEvent in logDays.Contains(day) ? _dataset.ReadDay(day) : [])
            {
                if (shopEvent.Arrival.ToUnixTimeMilliseconds() < before)
                {
                    LogIn(_logins?.Before(day, shopEvent));
                    Fold(reader, shopEvent);
                    Report(progress, cancellationToken);
                }
            }

            LogIn(_logins?.Rest(day, before));
            reader.AtDayEnd(this, day);
        }

        reader.AtEnd(this);
        progress?.Report(new StageProgress("states", Tape.Count, Tape.Count));
    }

    /// <summary>Reads the state of a shopper after all events folded so far, as the shop then knew them.</summary>
    public int Read(int user, int item, long timeMs, Facets facets)
    {
        var name = Shoppers[user].Name;
        return States.Read(Names.Words[name], item < 0 ? null : Items.Words[item], new StateMark(user, name, item, timeMs, _folded[name], facets));
    }

    /// <summary>The number of a shopper; one never seen gets an empty history.</summary>
    public int UserOf(string userId)
    {
        var user = Users.Of(userId);
        if (user == _shoppers.Count)
        {
            _shoppers.Add(new ShopperSoFar { Name = NameOf(userId), LastMs = long.MinValue, Facets = new Facets(-1, -1, -1, Returning: false, Guest: false) });
        }

        return user;
    }

    private void Fold(IReplayReader reader, ShopEvent shopEvent)
    {
        reader.BeforeEvent(this, shopEvent);
        var word = _logins?.NameOf(shopEvent) ?? shopEvent.UserId;
        _fold.Apply(shopEvent.SeenAs is null ? shopEvent : shopEvent with { UserId = word }, Tape.NextToken);
        _logins?.Note(word, shopEvent);
        var (user, name) = (UserOf(shopEvent.UserId), NameOf(word));
        ref var shopper = ref Shoppers[user];
        if (shopper.Sessions == 0 || !string.Equals(shopper.Session, shopEvent.SessionId, StringComparison.Ordinal))
        {
            shopper.Sessions++;
            shopper.Session = shopEvent.SessionId;
        }

        _folded[name]++;
        shopper.Name = name;
        shopper.LastMs = shopEvent.Arrival.ToUnixTimeMilliseconds();
        shopper.Facets = FacetsAfter(shopper, shopEvent);
        var place = Tape.Add(shopEvent, user, name, _orders.Of(shopEvent.OrderId));
        reader.AfterEvent(this, shopEvent, place);
    }

    private Facets FacetsAfter(in ShopperSoFar shopper, ShopEvent shopEvent) => new(
        shopEvent.Device is null ? shopper.Facets.Device : Devices.Of(shopEvent.Device),
        shopEvent.Category is null ? shopper.Facets.Category : Categories.Of(shopEvent.Category),
        shopEvent.Price is { } price ? PriceBands.Of(_settings.PriceDeciles, (float)price) : shopper.Facets.PriceBand,
        Returning: shopper.Sessions > 1,
        Guest: string.Equals(shopEvent.AnonymousId, shopEvent.SeenAs ?? shopEvent.UserId, StringComparison.Ordinal));

    // What the guest did is folded in under the known name; it makes no rows, and items have counted it.
    private void LogIn(IEnumerable<IdentityMerge>? logins)
    {
        foreach (var login in logins ?? [])
        {
            var (shopper, name) = (UserOf(_logins!.ShopperOf(login)), NameOf(login.UserId));
            foreach (var shopEvent in _logins.Tell(login))
            {
                _fold.Apply(shopEvent, Tape.NextToken, isRetold: true);
                Tape.Add(shopEvent, shopper, name, order: -1);
                _folded[name]++;
            }

            _fold.Forget(login.AnonymousId);
            Shoppers[shopper].Name = name;
        }
    }

    private int NameOf(string word)
    {
        var name = Names.Of(word);
        if (name == _folded.Count)
        {
            _folded.Add(0);
        }

        return name;
    }

    private void Report(IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        if (Tape.Count % EventsPerReport == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new StageProgress("states", Tape.Count, _dataset.Info.Events));
        }
    }
}
