using System.Collections.Concurrent;

namespace Foresale.Server.Shop;

/// <summary>Whose a session is, for those of the last half hour at least and the last hour at most: two generations, of which the older is dropped whole.</summary>
internal sealed class ActiveSessions(TimeProvider clock)
{
    private static readonly TimeSpan s_generation = TimeSpan.FromMinutes(30);
    private ConcurrentDictionary<string, string> _now = new(StringComparer.Ordinal), _before = new(StringComparer.Ordinal);
    private long _began = clock.GetTimestamp();

    /// <summary>Notes that a shopper is in a session. Called from one place at a time.</summary>
    public void Note(string sessionId, string userId)
    {
        if (clock.GetElapsedTime(_began) > s_generation)
        {
            (_before, _now, _began) = (_now, new(StringComparer.Ordinal), clock.GetTimestamp());
        }

        _now[sessionId] = userId;
    }

    /// <summary>The shopper of a session; null where none of late is known.</summary>
    public string? UserOf(string sessionId) => _now.GetValueOrDefault(sessionId) ?? _before.GetValueOrDefault(sessionId);

    /// <summary>Forgets the sessions of erased shoppers.</summary>
    public void Forget(IReadOnlySet<string> names)
    {
        foreach (var generation in (ReadOnlySpan<ConcurrentDictionary<string, string>>)[_now, _before])
        {
            foreach (var (session, user) in generation)
            {
                if (names.Contains(user))
                {
                    generation.TryRemove(session, out _);
                }
            }
        }
    }
}
