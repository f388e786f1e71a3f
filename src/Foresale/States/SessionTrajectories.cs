using Foresale.Events;

namespace Foresale.States;

/// <summary>
/// Target <c>session</c>, second half: episodes. A node stands after each event; a purchase ends the episode and the node after it
/// begins the next one, which asks for the next order. With a horizon of N events every node has a window of its own.
/// </summary>
/// <remarks>
/// Rows of one order are one purchase, so the instants between them are no nodes. Rows belong together by their order, or by
/// 60 seconds between two purchases of a shopper. With a horizon in events only rows of one order, or of one instant, belong together:
/// such a question counts events, and a second purchase within the minute is an event of its own.
/// </remarks>
internal sealed class SessionTrajectories
{
    private const long SameOrderMs = 60_000;
    private const long StillOpenMs = 30 * 60_000;
    private readonly EventTape _tape;
    private readonly SplitPlan _plan;
    private readonly int? _horizon;
    private readonly int[] _actionOf;
    private readonly int _leave;
    private readonly NodeList _nodes = new();
    private readonly List<int> _standing = [];
    private readonly long _sameOrderMs;
    private readonly SessionHorizons _horizons;
    private NodeEnd _lastEnd;

    public SessionTrajectories(EventTape tape, SplitPlan plan, int? horizonEvents, IReadOnlyList<string> actions, SessionHorizons horizons)
    {
        (_tape, _plan, _horizon, _horizons) = (tape, plan, horizonEvents, horizons);
        _actionOf = ActionIndex.Of(actions);
        _leave = actions.Count;
        _sameOrderMs = horizonEvents is null ? SameOrderMs : 0;
    }

    /// <summary>The nodes of all sessions that lie in one slice as a whole.</summary>
    /// <param name="names">Names of the sessions, by number.</param>
    /// <param name="userShare">The place in 0..1 of each shopper.</param>
    public NodeList Build(IReadOnlyList<string?> names, double[] userShare)
    {
        var (places, begin) = _tape.GroupBy(_tape.Subject, names.Count);
        for (var session = 0; _horizons.Any && session < names.Count; session++)
        {
            NoteOrders(places.AsSpan(begin[session], begin[session + 1] - begin[session]));
        }

        var logEnd = _plan.End.ToUnixTimeMilliseconds() - 1;
        for (var session = 0; session < names.Count; session++)
        {
            var events = places.AsSpan(begin[session], begin[session + 1] - begin[session]);
            var slice = _plan.SliceAt(_tape.TimeMs[events[0]], userShare[_tape.User[events[0]]]);
            var last = _tape.TimeMs[events[^1]];
            if (last < _plan.EndOf(slice))
            {
                AddSession(events, names[session], slice, stillOpen: logEnd - last < StillOpenMs);
            }
        }

        return _nodes;
    }

    private void AddSession(ReadOnlySpan<int> events, string? name, Slice slice, bool stillOpen)
    {
        _standing.Clear();
        for (var i = 0; i < events.Length; i++)
        {
            if (i + 1 == events.Length || !SameOrder(events, i + 1) || !IsPurchase(events[i]))
            {
                _standing.Add(i);
            }
        }

        var ahead = _horizons.Any ? EventsToOrder(events) : [];

        // Not one over the session's rows: its length is known at its end only, and goes with the outcome (docs/adr/0003).
        const float weight = 1f;
        if (_horizon is { } horizon)
        {
            foreach (var i in _standing)
            {
                var row = _nodes.Count;
                AddWindow(events, i, horizon, name, stillOpen);
                Foresee(row, events, i);
                _nodes.Close(OutcomeOfLast(), weight, slice);
            }

            return;
        }

        foreach (var i in _standing)
        {
            var followed = AddStep(events, i, i, 1f, isLastOfHorizon: false, stillOpen, name);
            Foresee(_nodes.Count - 1, events, i);
            if (followed != NodeEnd.Continues)
            {
                _nodes.Close(OutcomeOfLast(), weight, slice);
            }
        }

        void Foresee(int row, ReadOnlySpan<int> session, int i)
        {
            if (_horizons.Any)
            {
                _nodes.Foresee(row, _horizons.Of(session[i], ahead[i], stillOpen, _plan.EndOf(slice)));
            }
        }
    }

