namespace Foresale.States;

/// <summary>Nodes as they are made, trajectory after trajectory.</summary>
internal sealed class NodeList
{
    private readonly List<int> _state = [];
    private readonly List<float> _timeLeft = [];
    private readonly List<sbyte> _action = [];
    private readonly List<NodeEnd> _end = [];
    private readonly List<float> _outcome = [];
    private readonly List<float> _weight = [];
    private readonly List<Slice> _slice = [];
    private readonly List<bool> _isRow = [];
    private readonly List<string?> _eventId = [];
    private readonly List<string?> _sessionId = [];
    private readonly List<int> _step = [];
    private readonly List<sbyte> _boughtBin = [];
    private readonly List<sbyte> _observedBins = [];

    public int Count => _state.Count;

    /// <summary>Adds a node; what it shares with its trajectory is written by <see cref="Close"/>.</summary>
    public void Add(int state, float timeLeft, int action, NodeEnd end, bool isRow)
    {
        _state.Add(state);
        _timeLeft.Add(timeLeft);
        _action.Add((sbyte)action);
        _end.Add(end);
        _isRow.Add(isRow);
        _eventId.Add(null);
        _sessionId.Add(null);
        _step.Add(0);
        _boughtBin.Add(0);
        _observedBins.Add(0);
    }

    /// <summary>Says after which event the last node stands.</summary>
    public void Name(string eventId, string? sessionId, int step) => (_eventId[^1], _sessionId[^1], _step[^1]) = (eventId, sessionId, step);

    /// <summary>Says what is known of a node's horizons.</summary>
    public void Foresee(int node, HorizonBins bins) => (_boughtBin[node], _observedBins[node]) = (bins.Bought, bins.Observed);

    /// <summary>Ends a trajectory: all its nodes get one outcome, weight and slice.</summary>
    public void Close(float outcome, float weight, Slice slice)
    {
        while (_outcome.Count < Count)
        {
            _outcome.Add(outcome);
            _weight.Add(weight);
            _slice.Add(slice);
        }
    }

    /// <summary>The arrays. Places in the tokens follow from each state's name.</summary>
    /// <param name="marks">What each state belongs to.</param>
    /// <param name="tokenBegin">First token of each name; null where there are no tokens.</param>
    public NodeTable ToTable(ReadOnlySpan<StateMark> marks, int[]? tokenBegin)
    {
        var (begin, end) = (new int[Count], new int[Count]);
        var (user, item, time) = (new int[Count], new int[Count], new long[Count]);
        for (var node = 0; node < Count; node++)
        {
            var mark = marks[_state[node]];
            (user[node], item[node], time[node]) = (mark.User, mark.Item, mark.TimeMs);
            if (tokenBegin is not null)
            {
                begin[node] = tokenBegin[mark.Name];
                end[node] = begin[node] + mark.Folded;
            }
        }

        return new NodeTable
        {
            State = [.. _state],
            TokenBegin = begin,
            TokenEnd = end,
            TimeLeft = [.. _timeLeft],
            Action = [.. _action],
            End = [.. _end],
            Outcome = [.. _outcome],
            Weight = [.. _weight],
            Slice = [.. _slice],
            IsRow = [.. _isRow],
            User = user,
            Item = item,
            TimeMs = time,
            EventId = [.. _eventId],
            SessionId = [.. _sessionId],
            Step = [.. _step],
            BoughtBin = [.. _boughtBin],
            ObservedBins = [.. _observedBins],
        };
    }
}
