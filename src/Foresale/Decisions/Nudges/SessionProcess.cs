namespace Foresale.Decisions.Nudges;

/// <summary>How shoppers of a kind behave in a session.</summary>
/// <param name="Share">Share of sessions, 0..1.</param>
/// <param name="Behaviors">[4] probability that an event is a view, a look at details, a look at prices, or something put into the cart.</param>
/// <param name="Buys">Probability that an event is followed by the order, without an offer.</param>
/// <param name="Leaves">Probability that it is the last one, without an offer.</param>
/// <param name="BuysOffered">As <paramref name="Buys"/>, once the offer was made.</param>
/// <param name="LeavesOffered">As <paramref name="Leaves"/>, once the offer was made.</param>
public sealed record SessionKind(double Share, IReadOnlyList<double> Behaviors, double Buys, double Leaves, double BuysOffered, double LeavesOffered)
{
    /// <summary>Probability of an order within so many events, the one at hand included.</summary>
    public double BuysWithin(int events, bool offered)
    {
        var (buys, leaves) = offered ? (BuysOffered, LeavesOffered) : (Buys, Leaves);
        return buys * Remains(events, 1 - buys - leaves);
    }

    // 1 + s + ... + s^(events - 1)
    private static double Remains(int events, double stays) => stays >= 1 ? events : (1 - Math.Pow(stays, events)) / (1 - stays);
}

/// <summary>
/// A shop's sessions, planted. A session has a hidden kind k. At event t its shopper does something, drawn from what the kind does; the shop sees it
/// and may make its one offer; then the shopper buys, leaves, or goes on, at most for <see cref="MaxEvents"/> events. An order earns 1; with the
/// offer, 1 - <see cref="Discount"/>.
/// </summary>
/// <remarks>
/// Early, an offer has the whole session to work in; late, it is known better whom it would only pay for what they would do anyway. Given the kind,
/// events are independent and the hazards constant, so that all that is to be known of a session lies in how often each behavior occurred:
/// P(k | n) ∝ share_k (1 - buys_k - leaves_k)^(t - 1) prod_b behaviors_kb^n_b, t = sum n. That makes the best timing computable (<see cref="TimingTable"/>).
/// </remarks>
public sealed record SessionProcess
{
    /// <summary>What an event can be.</summary>
    public static IReadOnlyList<string> BehaviorNames { get; } = ["view", "details", "price", "cart"];

    /// <summary>By <see cref="ShopperKind"/>.</summary>
    public required IReadOnlyList<SessionKind> Kinds { get; init; }

    /// <summary>Events after which a session is over.</summary>
    public required int MaxEvents { get; init; }

    /// <summary>Share of an order's margin that the offer gives away, 0..1.</summary>
    public required double Discount { get; init; }

    /// <summary>The planted shop. Persuadable and put-off shoppers have much the same intent: intent does not say whom an offer moves.</summary>
    public static SessionProcess Planted { get; } = new()
    {
        Kinds =
        [
            new(.28, [.34, .12, .40, .14], .04, .09, .14, .05),
            new(.20, [.28, .22, .10, .40], .15, .04, .15, .04),
            new(.32, [.60, .15, .20, .05], .004, .16, .006, .16),
            new(.20, [.34, .44, .08, .14], .05, .07, .015, .20),
        ],
        MaxEvents = 10,
        Discount = .4,
    };

    /// <summary>What the rest of a session earns when the offer is made after event t (1..<see cref="MaxEvents"/>).</summary>
    public double OfferedValue(int kind, int events) => (1 - Discount) * Kinds[kind].BuysWithin(MaxEvents - events + 1, offered: true);

    /// <summary>Draws a session's kind.</summary>
    internal int DrawKind(Random random) => Draw(random, Kinds.Count, k => Kinds[k].Share);

    /// <summary>Draws what a shopper of a kind does next.</summary>
    internal int DrawBehavior(Random random, int kind) => Draw(random, BehaviorNames.Count, b => Kinds[kind].Behaviors[b]);

    private static int Draw(Random random, int count, Func<int, double> probability)
    {
        var left = random.NextDouble();
        for (var i = 0; i < count - 1; i++)
        {
            left -= probability(i);
            if (left < 0)
            {
                return i;
            }
        }

        return count - 1;
    }
}