    private void AddWindow(ReadOnlySpan<int> events, int row, int horizon, string? name, bool stillOpen)
    {
        for (var k = 0; k < horizon; k++)
        {
            if (AddStep(events, row + k, row, (horizon - k) / (float)horizon, k == horizon - 1, stillOpen, name) != NodeEnd.Continues)
            {
                return;
            }
        }
    }

    // One node, by what follows the event it stands after. A purchase that only goes on with an order is no action.
    private NodeEnd AddStep(ReadOnlySpan<int> events, int i, int row, float timeLeft, bool isLastOfHorizon, bool stillOpen, string? name)
    {
        var next = i + 1;
        var goesOn = next < events.Length && SameOrder(events, next);
        var (action, end) = next == events.Length
            ? stillOpen ? (-1, NodeEnd.Truncated) : (_leave, NodeEnd.NotBought)
            : IsPurchase(events[next]) && !goesOn
                ? (_actionOf[(int)Behavior.Purchase], NodeEnd.Bought)
                : (goesOn ? -1 : _actionOf[(int)_tape.Behavior[events[next]]], isLastOfHorizon ? NodeEnd.NotBought : NodeEnd.Continues);
        _nodes.Add(_tape.State[events[i]], timeLeft, action, end, isRow: _horizon is null || i == row);
        _nodes.Name(_tape.EventId[events[i]], name, i + 1);
        _lastEnd = end;
        return end;
    }

    private void NoteOrders(ReadOnlySpan<int> events)
    {
        for (var i = 0; i < events.Length; i++)
        {
            if (IsPurchase(events[i]) && !SameOrder(events, i))
            {
                _horizons.AddOrder(events[i]);
            }
        }
    }

    // [events] how many events on the session's next order begins; null where none does.
    private int?[] EventsToOrder(ReadOnlySpan<int> events)
    {
        var ahead = new int?[events.Length];
        for (var i = events.Length - 2; i >= 0; i--)
        {
            ahead[i] = IsPurchase(events[i + 1]) && !SameOrder(events, i + 1) ? 1 : ahead[i + 1] + 1;
        }

        return ahead;
    }

    private float OutcomeOfLast() => _lastEnd switch
    {
        NodeEnd.Bought => 1f,
        NodeEnd.NotBought => 0f,
        _ => float.NaN,
    };

    private bool IsPurchase(int place) => _tape.Behavior[place] == Behavior.Purchase;

    /// <summary>Whether an event is a row of the order that the purchase before it in the session began.</summary>
    private bool SameOrder(ReadOnlySpan<int> events, int i)
    {
        if (!IsPurchase(events[i]))
        {
            return false;
        }

        for (var before = i - 1; before >= 0; before--)
        {
            var (earlier, later) = (events[before], events[i]);
            if (IsPurchase(earlier))
            {
                return (_tape.Order[later] >= 0 && _tape.Order[later] == _tape.Order[earlier])
                    || _tape.TimeMs[later] - _tape.TimeMs[earlier] <= _sameOrderMs;
            }
        }

        return false;
    }
}

/// <summary>Places of behaviors in a log's action space.</summary>
internal static class ActionIndex
{
    /// <summary>[7] place of each behavior among the actions; -1 for corrections and for behaviors that training never saw.</summary>
    public static int[] Of(IReadOnlyList<string> actions)
    {
        var places = new int[Behaviors.Count];
        for (var code = 0; code < Behaviors.Count; code++)
        {
            places[code] = Behaviors.Words[code] is var word && ((Behavior)code).IsAction() ? actions.ToList().IndexOf(word) : -1;
        }

        return places;
    }
}
