using System.Runtime.InteropServices;
using Foresale.Events;

namespace Foresale.States;

/// <summary>A row of a user target: whose it is, where its window begins, and the state that it reads.</summary>
/// <param name="Subject">The shopper, or the touched pair.</param>
/// <param name="AsOf">The day at whose beginning it stands.</param>
/// <param name="State">The state at that instant.</param>
/// <param name="Slice">The slice of its window.</param>
/// <param name="Censored">True where the slice ends before the window.</param>
internal readonly record struct WindowRow(int Subject, DateOnly AsOf, int State, Slice Slice, bool Censored);

/// <summary>
/// Targets <c>user</c> and <c>user-item</c>, first half: takes a state for every shopper (or touched pair) at each as-of day,
/// and after the events inside open windows; in a log without a clock, at the midnight after each active day inside one.
/// </summary>
internal sealed class WindowReader : IReplayReader
{
    private readonly SplitPlan _plan;
    private readonly AsOfDays _asOf;
    private readonly IReadOnlyList<DateOnly> _logDays;
    private readonly double _horizon;
    private readonly bool _pairs;
    private readonly bool _dayResolution;
    private readonly ShopCalendar _calendar;
    private readonly Dictionary<(int User, int Item), int> _numbers = [];
    private readonly List<Subject> _subjects = [];
    private readonly List<WindowRow> _rows = [];
    private readonly List<double> _userShare = [];
    private readonly HashSet<int> _activeToday = [];
    private readonly List<int> _statesAtCut = [];

    public WindowReader(Target target, SplitPlan plan, SplitOptions options, ShopCalendar calendar, IDataset dataset)
    {
        _pairs = target.Kind == TargetKind.UserItem;
        _horizon = target.HorizonDays!.Value;
        (_plan, _calendar, _dayResolution) = (plan, calendar, dataset.Info.DayResolution);
        _logDays = dataset.Days;
        _asOf = new AsOfDays(plan, calendar, _horizon, options.RowEveryDays ?? (_pairs ? 7 : 1), options.KeepCensored);
    }

    private record struct Subject(int User, int Item)
    {
        public Facets Facets;
        public long OpenUntil;
        public bool OpenAtCut;
        public int LastPlace;
        public int LastState;
        public long LastStateMs;
    }

    /// <summary>The rows, by as-of day.</summary>
    public IReadOnlyList<WindowRow> Rows => _rows;

    /// <summary>All days that rows may stand on.</summary>
    public IEnumerable<DateOnly> AsOf => _asOf.Days;

    public int SubjectCount => _subjects.Count;

    public IEnumerable<DateOnly> Days => _asOf.Days
        .Append(_calendar.DayOf(CutMs))
        .Concat(_dayResolution ? _logDays.Select(day => day.AddDays(1)) : []);

    private long CutMs => _plan.EndOf(Slice.Train);

    /// <summary>The state of a subject where the training slice ends; -1 where no open window needs it.</summary>
    public int StateAtCut(int subject) => subject < _statesAtCut.Count ? _statesAtCut[subject] : -1;

    public void AtMidnight(LogReplay replay, DateOnly day)
    {
        var midnight = _calendar.Midnight(day);
        if (_asOf.TryGet(day, out var censored))
        {
            AddRows(replay, day, midnight, censored);
        }

        var subjects = CollectionsMarshal.AsSpan(_subjects);
        foreach (var number in _activeToday)
        {
            // Without a clock the midnight after an active day is where its events show.
            if (_dayResolution && midnight < subjects[number].OpenUntil)
            {
                replay.Tape.State[subjects[number].LastPlace] = StateAt(replay, number, midnight);
            }
        }

        _activeToday.Clear();
        if (midnight == CutMs)
        {
            ReadCut(replay, midnight);
        }
    }

    public void BeforeEvent(LogReplay replay, ShopEvent shopEvent)
    {
    }

    public void AfterEvent(LogReplay replay, ShopEvent shopEvent, int place)
    {
        var user = replay.Tape.User[place];
        var item = _pairs ? replay.Items.Of(shopEvent.ItemId) : -1;
        if (_pairs && item < 0)
        {
            return;
        }

        var number = NumberOf(user, item);
        ref var subject = ref CollectionsMarshal.AsSpan(_subjects)[number];
        subject.Facets = replay.Shoppers[user].Facets;
        subject.LastPlace = place;
        replay.Tape.Subject[place] = number;
        if (_dayResolution)
        {
            _activeToday.Add(number);
        }
        else if (replay.Tape.TimeMs[place] < subject.OpenUntil)
        {
            replay.Tape.State[place] = replay.Read(user, item, replay.Tape.TimeMs[place], subject.Facets);
        }
    }

    public void AtDayEnd(LogReplay replay, DateOnly day)
    {
    }

    public void AtEnd(LogReplay replay)
    {
        if (CutMs > replay.LastMs && _statesAtCut.Count == 0)
        {
            ReadCut(replay, replay.LastMs);
        }
    }

    private void AddRows(LogReplay replay, DateOnly day, long midnight, bool censored)
    {
        var activeSince = AsOfDays.ActiveSince(_calendar, day);
        var end = _calendar.After(day, _horizon);
        for (var number = 0; number < _subjects.Count; number++)
        {
            ref var subject = ref CollectionsMarshal.AsSpan(_subjects)[number];
            var slice = _plan.SliceAt(midnight, ShareOf(replay, subject.User));
            if ((!_pairs && replay.Shoppers[subject.User].LastMs < activeSince) || (censored && slice != Slice.Train))
            {
                continue;
            }

            _rows.Add(new WindowRow(number, day, StateAt(replay, number, midnight), slice, censored));
            subject.OpenUntil = Math.Max(subject.OpenUntil, Math.Min(end, _plan.EndOf(slice)));
            subject.OpenAtCut |= censored;
        }
    }

    private void ReadCut(LogReplay replay, long instant)
    {
        for (var number = 0; number < _subjects.Count; number++)
        {
            _statesAtCut.Add(_subjects[number].OpenAtCut ? StateAt(replay, number, instant) : -1);
        }
    }

    // A row, an active day's end and the cut may fall on one midnight: one state serves them all.
    private int StateAt(LogReplay replay, int number, long instant)
    {
        ref var subject = ref CollectionsMarshal.AsSpan(_subjects)[number];
        if (subject.LastStateMs != instant)
        {
            var facets = _pairs ? subject.Facets with { Returning = replay.Shoppers[subject.User].Facets.Returning } : replay.Shoppers[subject.User].Facets;
            (subject.LastState, subject.LastStateMs) = (replay.Read(subject.User, subject.Item, instant, facets), instant);
        }

        return subject.LastState;
    }

    private int NumberOf(int user, int item)
    {
        if (!_numbers.TryGetValue((user, item), out var number))
        {
            _numbers[(user, item)] = number = _subjects.Count;
            _subjects.Add(new Subject(user, item) { OpenUntil = long.MinValue, LastStateMs = long.MinValue });
        }

        return number;
    }

    private double ShareOf(LogReplay replay, int user)
    {
        while (_userShare.Count <= user)
        {
            _userShare.Add(UserHash.Share(replay.Users.Words[_userShare.Count]));
        }

        return _userShare[user];
    }
}
