using System.Globalization;

namespace Foresale.Benchmarks.Soak;

/// <summary>One visit of a shopper. Guests have a cookie's name; some of them log in halfway, and carry both names from then on.</summary>
internal sealed class Visit
{
    private string? _acknowledgedAs;
    private int _underWay;

    /// <summary>The cookie; null for one who is known by name from the start.</summary>
    public string? Guest { get; init; }

    /// <summary>The known name; null for a guest.</summary>
    public string? User { get; set; }

    /// <summary>Who the guest will turn out to be; null where nobody.</summary>
    public string? LogsInAs { get; init; }

    public required string Session { get; init; }

    /// <summary>Which of the intake formats the page of this shopper speaks.</summary>
    public required int Format { get; init; }

    /// <summary>Deeds still to come, and the number of them at which the guest logs in.</summary>
    public required int Left { get; set; }

    public int LogsInAt { get; init; }

    /// <summary>Bodies of it that no answer has come to yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The name that its events count for from now on; null for a guest who will log in.</summary>
    public string? Name => User ?? (LogsInAs is null ? Guest : null);

    /// <summary>The name under which an event of the visit was acknowledged: from then on its intent must be there. Null before.</summary>
    public string? AcknowledgedAs
    {
        get => Volatile.Read(ref _acknowledgedAs);
        set => Volatile.Write(ref _acknowledgedAs, value);
    }

    public void Sends() => Interlocked.Increment(ref _underWay);

    public void Answered() => Interlocked.Decrement(ref _underWay);
}

/// <summary>
/// Who is in the shop: some hundreds at a time, of whom each leaves after a few deeds and makes room. Six in ten come for the first time, so that the shop has ever more shoppers than its memory holds; the others
/// have been there before, and were away for long. A shopper is in one visit at a time.
/// </summary>
internal sealed class Shoppers(Random random, int atOnce)
{
    private const int MostToErase = 4, Tries = 8;
    private const double MeanDeeds = 8;
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(3);
    private readonly List<Visit> _here = [];
    private readonly Queue<(TimeSpan Left, Visit Visit)> _leaving = []; // whose last body may be under way
    private readonly List<(string? User, string? Guest)> _away = [];
    private readonly Queue<string> _toErase = [];
    private int _made, _sessions;

    /// <summary>Names given so far, those of cookies included.</summary>
    public int Made => _made;

    /// <summary>Someone who is there, and waits for no answer: a page sends one thing after another.</summary>
    public Visit Any()
    {
        if (_here.Count < atOnce)
        {
            _here.Add(Enter());
        }

        var visit = _here[random.Next(_here.Count)];
        for (var i = 0; i < Tries && visit.UnderWay > 0; i++)
        {
            visit = _here[random.Next(_here.Count)];
        }

        return visit;
    }

    /// <summary>Ends a visit whose deeds are done.</summary>
    public void End(Visit visit, TimeSpan now)
    {
        if (_here.Remove(visit))
        {
            _leaving.Enqueue((now, visit));
        }

        while (_leaving.TryPeek(out var first) && now - first.Left > s_settled)
        {
            Leave(_leaving.Dequeue().Visit);
        }
    }

    /// <summary>One who was there before, the longer ago the likelier; null where nobody was.</summary>
    public string? Away() => _away.Count == 0 ? null : _away[random.Next(_away.Count)] is var (user, guest) ? user ?? guest : null;

    /// <summary>One who wants to be erased, and of whom nothing is under way any more; null for none.</summary>
    public string? ToErase() => _toErase.TryDequeue(out var name) ? name : null;

    private void Leave(Visit visit)
    {
        if (visit.AcknowledgedAs is not { } name)
        {
            return; // a guest who was about to log in: nobody asks for this one again
        }

        if (_toErase.Count < MostToErase)
        {
            _toErase.Enqueue(name);
        }
        else
        {
            _away.Add((visit.User, visit.User is null ? visit.Guest : null));
        }
    }

    private Visit Enter()
    {
        var deeds = 1 + (int)(-Math.Log(1 - random.NextDouble()) * MeanDeeds);
        var (session, format) = (string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000 + _sessions++}"), random.Next(Bodies.Formats));
        var (back, isGuest) = (random.NextDouble() < .4 ? Return() : null, random.NextDouble() < .5);
        if (back is { User: null, Guest: { } cookie })
        {
            return new Visit { Guest = cookie, Session = session, Format = format, Left = deeds };
        }

        if (back is null && isGuest && random.Next(2) == 0)
        {
            return new Visit { Guest = New("guest"), Session = session, Format = format, Left = deeds };
        }

        var user = back?.User ?? New("user");
        return isGuest
            ? new Visit { Guest = New("guest"), LogsInAs = user, LogsInAt = deeds / 2, Session = session, Format = format, Left = deeds }
            : new Visit { User = user, Session = session, Format = format, Left = deeds };
    }

    private (string? User, string? Guest)? Return()
    {
        if (_away.Count == 0)
        {
            return null;
        }

        var place = random.Next(_away.Count);
        var back = _away[place];
        _away[place] = _away[^1];
        _away.RemoveAt(_away.Count - 1);
        return back;
    }

    private string New(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{_made++:D8}-7425-40de-944b");
}
