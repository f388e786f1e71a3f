using Foresale.Events;

namespace Foresale.States;

/// <summary>
/// Targets <c>user</c> and <c>user-item</c>, second half: the trajectory of each row through its window [as_of, as_of + H).
/// An event at the very instant of as_of is not in the row's state, so it is in its window.
/// </summary>
/// <remarks>H = horizon in days. A row's outcome is known only where the slice holds its whole window, whatever was seen of it.</remarks>
internal sealed class WindowTrajectories
{
    private readonly EventTape _tape;
    private readonly WindowReader _reader;
    private readonly SplitPlan _plan;
    private readonly ShopCalendar _calendar;
    private readonly double _horizon;
    private readonly IReadOnlyList<Horizon> _horizons;
    private readonly bool _dayResolution;
    private readonly int[] _actionOf;
    private readonly int _leave;
    private readonly NodeList _nodes = new();

    public WindowTrajectories(
        LogReplay replay, WindowReader reader, SplitPlan plan, StateRequest request, IReadOnlyList<string> actions, bool dayResolution)
    {
        (_tape, _reader, _plan, _calendar, _dayResolution) = (replay.Tape, reader, plan, replay.Calendar, dayResolution);
        (_horizon, _horizons) = (request.Target.HorizonDays!.Value, request.Horizons);
        _actionOf = ActionIndex.Of(actions);
        _leave = actions.Count;
    }

    /// <summary>The nodes of all rows, subject after subject.</summary>
    public NodeList Build()
    {
        var (places, begin) = _tape.GroupBy(_tape.Subject, _reader.SubjectCount);
        WindowRow[] rows = [.. _reader.Rows.OrderBy(row => row.Subject).ThenBy(row => row.AsOf)];
        DateOnly[] asOf = [.. _reader.AsOf.Order()];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var events = places.AsSpan(begin[row.Subject], begin[row.Subject + 1] - begin[row.Subject]);
            var node = _nodes.Count;
            Close(row, AddWindow(row, row, events));
            _nodes.Foresee(node, BinsOf(row, events));
            if (PauseOf(rows, i, asOf) is { } pause)
            {
                Close(row, AddWindow(row, pause, events));
            }
        }

