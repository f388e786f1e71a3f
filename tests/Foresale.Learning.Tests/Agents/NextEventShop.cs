using Foresale.Features;
using Foresale.States;

namespace Foresale.Learning.Tests.Agents;

/// <summary>
/// Shoppers who walk round six items in order, 1, 2, ... 6, 1, ..., from a random one on, in sessions of four events. After an odd item the next
/// event comes soon (gap bucket 0), after an even one late (bucket 2). The last event of a session buys where it is item 3 or 6, else it is a view.
/// </summary>
internal static class NextEventShop
{
    public const int Items = 6, EventsPerSession = 4, FirstValue = 2;

    public static readonly TokenSchema Schema = new(Fields("item_hash_1", "item_hash_2", "gap", "new_session"), Length: 6);

    private static readonly string[] s_actions = ["view", "purchase"];

    /// <summary>Token fields, named as told: heads are found by the names.</summary>
    public static TokenField[] Fields(string one, string two, string gap, string session) => [new(one, FirstValue + Items), new(two, FirstValue + Items), new(gap, FirstValue + 3), new(session, FirstValue + 2), new("behavior", FirstValue + 2)];

    /// <summary>Each shopper has two sessions; every fifth is Validation, the others Train.</summary>
    /// <param name="shoppers">Number of shoppers.</param>
    /// <param name="seed">Repeats.</param>
    /// <param name="isOrderly">False lets every item be a random one: there is nothing to learn but how often each occurs.</param>
    public static StateTable Table(int shoppers, int seed, bool isOrderly = true)
    {
        var random = new Random(seed);
        var log = new TinyLog();
        for (var u = 0; u < shoppers; u++)
        {
            var item = random.Next(Items);
            var slice = u % 5 == 4 ? Slice.Validation : Slice.Train;
            for (var session = 0; session < 2; session++)
            {
                for (var e = 0; e < EventsPerSession; e++, item = isOrderly ? (item + 1) % Items : random.Next(Items))
                {
                    var (isLast, buys) = (e == EventsPerSession - 1, item % 3 == 2);
                    log.Event(u, item + 1, gap: item % 2 == 1 ? 0 : 2, isNew: e == 0, isPurchase: isLast && buys);
                    if (isLast)
                    {
                        log.Episode(slice, leaves: !buys);
                        log.Episode(slice, leaves: true); // the node after a purchase asks for the next one
                    }
                }
            }
        }

        return log.ToTable(Schema, s_actions, random);
    }

    /// <summary>A log as it is told, event by event; an episode ends with the purchase that its last event is, or with leaving.</summary>
    internal sealed class TinyLog
    {
        private readonly List<int> _tokens = [];
        private readonly List<int> _user = [];
        private readonly List<int> _begin = [];
        private readonly List<int> _end = [];
        private readonly List<sbyte> _action = [];
        private readonly List<NodeEnd> _ends = [];
        private readonly List<float> _outcome = [];
        private readonly List<Slice> _slice = [];
        private readonly List<int> _firstOfUser = [];
        private readonly List<bool> _purchase = [];
        private int _from;

        /// <summary>Adds an event; shoppers one after the other.</summary>
        /// <param name="user">0, 1, ...</param>
        /// <param name="item">1, 2, ...; 0 for none.</param>
        /// <param name="gap">Bucket of the gap since the event before; -1 for none.</param>
        /// <param name="isNew">First of a session.</param>
        /// <param name="isPurchase">Bought.</param>
        public void Event(int user, int item, int gap, bool isNew = false, bool isPurchase = false)
        {
            if (user == _firstOfUser.Count)
            {
                _firstOfUser.Add(_purchase.Count);
            }

            var value = item == 0 ? 1 : FirstValue + item - 1;
            _tokens.AddRange([value, item == 0 ? 1 : FirstValue + Items - item, gap < 0 ? 1 : FirstValue + gap, FirstValue + (isNew ? 1 : 0), FirstValue + (isPurchase ? 1 : 0)]);
            _purchase.Add(isPurchase);
        }

        /// <summary>Lays nodes after the events since the last episode: after each but the purchase that ends it.</summary>
        /// <param name="slice">Its slice.</param>
        /// <param name="leaves">True where the shopper leaves after the last event, which then has a node.</param>
        /// <param name="truncated">True where observation ends after the last event.</param>
        public void Episode(Slice slice, bool leaves = false, bool truncated = false)
        {
            var to = _purchase.Count - (leaves || truncated ? 0 : 1);
            for (var e = _from; e < to; e++)
            {
                var isLast = e == to - 1;
                _begin.Add(_firstOfUser[^1]);
                _end.Add(e + 1);
                _user.Add(_firstOfUser.Count - 1);
                _slice.Add(slice);
                _action.Add((sbyte)(!isLast ? 0 : truncated ? -1 : leaves ? 2 : 1));
                _ends.Add(!isLast ? NodeEnd.Continues : truncated ? NodeEnd.Truncated : leaves ? NodeEnd.NotBought : NodeEnd.Bought);
                _outcome.Add(truncated ? float.NaN : leaves ? 0 : 1);
            }

            _from = to; // the node after a purchase begins the next episode
        }

        public StateTable ToTable(TokenSchema schema, string[] actions, Random random)
        {
            var table = Some.Table([.. _end.Select(_ => new[] { (float)random.NextDouble() })], [.. _outcome]);
            return table with
            {
                Target = new Target(TargetKind.Session),
                Actions = actions,
                TokenSchema = schema,
                Tokens = [.. _tokens],
                UserIds = [.. Enumerable.Range(0, _firstOfUser.Count).Select(i => $"u{i}")],
                Nodes = table.Nodes with { TokenBegin = [.. _begin], TokenEnd = [.. _end], Action = [.. _action], End = [.. _ends], User = [.. _user], Slice = [.. _slice] },
            };
        }
    }
}
