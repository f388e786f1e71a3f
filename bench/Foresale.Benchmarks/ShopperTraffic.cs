using System.Globalization;
using System.Text;

namespace Foresale.Benchmarks;

/// <summary>What many shoppers do over some days, in order of time: geometric numbers of events, in visits of four on average.</summary>
internal sealed class ShopperTraffic
{
    public const int Items = 10_000;
    private static readonly string[] s_behaviors = ["view", "view", "view", "view", "view", "view", "view", "cart", "favorite", "purchase"];
    private readonly (int Time, int User)[] _events; // seconds from the first day's midnight
    private readonly DateTimeOffset _begin;
    private readonly Random _random = new(2);

    public ShopperTraffic(int users, double meanEvents, int days, DateTimeOffset begin)
    {
        _begin = begin;
        var random = new Random(1);
        var events = new List<(int Time, int User)>((int)(users * meanEvents * 1.01));
        for (var user = 0; user < users; user++)
        {
            var left = 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - (1 / meanEvents)));
            while (left > 0)
            {
                var time = random.Next(days * 86_400);
                do
                {
                    events.Add((time, user));
                    time += random.Next(10, 90);
                    left--;
                }
                while (left > 0 && random.Next(4) != 0);
            }
        }

        _events = [.. events];
        Array.Sort(_events);
    }

    public int Count => _events.Length;

    /// <summary>The name of a shopper, as long as a UUID.</summary>
    public static string Name(int user) => string.Create(CultureInfo.InvariantCulture, $"7c9e6679-7425-40de-944b-{user:D12}");

    /// <summary>Bodies of native JSON Lines.</summary>
    public IEnumerable<string> Bodies(int eventsOfBody)
    {
        var body = new StringBuilder(eventsOfBody * 280);
        for (var i = 0; i < _events.Length; i++)
        {
            var (time, user) = _events[i];
            var item = (int)(Items * Math.Pow(_random.NextDouble(), 2)); // some are viewed far more than others
            var at = _begin.AddSeconds(time).ToUnixTimeSeconds();
            body.Append(CultureInfo.InvariantCulture, $$"""{"event_id":"e{{i}}-7f3a9c","time":{{at}},"received_at":{{at}},"user_id":"{{Name(user)}}","behavior":"{{s_behaviors[_random.Next(s_behaviors.Length)]}}","item_id":"item-{{item:D5}}","category":"c{{item % 60}}","brand":"b{{item % 200}}","price":{{5 + (item % 90)}}.95,"currency":"EUR","device":"mobile"}""").Append('\n');
            if ((i + 1) % eventsOfBody == 0 || i + 1 == _events.Length)
            {
                yield return body.ToString();
                body.Clear();
            }
        }
    }
}
