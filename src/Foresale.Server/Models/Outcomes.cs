using Foresale.Events;
using Foresale.Features;
using Foresale.Live;
using Foresale.Server.Shop;
using Foresale.States;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Models;

/// <summary>
/// Waits for what becomes of shoppers whose intent was shown. Of each one intent at a time, the first that was read of a session (or of a horizon), so that outcomes are independent.
/// A session has ended half an hour after its last event, or with the next one.
/// </summary>
internal sealed class Outcomes(TimeProvider clock, IOptions<ShopOptions> options) : IFoldObserver
{
    private const int Most = 100_000;
    private const long IdleMs = 30 * 60_000, SweepMs = 60_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenOutcome> _open = new(StringComparer.Ordinal);
    private long _arrivalMs, _sweptMs, _notFollowed;

    /// <summary>Shoppers whose outcome is not known yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Values.Count(o => !o.IsKnown);
            }
        }
    }

    /// <summary>Shoppers who are not followed, since there were too many.</summary>
    public long NotFollowed => Interlocked.Read(ref _notFollowed);

    /// <summary>What counts as an outcome of a target, in words.</summary>
    public static string Words(Target target) => target switch
    {
        { Kind: TargetKind.Session or TargetKind.User } => $"{TargetParser.Question(target)}: the first intent read of each shopper{(target.Kind is TargetKind.Session ? "'s session" : " in that time")}, since the server started",
        _ => $"none: whether the shopper {TargetParser.Question(target)} is not asked by these answers",
    };

    /// <summary>Begins to wait for a shopper's outcome.</summary>
    /// <returns>Null where one is waited for already, or none can be seen.</returns>
    public OpenOutcome? Open(string userId, ShopperGlance glance, Lineup lineup, Seat shown, float intent)
    {
        var target = shown.Model.Folder.Manifest.Target;
        lock (_gate)
        {
            var now = NowMs();
            var until = target switch
            {
                { Kind: TargetKind.Session } => glance.LastArrival.ToUnixTimeMilliseconds() + IdleMs,
                { Kind: TargetKind.User, HorizonDays: { } days } => now + (long)(days * 86_400_000),
                _ => long.MinValue,
            };
            if (until < now || _open.ContainsKey(userId))
            {
                return null;
            }

            if (_open.Count >= Most)
            {
                _notFollowed++;
                return null;
            }

            var isSession = target.Kind is TargetKind.Session;
            return _open[userId] = new OpenOutcome { Lineup = lineup, Shown = shown, Intent = intent, SessionId = isSession ? glance.SessionId : null, UntilMs = until, EventsLeft = isSession ? target.HorizonEvents ?? int.MaxValue : int.MaxValue };
        }
    }

    /// <summary>Tells the models of all who can buy no more.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            SweepAt(NowMs());
        }
    }

    /// <summary>Forgets shoppers who were erased.</summary>
    public void ForgetWhere(Func<string, bool> isErased)
    {
        lock (_gate)
        {
            foreach (var name in _open.Keys.Where(isErased).ToList())
            {
                _open.Remove(name);
            }
        }
    }

    /// <inheritdoc/>
    public void Folded(ShopEvent shopEvent, long address, ShardSet shards)
    {
        lock (_gate)
        {
            _arrivalMs = Math.Max(_arrivalMs, shopEvent.Arrival.ToUnixTimeMilliseconds());
            if (_arrivalMs - _sweptMs >= SweepMs)
            {
                SweepAt(_arrivalMs);
            }

            if (_open.TryGetValue(shopEvent.UserId, out var open))
            {
                Follow(open, shopEvent, open.SessionId is null ? null : shards.Glance(shopEvent.UserId)?.SessionId);
            }
        }
    }

    /// <inheritdoc/>
    public void Merged(string anonymousId, string userId, ShardSet shards)
    {
        lock (_gate)
        {
            if (_open.Remove(anonymousId, out var guest) && _open.TryAdd(userId, guest) && guest.SessionId is not null)
            {
                guest.SessionId = shards.Glance(userId)?.SessionId; // the visit goes on; a session that was made has a new name with the shopper's
            }
        }
    }

    private void Follow(OpenOutcome open, ShopEvent shopEvent, string? sessionId)
    {
        if (open.SessionId is { } session && !string.Equals(session, sessionId, StringComparison.Ordinal))
        {
            End(shopEvent.UserId, open, bought: false);
            return;
        }

        if (open.SessionId is not null)
        {
            open.UntilMs = shopEvent.Arrival.ToUnixTimeMilliseconds() + IdleMs;
        }

        if (shopEvent.Behavior is Behavior.Purchase)
        {
            open.End(bought: true);
        }
        else if (--open.EventsLeft == 0)
        {
            open.End(bought: false);
        }
    }

    private void SweepAt(long nowMs)
    {
        _sweptMs = nowMs;
        foreach (var (userId, open) in _open.Where(o => o.Value.UntilMs < nowMs).ToList())
        {
            End(userId, open, bought: false);
        }
    }

    private void End(string userId, OpenOutcome open, bool bought)
    {
        _open.Remove(userId);
        open.End(bought);
    }

    // The log's clock is the later of the last arrival and, where the shop's clock is not that of its events, the wall's.
    private long NowMs() => options.Value.EventClock ? _arrivalMs : Math.Max(_arrivalMs, clock.GetUtcNow().ToUnixTimeMilliseconds());
}
