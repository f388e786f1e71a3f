using System.Globalization;
using System.Text.Json;

namespace Foresale.Benchmarks.Soak;

/// <summary>A request that is to be sent, and what has to come of it.</summary>
/// <param name="Kind">In words, for the table.</param>
/// <param name="Bytes">The request.</param>
/// <param name="Due">When, from the start of the traffic.</param>
/// <param name="Status">The status that its answer has to have; 400 stands for any from 400 to 499, 0 for a caller who is gone before an answer comes.</param>
/// <param name="Events">What has to become of its events.</param>
/// <param name="Visits">Those whose events it carries, and by which name; null where it carries none.</param>
internal sealed record Sending(string Kind, byte[] Bytes, TimeSpan Due, int Status, Counts Events = default, IReadOnlyList<(Visit Visit, string? Name)>? Visits = null)
{
    /// <summary>Does something for each visit whose events it carries.</summary>
    public void Each(Action<Visit> act)
    {
        foreach (var (visit, _) in Visits ?? [])
        {
            act(visit);
        }
    }
}

/// <summary>
/// What a shop sends, in the order of time: bodies of events at a steady rate, after each of them some readings, now and then a duplicate, something broken or a caller who is gone; items, an erasure and other models by the clock.
/// </summary>
internal sealed class Traffic
{
    private const int Items = 2_000, AtOnce = 500, Remembered = 64, ItemsOfScore = 20, RowsOfPut = 20;
    private static readonly TimeSpan s_late = TimeSpan.FromDays(2);
    private readonly Random _random = new(1);
    private readonly Lock _gate = new();
    private readonly Queue<Sending> _ready = [];
    private readonly Sending?[] _sent = new Sending?[Remembered]; // bodies of late, to be sent again
    private readonly List<(TimeSpan Every, Action Act)> _clockwork;
    private readonly TimeSpan[] _nextAt;
    private readonly Shoppers _shoppers;
    private readonly string _key;
    private readonly (string Method, string Path, object? Body)[] _models;
    private readonly double _eventsPerSecond;
    private readonly DateTimeOffset _begin;
    private long _deeds, _bodies, _placed;
    private TimeSpan _due;

    /// <param name="key">An admin key.</param>
    /// <param name="models">Two model folders, which take turns.</param>
    /// <param name="eventsPerSecond">Of all formats together.</param>
    /// <param name="begin">When it begins.</param>
    public Traffic(string key, (string First, string Second) models, double eventsPerSecond, DateTimeOffset begin)
    {
        (_key, _eventsPerSecond, _begin, _shoppers) = (key, eventsPerSecond, begin, new Shoppers(_random, AtOnce));
        _models =
        [
            ("PUT", "/v1/model", new { path = models.Second }),
            ("PUT", "/v1/models/shadow", new { path = models.First }),
            ("PUT", "/v1/models/challenger", new { path = models.First, share = .3 }),
            ("POST", "/v1/models/promote", new { role = "challenger" }),
            ("DELETE", "/v1/models/shadow", null),
        ];
        _clockwork =
        [
            (TimeSpan.FromSeconds(1), () => Read("GET active", "/v1/intent/active?limit=50")),
            (TimeSpan.FromSeconds(2), HangUp),
            (TimeSpan.FromSeconds(3), PutItems),
            (TimeSpan.FromSeconds(5), Erase),
            (TimeSpan.FromSeconds(5), () => Read("GET models/report", "/v1/models/report")),
            (TimeSpan.FromSeconds(7), () => Read("GET intent, a stranger's", "/v1/intent/users/nobody-knows-me", status: 404)),
            (TimeSpan.FromSeconds(30), PlaceModel),
        ];
        _nextAt = [.. _clockwork.Select(c => c.Every)];
    }

    /// <summary>Names of shoppers given so far.</summary>
    public int Shoppers => _shoppers.Made;

    /// <summary>The next request of all.</summary>
    public Sending Next()
    {
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                Step();
            }

