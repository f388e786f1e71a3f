using Foresale.States;

namespace Foresale.Learning.Tests.Agents;

/// <summary>
/// A shop small enough to solve by hand (docs/equations.md has the working). States: looking L, interested I, at the till T.
/// The chances of the next behavior, and where it leads:
/// <code>
///          view        cart        purchase   leave
///   L      .5 -> I     .1 -> T     0          .4
///   I      .4 -> L     .3 -> T     .1         .2
///   T      .2 -> I     0           .5         .3
/// </code>
/// p(T) = .2 p(I) + .5; p(L) = .5 p(I) + .1 p(T); p(I) = .4 p(L) + .3 p(T) + .1, so p = (59, 90, 140) / 244.
/// </summary>
internal static class ThreeStateShop
{
    public const int Looking = 0, Interested = 1, Till = 2;
    public const int View = 0, Cart = 1, Purchase = 2, Leave = 3;
    public static readonly string[] Actions = ["view", "cart", "purchase"];

    /// <summary>[3, 4] chances of view, cart, purchase, leave.</summary>
    public static readonly float[] Next =
    [
        .5f, .1f, 0f, .4f,
        .4f, .3f, .1f, .2f,
        .2f, 0f, .5f, .3f,
    ];

    /// <summary>P(purchase later) by state.</summary>
    public static readonly double[] Truth = [59 / 244.0, 90 / 244.0, 140 / 244.0];

    /// <summary>Q(s, view), Q(s, cart), Q(s, purchase) by state: V of where it leads; 1 for the purchase.</summary>
    public static readonly double[] Q =
    [
        V(Interested), V(Till), 1,
        V(Looking), V(Till), 1,
        V(Interested), V(Till), 1,
    ];

    /// <summary>Where a behavior leads; cart leads to the till from everywhere.</summary>
    public static int After(int state, int action) => action == Cart ? Till : state == Interested ? Looking : Interested;

    public static double V(int state) => (2 * Truth[state]) - 1;

    /// <summary>Shoppers who all begin by looking; each is an episode. The state stands in three one-hot columns.</summary>
    /// <param name="episodes">Number of shoppers.</param>
    /// <param name="seed">Repeats.</param>
    /// <param name="censored">Share of episodes that are cut off after their first step.</param>
    public static StateTable Table(int episodes, int seed, double censored = 0)
    {
        var random = new Random(seed);
        var (state, action, end, outcome, slice, user) = (new List<int>(), new List<sbyte>(), new List<NodeEnd>(), new List<float>(), new List<Slice>(), new List<int>());
        for (var episode = 0; episode < episodes; episode++)
        {
            var first = state.Count;
            var cut = random.NextDouble() < censored;
            for (var at = Looking; ;)
            {
                var k = Draw(random, at);
                state.Add(at);
                action.Add((sbyte)k);
                end.Add(k == Purchase ? NodeEnd.Bought : k == Leave ? NodeEnd.NotBought : NodeEnd.Continues);
                if (end[^1] != NodeEnd.Continues)
                {
                    break;
                }

                at = After(at, k);
                if (cut)
                {
                    state.Add(at);
                    action.Add(-1);
                    end.Add(NodeEnd.Truncated);
                    break;
                }
            }

            for (var i = first; i < state.Count; i++)
            {
                outcome.Add(end[^1] switch { NodeEnd.Bought => 1f, NodeEnd.NotBought => 0f, _ => float.NaN });
                slice.Add(episode % 5 == 0 ? Slice.Validation : Slice.Train);
                user.Add(episode);
            }
        }

        var table = Some.Table([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0]);
        var n = state.Count;
        return table with
        {
            Target = new Target(TargetKind.Session),
            Actions = Actions,
            Nodes = table.Nodes with
            {
                State = [.. state],
                TokenBegin = new int[n],
                TokenEnd = new int[n],
                TimeLeft = [.. Enumerable.Repeat(1f, n)],
                Action = [.. action],
                End = [.. end],
                Outcome = [.. outcome],
                Weight = [.. Enumerable.Repeat(1f, n)],
                Slice = [.. slice],
                IsRow = [.. Enumerable.Repeat(true, n)],
                User = [.. user],
                Item = [.. Enumerable.Repeat(-1, n)],
                TimeMs = new long[n],
                EventId = new string?[n],
                SessionId = new string?[n],
                Step = new int[n],
            },
            UserIds = [.. Enumerable.Range(0, episodes).Select(i => $"u{i}")],
        };
    }

    /// <summary>A node of each state.</summary>
    public static int[] NodeOfEach(StateTable table) =>
        [.. Enumerable.Range(0, 3).Select(s => Enumerable.Range(0, table.Nodes.Count).First(n => table.Nodes.State[n] == s && table.Nodes.End[n] != NodeEnd.Truncated))];

    private static int Draw(Random random, int state)
    {
        var u = random.NextDouble();
        var k = 0;
        while (k < Leave && u >= Next[(4 * state) + k])
        {
            u -= Next[(4 * state) + k++];
        }

        return k;
    }
}
