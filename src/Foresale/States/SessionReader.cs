using Foresale.Events;

namespace Foresale.States;

/// <summary>Target <c>session</c>, first half: takes the state after every event and notes the session it belongs to.</summary>
internal sealed class SessionReader : IReplayReader
{
    private readonly Dictionary<(int User, string Session), int> _numbers = [];
    private readonly List<string?> _names = [];

    /// <summary>Names of the sessions, by number.</summary>
    public IReadOnlyList<string?> Names => _names;

    public IEnumerable<DateOnly> Days => [];

    public void AtMidnight(LogReplay replay, DateOnly day)
    {
    }

    public void BeforeEvent(LogReplay replay, ShopEvent shopEvent)
    {
    }

    public void AfterEvent(LogReplay replay, ShopEvent shopEvent, int place)
    {
        var tape = replay.Tape;
        var user = tape.User[place];
        var key = (user, shopEvent.SessionId ?? "");
        if (!_numbers.TryGetValue(key, out var session))
        {
            _numbers[key] = session = _names.Count;
            _names.Add(shopEvent.SessionId);
        }

        tape.Subject[place] = session;
        tape.State[place] = replay.Read(user, replay.Items.Of(shopEvent.ItemId), tape.TimeMs[place], replay.Shoppers[user].Facets);
    }

    public void AtDayEnd(LogReplay replay, DateOnly day)
    {
    }

    public void AtEnd(LogReplay replay)
    {
    }
}