            return _ready.Dequeue();
        }
    }

    private void Step()
    {
        var events = SendEvents();
        Readings();
        _due += TimeSpan.FromSeconds(events / _eventsPerSecond);
        for (var i = 0; i < _nextAt.Length; i++)
        {
            if (_due >= _nextAt[i])
            {
                _clockwork[i].Act();
                _nextAt[i] += _clockwork[i].Every;
            }
        }
    }

    // Each tenth body is of the shop's own server.
    private int SendEvents()
    {
        if (_random.Next(10) == 0)
        {
            var deeds = Enumerable.Range(0, 20).Select(_ => Do(_shoppers.Any())).ToList();
            Post(Bodies.Lines(deeds), new Counts(Accepted: deeds.Count), deeds);
            deeds.ForEach(d => Leave(d.Visit));
            return deeds.Count;
        }

        var visit = _shoppers.Any();
        LogIn(visit);
        var count = Math.Clamp(visit.Left, 1, 1 + _random.Next(4));
        var late = visit is { Format: 0, AcknowledgedAs: not null } && _random.Next(20) == 0;
        var page = Enumerable.Range(0, count).Select(_ => Do(visit, late ? s_late : TimeSpan.Zero)).ToList();
        Post(Bodies.Page(visit, page), new Counts(Accepted: count, Late: late ? count : 0, Ignored: visit.Format == 2 ? 1 : 0), page);
        Leave(visit);
        return count;
    }

    private void LogIn(Visit visit)
    {
        if (visit is { User: null, LogsInAs: { } user } && visit.Left <= visit.LogsInAt)
        {
            visit.User = user;
            if (visit.Format == 3)
            {
                Post(Bodies.Identify(visit, $"identify-{_deeds++}", NowMs()), default, []);
            }
        }
    }

    private void Readings()
    {
        if (_shoppers.Any() is { AcknowledgedAs: { } name } visit)
        {
            Read("GET intent, of who is there", $"/v1/intent/users/{name}");
            if (_random.Next(3) == 0)
            {
                Read("GET intent, of a session", $"/v1/intent/sessions/{visit.Session}");
            }

            if (_random.Next(4) == 0)
            {
                Send("POST score", HttpLine.Request("POST", "/v1/score", _key, Json(new { user_id = name, item_ids = Enumerable.Range(0, ItemsOfScore).Select(_ => ItemName(_random.Next(Items))) }), "application/json"), 200);
            }
        }

        if (_random.Next(4) == 0 && _shoppers.Away() is { } away)
        {
            Read("GET intent, of who is away", $"/v1/intent/users/{away}");
        }

        if (_random.Next(30) == 0 && _sent[_random.Next(Remembered)] is { } before)
        {
            Send($"{before.Kind}, again", before.Bytes, 200, new Counts(Duplicates: before.Events.Accepted, Ignored: before.Events.Ignored));
        }

        if (_random.Next(50) == 0)
        {
            var broken = Bodies.Broken([Do(_shoppers.Any())], _random.Next(7));
            Send("broken", Request(broken), 400);
        }

        if (_random.Next(100) == 0)
        {
            var deed = Do(_shoppers.Any());
            Send("native, a bad event", Request(Bodies.WithBadEvent(deed)), 200, new Counts(Accepted: 1, Rejected: 1), [(deed.Visit, deed.Visit.Name)]);
        }
    }

    private void Erase()
    {
        if (_shoppers.ToErase() is { } name)
        {
            Send("DELETE user", HttpLine.Request("DELETE", $"/v1/users/{name}", _key), 204);
        }
    }

    // A page that is closed while it sends: nothing of it was acknowledged, and nothing may come of it.
    private void HangUp() => Send("gone halfway", Request(Bodies.Lines(Enumerable.Range(0, 20).Select(_ => Do(_shoppers.Any())))), 0);

    private void PutItems()
    {
        var rows = Enumerable.Range(0, RowsOfPut).Select(_ => _random.Next(Items)).Distinct().Select(i => new { item_id = ItemName(i), price = 5.95 + (i % 90), margin = .3, rating = 1 + (i % 5) });
        Send("PUT items", HttpLine.Request("PUT", "/v1/items", _key, Json(rows), "application/json"), 200);
    }

    private void PlaceModel()
    {
        var (method, path, body) = _models[_placed++ % _models.Length];
        Send($"{method} {path[4..]}", HttpLine.Request(method, path, _key, body is null ? null : Json(body), "application/json"), 200);
    }

    private Deed Do(Visit visit, TimeSpan ago = default)
    {
        visit.Left--;
        var item = (int)(Items * Math.Pow(_random.NextDouble(), 2)); // some are viewed far more than others
        return new Deed(visit, Bodies.Word(_random.NextDouble()), _deeds++, NowMs() - (long)ago.TotalMilliseconds, item);
    }

    private void Leave(Visit visit)
    {
        if (visit.Left <= 0)
        {
            _shoppers.End(visit, _due);
        }
    }

    private void Post(Body body, Counts events, IReadOnlyList<Deed> deeds)
    {
        var sending = new Sending(body.Format, Request(body), _due, 200, events, [.. deeds.Select(d => (d.Visit, d.Visit.Name))]);
        Enqueue(sending);
        _sent[_bodies++ % Remembered] = sending;
    }

    private byte[] Request(Body body) => HttpLine.Request("POST", body.Path, _key, body.Bytes, body.Type, body.Encoding);

    private void Read(string kind, string path, int status = 200) => Send(kind, HttpLine.Request("GET", path, _key), status);

    private void Send(string kind, byte[] bytes, int status, Counts events = default, IReadOnlyList<(Visit Visit, string? Name)>? visits = null) => Enqueue(new Sending(kind, bytes, _due, status, events, visits));

    private void Enqueue(Sending sending)
    {
        sending.Each(v => v.Sends());
        _ready.Enqueue(sending);
    }

    private long NowMs() => (_begin + _due).ToUnixTimeMilliseconds();

    private static string ItemName(int item) => string.Create(CultureInfo.InvariantCulture, $"item-{item:D5}");

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
