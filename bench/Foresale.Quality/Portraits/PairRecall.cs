using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;

namespace Foresale.Quality.Portraits;

/// <summary>Which items shoppers touch after an instant, ranked before it: recall of factors and of popularity, by shopper.</summary>
/// <remarks>Recall@K of a shopper = hits among the K items ranked first / items that they touched later. Shoppers without such an item count in no mean.</remarks>
internal sealed class PairRecall
{
    /// <summary>Days that recent popularity looks back.</summary>
    public const int RecentDays = 14;

    private readonly Interactions _before;
    private readonly List<(int User, HashSet<int> Later, HashSet<int> Touched)> _shoppers;
    private readonly int _lost;

    private readonly int[] _recent;

    private PairRecall(Interactions before, int[] recent, List<(int User, HashSet<int> Later, HashSet<int> Touched)> shoppers, int lost) => (_before, _recent, _shoppers, _lost) = (before, recent, shoppers, lost);

    /// <summary>Interactions before the instant.</summary>
    public Interactions Before => _before;

    /// <summary>Shoppers judged.</summary>
    public int Shoppers => _shoppers.Count;

    /// <summary>Held-out pairs, those on items nobody had touched included: nobody can rank these.</summary>
    public int Pairs => _shoppers.Sum(s => s.Later.Count);

    /// <summary>Of these, pairs on items that nobody had touched.</summary>
    public int Unreachable => _lost;

    /// <summary>Cuts a log in time.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="from">Pairs touched from here on are held out.</param>
    /// <param name="until">Up to here.</param>
    /// <param name="weights">What events weigh.</param>
    /// <param name="onlyNew">True asks for items that the shopper had never touched.</param>
    public static PairRecall Cut(IDataset dataset, DateTimeOffset from, DateTimeOffset until, InteractionWeights weights, bool onlyNew)
    {
        var (counter, recentCounter) = (new InteractionCounter(weights), new InteractionCounter(weights));
        var later = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var shopEvent in dataset.Days.SelectMany(dataset.ReadDay).Where(e => e.Arrival < until && e.ItemId is not null))
        {
            if (shopEvent.Arrival < from)
            {
                counter.Add(shopEvent);
                if (shopEvent.Arrival >= from.AddDays(-RecentDays))
                {
                    recentCounter.Add(shopEvent);
                }
            }
            else
            {
                (later.TryGetValue(shopEvent.UserId, out var items) ? items : later[shopEvent.UserId] = new(StringComparer.Ordinal)).Add(shopEvent.ItemId!);
            }
        }

        var before = counter.Take();
        var rows = before.Items.Select((item, row) => (item, row)).ToDictionary(p => p.item, p => p.row, StringComparer.Ordinal);
        var (shoppers, lost) = (new List<(int, HashSet<int>, HashSet<int>)>(), 0);
        for (var user = 0; user < before.Users.Count; user++)
        {
            if (later.TryGetValue(before.Users[user], out var names))
            {
                var touched = before.Of(user).Select(p => p.Item).ToHashSet();
                // An item that nobody had touched keeps a number that no ranking holds: it stays in the denominator.
                HashSet<int> wanted = [.. names.Select((name, i) => rows.GetValueOrDefault(name, -1 - i)).Where(row => !onlyNew || !touched.Contains(row))];
                lost += wanted.Count(row => row < 0);
                if (wanted.Count > 0)
                {
                    shoppers.Add((user, wanted, onlyNew ? touched : []));
                }
            }
        }

        var recent = recentCounter.Take();
        var rowOf = recent.Items.Select((item, i) => (item, Shoppers: recent.ShoppersOf(i))).ToDictionary(p => p.item, p => p.Shoppers, StringComparer.Ordinal);
        return new PairRecall(before, [.. before.Items.Select(item => rowOf.GetValueOrDefault(item))], shoppers, lost);
    }

    /// <summary>Recall by shopper, [shoppers].</summary>
    /// <param name="score">Shopper and items to their scores, [I].</param>
    /// <param name="most">K.</param>
    public double[] Of(Action<int, float[]> score, int most)
    {
        var scores = new float[_before.Items.Count];
        var recall = new double[_shoppers.Count];
        for (var s = 0; s < _shoppers.Count; s++)
        {
            var (user, later, touched) = _shoppers[s];
            score(user, scores);
            foreach (var item in touched)
            {
                scores[item] = float.NegativeInfinity; // A ranking of what is new does not list what was touched.
            }

            recall[s] = Best(scores, most).Count(later.Contains) / (double)later.Count;
        }

        return recall;
    }

    /// <summary>The number of shoppers who touched each item so far, the same for all.</summary>
    public Action<int, float[]> Popularity() => (_, scores) =>
    {
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = _before.ShoppersOf(item);
        }
    };

    /// <summary>The number of shoppers who touched each item in the last 14 days, then in all.</summary>
    public Action<int, float[]> RecentPopularity() => (user, scores) =>
    {
        Popularity()(user, scores);
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = _recent[item] + (scores[item] / 1e4f);
        }
    };

    /// <summary>What the shopper touched themselves, by weight; then by popularity.</summary>
    public Action<int, float[]> OwnHistory() => (user, scores) =>
    {
        Popularity()(user, scores);
        foreach (var (item, weight) in _before.Of(user))
        {
            scores[item] = 1e6f + (float)weight;
        }
    };

    /// <summary>Affinities of factors fitted on the pairs before the instant.</summary>
    public static Action<int, float[]> Affinity(ImplicitAls als)
    {
        var factors = als.Factors();
        return (user, scores) =>
        {
            var vector = Array.ConvertAll(als.Users[(user * factors.Dimension)..((user + 1) * factors.Dimension)], v => (double)v);
            for (var item = 0; item < scores.Length; item++)
            {
                scores[item] = (float)factors.Affinity(vector, item);
            }
        };
    }

    private static int[] Best(float[] scores, int most)
    {
        var items = Enumerable.Range(0, scores.Length).ToArray();
        var keys = Array.ConvertAll(scores, s => -s);
        Array.Sort(keys, items);
        return items[..Math.Min(most, items.Length)];
    }
}
