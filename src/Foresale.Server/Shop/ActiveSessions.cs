using System.Collections.Concurrent;

namespace Foresale.Server.Shop;

/// <summary>
/// Whose a session is, for those of the last half hour at least and the last hour at most: two generations, of which the older is dropped whole. Time is that of arrivals, so that
/// a log replayed in a minute leaves no more sessions than the shop had.
/// </summary>
internal sealed class ActiveSessions
{
    private static readonly TimeSpan s_generation = TimeSpan.FromMinutes(30);
    private ConcurrentDictionary<string, string> _now = new(StringComparer.Ordinal), _before = new(StringComparer.Ordinal);
    private DateTimeOffset _began;

    /// <summary>Notes that a shopper is in a session. Called from one place at a time.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="userId">The shopper.</param>
    /// <param name="arrival">When their event came.</param>
    public void Note(string sessionId, string userId, DateTimeOffset arrival)
    {
        if (arrival - _began > s_generation)
        {
            (_before, _now, _began) = (arrival - _began > 2 * s_generation ? new(StringComparer.Ordinal) : _now, new(StringComparer.Ordinal), arrival);
        }

        _now[sessionId] = userId;
    }

    /// <summary>The shopper of a session; null where none of late is known.</summary>
    public string? UserOf(string sessionId) => _now.GetValueOrDefault(sessionId) ?? _before.GetValueOrDefault(sessionId);

    /// <summary>Forgets the sessions of erased shoppers.</summary>
    public void Forget(IReadOnlySet<string> names) => ForgetWhere(names.Contains);

    /// <summary>Forgets the sessions of shoppers of whom nothing may be kept.</summary>
    /// <returns>True where there were such.</returns>
    public bool ForgetWhere(Func<string, bool> isErased)
    {
        var any = false;
        foreach (var generation in (ReadOnlySpan<ConcurrentDictionary<string, string>>)[_now, _before])
        {
            foreach (var (session, user) in generation)
            {
                any |= isErased(user) && generation.TryRemove(session, out _);
            }
        }

        return any;
    }

    /// <summary>Writes everything.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_began.UtcTicks);
        foreach (var generation in (ReadOnlySpan<ConcurrentDictionary<string, string>>)[_now, _before])
        {
            var sessions = generation.ToArray();
            writer.Write(sessions.Length);
            foreach (var (session, user) in sessions)
            {
                writer.Write(session);
                writer.Write(user);
            }
        }
    }

    /// <summary>Takes in what was written.</summary>
    public void Load(BinaryReader reader)
    {
        _began = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        foreach (var generation in (ReadOnlySpan<ConcurrentDictionary<string, string>>)[_now, _before])
        {
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                generation[reader.ReadString()] = reader.ReadString();
            }
        }
    }
}