        return _nodes;
    }

    private void Close(WindowRow row, NodeEnd end) => _nodes.Close(row.Censored ? float.NaN : end == NodeEnd.Bought ? 1f : 0f, weight: 1f, row.Slice);

    // Whatever the target's own window is: a later horizon looks past it, but never past the slice's end.
    private HorizonBins BinsOf(WindowRow row, ReadOnlySpan<int> events)
    {
        var first = _horizons.Count == 0 ? events.Length : FirstAtOrAfter(events, _calendar.Midnight(row.AsOf));
        while (first < events.Length && _tape.Behavior[events[first]] != Behavior.Purchase)
        {
            first++;
        }

        var (bought, observed) = (_horizons.Count, _horizons.Count);
        for (var j = _horizons.Count - 1; j >= 0; j--)
        {
            var end = _calendar.After(row.AsOf, _horizons[j].Days!.Value);
            bought = first < events.Length && _tape.TimeMs[events[first]] < end ? j : bought;
            observed = end <= _plan.EndOf(row.Slice) ? observed : j;
        }

        return HorizonBins.Of(bought, observed, _horizons.Count);
    }

    /// <summary>
    /// A day inside the window from which a second trajectory goes to the window's end, earlier and later ones in turn; null where the subject has
    /// no row on it, as after more than 30 quiet days. Without it the only states with less time left than a whole horizon are those after an event, and
    /// the bootstrap of a truncated window that nothing happened in would be the guess of a network that has never seen one; at the cut of a subject who
    /// is quiet for longer than rows go, it still is. The day must not depend on what the subject does later.
    /// </summary>
    private WindowRow? PauseOf(WindowRow[] rows, int place, DateOnly[] asOf)
    {
        var row = rows[place];
        var limit = Math.Min(_calendar.After(row.AsOf, _horizon), _plan.EndOf(row.Slice));
        var (first, after) = (Array.BinarySearch(asOf, row.AsOf) + 1, Array.BinarySearch(asOf, row.AsOf) + 1);
        while (after < asOf.Length && _calendar.Midnight(asOf[after]) < limit)
        {
            after++;
        }

        if (after == first || row.Slice is not (Slice.Train or Slice.Validation)) // others are not learnt from
        {
            return null;
        }

        var day = asOf[first + ((row.Subject + row.AsOf.DayNumber) % (after - first))];
        for (var i = place + 1; i < rows.Length && rows[i].Subject == row.Subject && rows[i].AsOf <= day; i++)
        {
            if (rows[i].AsOf == day)
            {
                return rows[i];
            }
        }

        return null;
    }

    // From the row itself or from a pause in its window.
    private NodeEnd AddWindow(WindowRow row, WindowRow from, ReadOnlySpan<int> events)
    {
        var start = _calendar.Midnight(row.AsOf);
        var windowEnd = _calendar.After(row.AsOf, _horizon);
        var limit = Math.Min(windowEnd, _plan.EndOf(row.Slice));
        var (state, time, isRow) = (from.State, _calendar.Midnight(from.AsOf), from == row);
        for (var i = FirstAtOrAfter(events, time); i < events.Length && _tape.TimeMs[events[i]] < limit;)
        {
            var stop = EndOfStep(events, i);
            var (action, bought) = ActionOf(events[i..stop]);
            var next = NextTime(events[stop - 1]);
            var end = bought ? NodeEnd.Bought : next >= windowEnd ? NodeEnd.NotBought : NodeEnd.Continues;
            _nodes.Add(state, TimeLeft(time, start, windowEnd), action, end, isRow);
            if (end != NodeEnd.Continues)
            {
                return end;
            }

            if (next >= limit)
            {
                return AddTruncated(row, start, windowEnd, limit);
            }

            (state, time, isRow, i) = (_tape.State[events[stop - 1]], next, false, stop);
        }

        if (limit == windowEnd)
        {
            _nodes.Add(state, TimeLeft(time, start, windowEnd), _leave, NodeEnd.NotBought, isRow);
            return NodeEnd.NotBought;
        }

        _nodes.Add(state, TimeLeft(time, start, windowEnd), action: -1, NodeEnd.Continues, isRow);
        return AddTruncated(row, start, windowEnd, limit);
    }

    private NodeEnd AddTruncated(WindowRow row, long start, long windowEnd, long limit)
    {
        _nodes.Add(_reader.StateAtCut(row.Subject), TimeLeft(limit, start, windowEnd), action: -1, NodeEnd.Truncated, isRow: false);
        return NodeEnd.Truncated;
    }

    // A step is an event; without a clock, all events of a day.
    private int EndOfStep(ReadOnlySpan<int> events, int i)
    {
        var stop = i + 1;
        while (_dayResolution && stop < events.Length && _tape.TimeMs[events[stop]] == _tape.TimeMs[events[i]])
        {
            stop++;
        }

        return stop;
    }

    private long NextTime(int place) =>
        _dayResolution ? _calendar.Midnight(_calendar.DayOf(_tape.TimeMs[place]).AddDays(1)) : _tape.TimeMs[place];

    /// <summary>The step's behavior that is furthest down the funnel; corrections alone are no action.</summary>
    private (int Action, bool Bought) ActionOf(ReadOnlySpan<int> step)
    {
        var action = -1;
        foreach (var place in step)
        {
            if (_tape.Behavior[place] == Behavior.Purchase)
            {
                return (_actionOf[(int)Behavior.Purchase], true);
            }

            action = Math.Max(action, _actionOf[(int)_tape.Behavior[place]]);
        }

        return (action, false);
    }

    private int FirstAtOrAfter(ReadOnlySpan<int> events, long instant)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _tape.TimeMs[events[middle]] < instant ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static float TimeLeft(long time, long start, long windowEnd) => (float)((windowEnd - time) / (double)(windowEnd - start));
}
